//! Saved connections, and the words of this tool for what is wrong with one.

use std::path::{Path, PathBuf};

use outlook_contract_json::saved::{SavedConnections, SavedError};
use outlook_host::types::{Connection, Credential};

use crate::failure::Failure;

/// The folder of connections.
pub struct Connections(SavedConnections);

impl Connections {
    pub fn in_dir(config: &Path) -> Self {
        Self(SavedConnections::in_dir(config))
    }

    /// # Errors
    /// When the name is no file name, or there is none of that name, or its file is broken.
    pub fn load(&self, name: &str) -> Result<Connection, Failure> {
        self.0.load(name).map(Into::into).map_err(|error| self.failure(error))
    }

    /// Names of the connections that sign in with that key, now or next. Connections that cannot be read are left out.
    pub fn that_name_key(&self, key: &str) -> Vec<String> {
        let is_key = |credential: &Credential| matches!(credential, Credential::Certificate(name) if name == key);
        let uses = |name: &String| {
            self.load(name)
                .is_ok_and(|saved| is_key(&saved.credential) || saved.next_credential.as_ref().is_some_and(is_key))
        };
        self.names().into_iter().filter(uses).collect()
    }

    /// Saves a connection. Returns its file.
    ///
    /// # Errors
    /// When there is one of that name already and it may not be replaced, or the file cannot be written.
    pub fn save(&self, name: &str, connection: &Connection, replace: bool) -> Result<PathBuf, Failure> {
        let saved = self.0.save(name, &connection.clone().into(), replace);
        saved.map_err(|error| self.failure(error))
    }

    /// # Errors
    /// When there is none of that name.
    pub fn remove(&self, name: &str) -> Result<(), Failure> {
        self.0.remove(name).map_err(|error| self.failure(error))
    }

    /// Names, sorted.
    pub fn names(&self) -> Vec<String> {
        self.0.names()
    }

    fn failure(&self, error: SavedError) -> Failure {
        let message = error.to_string();
        match error {
            SavedError::Name => Failure::input("connection-name", message),
            SavedError::Unknown { .. } => {
                let known = match self.names().as_slice() {
                    [] => "there is none yet; add one with `outlook-host connection add`".to_owned(),
                    names => format!("there are: {}", names.join(", ")),
                };
                Failure::input("connection-unknown", format!("{message}; {known}"))
            }
            SavedError::Exists { .. } => Failure::input(
                "connection-exists",
                format!("{message}; pass --replace to overwrite it"),
            ),
            SavedError::Broken { .. } => Failure::tool("connection-file", message),
            SavedError::Io { .. } => Failure::tool("file", message),
        }
    }
}
