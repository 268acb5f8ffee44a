//! Secrets on disk, encrypted (XChaCha20-Poly1305) under a key that lives in a key file, in the OS keyring, or in a
//! passphrase (Argon2id).
//!
//! What it promises: files for their owner only; a write appears whole or not at all, and never beside another writer's; a
//! damaged file, a wrong key or a newer format is an error that says so, and the file stays as it is. What it does not: hide
//! names, counts and lengths from somebody who has the key, or protect from programs that run as the same user.
//!
//! Two files. `secrets.sealed` is synced to disk before a write returns. `cache.sealed` holds the connector's access
//! tokens; it can be made again, so it is not synced, and a damaged one counts as empty.

mod envelope;
mod key;

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use thiserror::Error;

use super::{CACHE_PREFIX, SecretStore, StoreError, StoredSecret, unix_seconds};
use crate::private_files::{self, Durability};
use envelope::Content;
use key::StoreKey;
pub use key::{KeyKind, KeySource};

/// Longest wait for another writer. A write takes milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

type Entries = BTreeMap<String, StoredSecret>;

/// An encrypted store in a folder of its own.
///
/// Operations read and write small files and take well under a millisecond, but for the sync of a changed secret.
pub struct SealedSecrets {
    dir: PathBuf,
    key: StoreKey,
}

/// A name in the store, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSecret {
    /// The name.
    pub name: String,
    /// When the value stops being usable, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: Option<u64>,
}

/// Why the store cannot be used. Nothing was changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SealedError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Not a store, or damaged.
    #[error(
        "the secret store {} is damaged; restore it from a backup, or move it away and set the secrets again",
        .0.display()
    )]
    Corrupt(PathBuf),
    /// Sealed with another key.
    #[error("the secret store {} was sealed with another key: {hint}", path.display())]
    WrongKey {
        /// The file.
        path: PathBuf,
        /// Which key is wanted.
        hint: &'static str,
    },
    /// Written by a newer version of this program.
    #[error("the secret store {} is of format {version}, which this version cannot read; use a newer outlook-host", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        version: u64,
    },
    /// The key is not to be had.
    #[error("the key of the secret store: {0}")]
    Key(String),
    /// Another program is writing for too long.
    #[error("another program has been writing to the secret store {} for more than 5 s; try again", .0.display())]
    Locked(PathBuf),
}

impl SealedSecrets {
    /// Opens the store in `dir`, or makes a new one there.
    ///
    /// # Errors
    /// [`SealedError`] when it cannot be used; an existing store stays as it is.
    pub fn open(dir: &Path, source: &KeySource) -> Result<Self, SealedError> {
        let path = dir.join(Content::Secrets.file_name());
        if !path.exists() {
            return Self::create(dir, source);
        }
        let header = envelope::header(&path, &read(&path)?, Content::Secrets)?;
        let key = StoreKey::find(dir, source, header.key)?;
        let store = Self {
            dir: dir.to_owned(),
            key,
        };
        store.load(Content::Secrets)?;
        Ok(store)
    }

    fn create(dir: &Path, source: &KeySource) -> Result<Self, SealedError> {
        private_files::create_dir(dir).map_err(|source| SealedError::Io {
            path: dir.to_owned(),
            source,
        })?;
        let lock = lock(dir)?;
        if dir.join(Content::Secrets.file_name()).exists() {
            drop(lock);
            return Self::open(dir, source);
        }
        let store = Self {
            dir: dir.to_owned(),
            key: StoreKey::make(dir, source)?,
        };
        store.save(Content::Secrets, &Entries::new())?;
        Ok(store)
    }

    /// Where the key of the store in `dir` lives; none when there is no store yet.
    ///
    /// # Errors
    /// [`SealedError`] when there is a file that cannot be understood.
    pub fn key_kind(dir: &Path) -> Result<Option<KeyKind>, SealedError> {
        let path = dir.join(Content::Secrets.file_name());
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(envelope::header(&path, &bytes, Content::Secrets)?.key.kind())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(SealedError::Io { path, source }),
        }
    }

    /// Names in the store, sorted. The connector's cache is left out.
    ///
    /// # Errors
    /// [`SealedError`] when the store cannot be read.
    pub fn list(&self) -> Result<Vec<ListedSecret>, SealedError> {
        let listed = |(name, secret): (String, StoredSecret)| ListedSecret {
            name,
            expires_at: secret.expires_at(),
        };
        Ok(self.load(Content::Secrets)?.into_iter().map(listed).collect())
    }

    /// Returns a value, unless it has expired.
    ///
    /// # Errors
    /// [`SealedError`] when the store cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<StoredSecret>, SealedError> {
        let now = unix_seconds();
        Ok(self
            .load(Content::of(name))?
            .remove(name)
            .filter(|secret| !secret.is_expired(now)))
    }

    /// Stores a value in place of any earlier one.
    ///
    /// # Errors
    /// [`SealedError`] when it was not stored; the earlier one is still there.
    pub fn set(&self, name: &str, secret: StoredSecret) -> Result<(), SealedError> {
        self.change(Content::of(name), |entries| {
            entries.insert(name.to_owned(), secret);
            true
        })
        .map(drop)
    }

    /// Removes a name; returns whether it was there.
    ///
    /// # Errors
    /// [`SealedError`] when it was not removed.
    pub fn remove(&self, name: &str) -> Result<bool, SealedError> {
        self.change(Content::of(name), |entries| entries.remove(name).is_some())
    }

    /// Changes the entries under the lock; writes only when `change` says that there is something to write.
    fn change(&self, content: Content, change: impl FnOnce(&mut Entries) -> bool) -> Result<bool, SealedError> {
        let _lock = lock(&self.dir)?;
        let mut entries = self.load(content)?;
        if content == Content::Cache {
            let now = unix_seconds();
            entries.retain(|_, secret| !secret.is_expired(now));
        }
        let changed = change(&mut entries);
        if changed {
            self.save(content, &entries)?;
        }
        Ok(changed)
    }

    fn load(&self, content: Content) -> Result<Entries, SealedError> {
        let path = self.dir.join(content.file_name());
        let entries = match fs::read(&path) {
            Ok(bytes) => envelope::open(&path, &bytes, content, &self.key),
            Err(error) if error.kind() == io::ErrorKind::NotFound && content == Content::Cache => Ok(Entries::new()),
            Err(source) => Err(SealedError::Io { path, source }),
        };
        match content {
            Content::Cache => Ok(entries.unwrap_or_default()),
            Content::Secrets => entries,
        }
    }

    fn save(&self, content: Content, entries: &Entries) -> Result<(), SealedError> {
        let durability = match content {
            Content::Secrets => Durability::Synced,
            Content::Cache => Durability::Lazy,
        };
        let path = self.dir.join(content.file_name());
        let sealed = envelope::seal(entries, content, &self.key)?;
        private_files::replace(&path, &sealed, durability).map_err(|source| SealedError::Io { path, source })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, SealedError> {
    fs::read(path).map_err(|source| SealedError::Io {
        path: path.to_owned(),
        source,
    })
}

/// Waits for other writers. Readers need no lock: a rename is seen whole or not at all.
fn lock(dir: &Path) -> Result<File, SealedError> {
    let path = dir.join("lock");
    let io = |source| SealedError::Io {
        path: path.clone(),
        source,
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(io)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if started.elapsed() < LOCK_TIMEOUT => {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(TryLockError::WouldBlock) => return Err(SealedError::Locked(path)),
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
    }
}

impl From<SealedError> for StoreError {
    fn from(error: SealedError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

#[async_trait]
impl SecretStore for SealedSecrets {
    async fn get(&self, name: &str) -> Result<Option<StoredSecret>, StoreError> {
        Ok(self.get(name)?)
    }

    async fn put(&self, name: &str, secret: StoredSecret) -> Result<(), StoreError> {
        Ok(self.set(name, secret)?)
    }

    async fn delete(&self, name: &str) -> Result<(), StoreError> {
        self.remove(name)?;
        Ok(())
    }
}

impl Content {
    fn of(name: &str) -> Self {
        if name.starts_with(CACHE_PREFIX) {
            Self::Cache
        } else {
            Self::Secrets
        }
    }
}

#[cfg(test)]
mod tests;
