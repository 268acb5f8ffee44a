//! A folder of saved connections: one JSON file each, without secrets.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{from_str, requests::Connection, text};

/// The folder of connections.
#[derive(Debug, Clone)]
pub struct SavedConnections(PathBuf);

/// Why a connection cannot be loaded, saved or removed. No text repeats a field's value.
#[derive(Debug, Error)]
pub enum SavedError {
    /// The name cannot be a file's.
    #[error("a connection's name is made of up to 64 letters, digits, `-`, `_` and `.`, and does not begin with `.`")]
    Name,
    /// There is no connection of this name.
    #[error("there is no connection `{name}`")]
    Unknown {
        /// The name.
        name: String,
    },
    /// There is a connection of this name, and it may not be replaced.
    #[error("there is a connection `{name}` already")]
    Exists {
        /// The name.
        name: String,
    },
    /// The file holds no connection.
    #[error("{}: {why}; correct the file, or remove the connection and add it again", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl SavedConnections {
    /// The connections in the folder of the tool or of a tenant.
    #[must_use]
    pub fn in_dir(dir: &Path) -> Self {
        Self(dir.join("connections"))
    }

    /// Loads a connection. People edit these files too, so that they may be in UTF-16.
    ///
    /// # Errors
    /// [`SavedError`] if there is none of that name, or if its file is broken.
    pub fn load(&self, name: &str) -> Result<Connection, SavedError> {
        let path = self.path(name)?;
        let bytes = fs::read(&path).map_err(|error| gone(name, &path, error))?;
        let broken = |why: String| SavedError::Broken {
            path: path.clone(),
            why,
        };
        let text = text::decode(&bytes).map_err(|why| broken(why.message()))?;
        from_str(&text).map_err(|error| broken(error.to_string()))
    }

    /// Saves a connection. Returns its file.
    ///
    /// # Errors
    /// [`SavedError`] if there is one of that name and `replace` is false, or if the file cannot be written.
    pub fn save(&self, name: &str, connection: &Connection, replace: bool) -> Result<PathBuf, SavedError> {
        let path = self.path(name)?;
        if path.exists() && !replace {
            return Err(SavedError::Exists { name: name.to_owned() });
        }
        let io = |source: io::Error| SavedError::Io {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(&self.0).map_err(io)?;
        let text = serde_json::to_vec_pretty(connection).map_err(|error| io(error.into()))?;
        // Beside, then renamed: an interrupted save leaves the old one.
        let mut file = tempfile::NamedTempFile::new_in(&self.0).map_err(io)?;
        io::Write::write_all(&mut file, &text).map_err(io)?;
        file.persist(&path).map_err(|error| io(error.error))?;
        Ok(path)
    }

    /// Removes a connection.
    ///
    /// # Errors
    /// [`SavedError`] if there is none of that name, or if the file cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), SavedError> {
        let path = self.path(name)?;
        fs::remove_file(&path).map_err(|error| gone(name, &path, error))
    }

    /// Returns whether there is a connection of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.path(name).is_ok_and(|path| path.exists())
    }

    /// Returns the names, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let name = |entry: fs::DirEntry| Some(entry.file_name().to_str()?.strip_suffix(".json")?.to_owned());
        let mut names: Vec<_> = entries.filter_map(name).filter(|name| is_name(name)).collect();
        names.sort();
        names
    }

    fn path(&self, name: &str) -> Result<PathBuf, SavedError> {
        if !is_name(name) {
            return Err(SavedError::Name);
        }
        Ok(self.0.join(format!("{name}.json")))
    }
}

fn gone(name: &str, path: &Path, source: io::Error) -> SavedError {
    match source.kind() {
        io::ErrorKind::NotFound => SavedError::Unknown { name: name.to_owned() },
        _ => SavedError::Io {
            path: path.to_owned(),
            source,
        },
    }
}

/// Whether a connection can have this name. It becomes a file's name, and no name from outside becomes a path.
fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= 64 && !name.starts_with('.') && name.chars().all(allowed)
}
