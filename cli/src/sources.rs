//! Names whose value is read anew for every token. What they name is sealed beside the secrets: a command is run, and only who has
//! the store's key may say which.

use std::path::PathBuf;

use outlook_host::{
    StoredSecret,
    stores::{
        assertions::{AssertionSource, AssertionSources},
        sealed::{HostEntries, SealedSecrets},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::failure::Failure;

/// Prefix of the names among the host's entries.
const PREFIX: &str = "source:";

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A file, as an absolute path.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
    /// A program and its arguments.
    Command(String, Vec<String>),
}

impl Source {
    pub fn to_library(&self) -> AssertionSource {
        match self {
            Self::File(path) => AssertionSource::file(path),
            Self::Variable(name) => AssertionSource::variable(name),
            Self::Command(program, arguments) => AssertionSource::command(program, arguments.clone()),
        }
    }

    /// The source without the arguments of a command, which may hold a secret.
    pub fn json(&self) -> Value {
        match self {
            Self::File(path) => json!({ "kind": "file", "path": path }),
            Self::Variable(name) => json!({ "kind": "variable", "name": name }),
            Self::Command(program, arguments) => {
                json!({ "kind": "command", "program": program, "argument_count": arguments.len() })
            }
        }
    }
}

/// The sources in a store.
pub struct Sources(HostEntries);

impl Sources {
    pub fn of(store: &SealedSecrets) -> Self {
        Self(HostEntries::of(store))
    }

    /// All names with their sources, sorted.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn list(&self) -> Result<Vec<(String, Source)>, Failure> {
        let mut all = Vec::new();
        for name in self.0.names(PREFIX)? {
            let Some(entry) = self.0.get(&key(&name))? else {
                continue;
            };
            let source = serde_json::from_str(entry.expose()).map_err(|_| {
                let fix = "set it again, or use a newer outlook-host";
                Failure::tool(
                    "secret-source",
                    format!("the source of `{name}` cannot be understood; {fix}"),
                )
            })?;
            all.push((name, source));
        }
        Ok(all)
    }

    /// # Errors
    /// When the source was not stored.
    pub fn set(&self, name: &str, source: &Source) -> Result<(), Failure> {
        let text = serde_json::to_string(source)
            .map_err(|error| Failure::input("secret-source", format!("the source cannot be stored: {error}")))?;
        Ok(self.0.set(&key(name), StoredSecret::new(text))?)
    }

    /// Returns whether there was one.
    ///
    /// # Errors
    /// When it was not removed.
    pub fn remove(&self, name: &str) -> Result<bool, Failure> {
        Ok(self.0.remove(&key(name))?)
    }
}

/// The store with its sources over it.
///
/// # Errors
/// When the store cannot be read.
pub fn over(store: &SealedSecrets) -> Result<AssertionSources<SealedSecrets>, Failure> {
    let mut secrets = AssertionSources::over(store.clone());
    for (name, source) in Sources::of(store).list()? {
        secrets = secrets.with(name, source.to_library());
    }
    Ok(secrets)
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}
