//! Saved connections: one JSON file each, without secrets.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use outlook_host::types::{Connection, Credential};
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, text};

/// A connection as it is saved.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    pub tenant_id: String,
    pub client_id: String,
    /// Name of the client secret in the store. A connection has one of the three credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Name of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Name of the assertion in the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub federated_assertion: Option<String>,
    /// The same for the credential that replaces it. A connection has at most one of the three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_certificate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_federated_assertion: Option<String>,
    pub mailbox: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_expires: Option<String>,
    /// A mailbox that the app must not reach. Files of earlier versions have neither this field nor the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_scope_mailbox: Option<String>,
    /// When a grant was last made or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_at: Option<String>,
}

impl Saved {
    pub fn to_contract(&self) -> Connection {
        Connection {
            cloud: self.cloud.clone(),
            tenant_id: self.tenant_id.clone(),
            client_id: self.client_id.clone(),
            credential: self.credential().unwrap_or_default(),
            mailbox: self.mailbox.clone(),
            credential_expires: self.credential_expires.clone(),
            out_of_scope_mailbox: self.out_of_scope_mailbox.clone(),
            granted_at: self.granted_at.clone(),
            next_credential: self.next_credential(),
        }
    }

    /// The credential. Returns `None` if the connection names none, which [`Connections::load`] refuses.
    pub fn credential(&self) -> Option<Credential> {
        credential([&self.secret, &self.certificate, &self.federated_assertion])
    }

    /// The credential that replaces it.
    pub fn next_credential(&self) -> Option<Credential> {
        credential([
            &self.next_secret,
            &self.next_certificate,
            &self.next_federated_assertion,
        ])
    }

    /// Says what is wrong with the credentials in a file that a person changed.
    fn problem(&self) -> Option<&'static str> {
        let count = |names: [&Option<String>; 3]| names.iter().filter(|name| name.is_some()).count();
        let now = count([&self.secret, &self.certificate, &self.federated_assertion]);
        let next = count([
            &self.next_secret,
            &self.next_certificate,
            &self.next_federated_assertion,
        ]);
        match (now, next) {
            (1, 0 | 1) => None,
            (0, _) => Some("it names no credential: `secret`, `certificate` or `federated_assertion`"),
            (1, _) => Some("it names several next credentials"),
            _ => Some("it names several credentials: `secret`, `certificate` or `federated_assertion`"),
        }
    }
}

/// The first of a secret, a certificate and an assertion.
fn credential([secret, certificate, assertion]: [&Option<String>; 3]) -> Option<Credential> {
    let secret = secret.clone().map(Credential::ClientSecret);
    let certificate = || certificate.clone().map(Credential::Certificate);
    let assertion = || assertion.clone().map(Credential::FederatedAssertion);
    secret.or_else(certificate).or_else(assertion)
}

/// The folder of connections.
pub struct Connections(PathBuf);

impl Connections {
    pub fn in_dir(config: &Path) -> Self {
        Self(config.join("connections"))
    }

    /// # Errors
    /// When the name is no file name, or there is none of that name, or its file is broken.
    pub fn load(&self, name: &str) -> Result<Saved, Failure> {
        let path = self.path(name)?;
        let text = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => self.unknown(name),
            _ => io_failure(&path, &error),
        })?;
        let broken = |why: &dyn std::fmt::Display| {
            let fix = "correct the file, or remove the connection and add it again";
            Failure::tool("connection-file", format!("{}: {why}; {fix}", path.display()))
        };
        // People edit these files too.
        let text = text::decode(&text).map_err(|why| broken(&why.message()))?;
        let saved: Saved = serde_json::from_str(&text).map_err(|error| broken(&error))?;
        match saved.problem() {
            Some(problem) => Err(broken(&problem)),
            None => Ok(saved),
        }
    }

    /// Names of the connections that sign in with that key, now or next. Connections that cannot be read are left out.
    pub fn that_name_key(&self, key: &str) -> Vec<String> {
        let uses = |name: &String| {
            self.load(name).is_ok_and(|saved| {
                [saved.certificate, saved.next_certificate]
                    .iter()
                    .any(|certificate| certificate.as_deref() == Some(key))
            })
        };
        self.names().into_iter().filter(uses).collect()
    }

    /// # Errors
    /// When there is one of that name already and it may not be replaced, or the file cannot be written.
    pub fn save(&self, name: &str, connection: &Saved, replace: bool) -> Result<PathBuf, Failure> {
        let path = self.path(name)?;
        if path.exists() && !replace {
            return Err(Failure::input(
                "connection-exists",
                format!("there is a connection `{name}` already; pass --replace to overwrite it"),
            ));
        }
        fs::create_dir_all(&self.0).map_err(|error| io_failure(&self.0, &error))?;
        let text = serde_json::to_vec_pretty(connection)
            .map_err(|error| Failure::tool("connection-file", error.to_string()))?;
        // Beside, then renamed: an interrupted save leaves the old one.
        let mut file = tempfile::NamedTempFile::new_in(&self.0).map_err(|error| io_failure(&self.0, &error))?;
        io::Write::write_all(&mut file, &text).map_err(|error| io_failure(&path, &error))?;
        file.persist(&path).map_err(|error| io_failure(&path, &error.error))?;
        Ok(path)
    }

    /// # Errors
    /// When there is none of that name.
    pub fn remove(&self, name: &str) -> Result<(), Failure> {
        let path = self.path(name)?;
        fs::remove_file(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => self.unknown(name),
            _ => io_failure(&path, &error),
        })
    }

    /// Names, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let name = |entry: fs::DirEntry| Some(entry.file_name().to_str()?.strip_suffix(".json")?.to_owned());
        let mut names: Vec<_> = entries.filter_map(name).filter(|name| is_name(name)).collect();
        names.sort();
        names
    }

    fn path(&self, name: &str) -> Result<PathBuf, Failure> {
        if !is_name(name) {
            return Err(Failure::input(
                "connection-name",
                "a connection's name is made of up to 64 letters, digits, `-`, `_` and `.`, and does not begin with `.`",
            ));
        }
        Ok(self.0.join(format!("{name}.json")))
    }

    fn unknown(&self, name: &str) -> Failure {
        let names = self.names();
        let known = match names.as_slice() {
            [] => "there is none yet; add one with `outlook-host connection add`".to_owned(),
            names => format!("there are: {}", names.join(", ")),
        };
        Failure::input(
            "connection-unknown",
            format!("there is no connection `{name}`; {known}"),
        )
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= 64 && !name.starts_with('.') && name.chars().all(allowed)
}

fn io_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::tool("file", format!("{}: {error}", path.display()))
}
