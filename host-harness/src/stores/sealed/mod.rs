//! Secrets on disk, encrypted (XChaCha20-Poly1305) under a key that lives in a key file, in the OS keyring, or in a
//! passphrase (Argon2id).
//!
//! The store promises: only the owner can read its files. A write appears whole or not at all, and two writers never mix. A
//! damaged file, a wrong key and a newer format are errors of their own, and the file stays as it is. The store does not hide
//! names, counts and lengths from somebody who has the key, and does not protect from programs that run as the same user.
//!
//! It has up to three files. `secrets.sealed` is synced to disk before a write returns. So is `host.sealed`, with entries that no
//! component can read ([`HostEntries`]). `cache.sealed` holds the connector's access tokens. They can be acquired again, so this file is
//! not synced, and a damaged one counts as empty.

mod envelope;
mod file;
mod host_entries;
mod key;
#[cfg(feature = "software-keys")]
mod keys;
mod name;

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use async_trait::async_trait;
use thiserror::Error;

use super::{CACHE_PREFIX, SecretStore, StoreError, StoredSecret};
use crate::private_files;
use envelope::Content;
use file::Durability;
pub use host_entries::HostEntries;
use key::StoreKey;
pub use key::{KeyKind, KeySource};
#[cfg(feature = "software-keys")]
pub use keys::SealedKeys;
pub use name::{SecretNameError, check_secret_name};

/// Longest wait for another writer. A write takes milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

type Entries = BTreeMap<String, Entry>;

/// A value, and when it was stored.
struct Entry {
    secret: StoredSecret,
    /// `None` for a value that an older version stored.
    stored_at: Option<SystemTime>,
}

impl Entry {
    /// An entry that is stored now.
    fn new(secret: StoredSecret) -> Self {
        Self {
            secret,
            stored_at: Some(SystemTime::now()),
        }
    }
}

/// An encrypted store in a folder of its own. Clones share it.
///
/// The methods of this type read and write small files and block meanwhile: well under a millisecond commonly, longer for the sync
/// of a changed secret, and up to 5 s while another program writes. As a [`SecretStore`] it does the same work on tokio's threads
/// for blocking work, so that other calls go on.
#[derive(Clone)]
pub struct SealedSecrets(Arc<Store>);

struct Store {
    dir: PathBuf,
    key: StoreKey,
}

/// A name in the store, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedSecret {
    /// The name.
    pub name: String,
    /// When the value stops being usable.
    pub expires_at: Option<SystemTime>,
    /// When the value was stored, in whole seconds.
    pub stored_at: Option<SystemTime>,
}

/// Why the store cannot be used. The store was not changed.
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
    /// The key cannot be obtained.
    #[error("the key of the secret store: {0}")]
    Key(String),
    /// A private key in the store cannot be used.
    #[error("the private key {name} in the secret store: {why}")]
    PrivateKey {
        /// Its name.
        name: String,
        /// Why.
        why: String,
    },
    /// Another program has held the store's lock for too long.
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
        let store = Store {
            dir: dir.to_owned(),
            key,
        };
        store.load(Content::Secrets)?;
        private_files::sweep(dir);
        Ok(Self(Arc::new(store)))
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
        let store = Store {
            dir: dir.to_owned(),
            key: StoreKey::make(dir, source)?,
        };
        store.save(Content::Secrets, &Entries::new())?;
        Ok(Self(Arc::new(store)))
    }

    /// Returns where the key of the store in `dir` lives. Returns `None` when there is no store yet.
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
        let listed = |(name, entry): (String, Entry)| ListedSecret {
            name,
            expires_at: entry.secret.expires_at(),
            stored_at: entry.stored_at,
        };
        Ok(self.0.load(Content::Secrets)?.into_iter().map(listed).collect())
    }

    /// Returns a value, unless it has expired.
    ///
    /// # Errors
    /// [`SealedError`] when the store cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<StoredSecret>, SealedError> {
        self.0.get(name)
    }

    /// Stores a value in place of any earlier one.
    ///
    /// # Errors
    /// [`SealedError`] when the value was not stored. The earlier value is still there.
    pub fn set(&self, name: &str, secret: StoredSecret) -> Result<(), SealedError> {
        self.0.set(name, secret)
    }

    /// Removes a name. Returns whether it was there.
    ///
    /// # Errors
    /// [`SealedError`] when it was not removed.
    pub fn remove(&self, name: &str) -> Result<bool, SealedError> {
        self.0.remove(name)
    }

    /// Does the work of an async method on a thread that may block.
    async fn blocking<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&Store, &str) -> Result<T, SealedError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (store, name) = (Arc::clone(&self.0), name.to_owned());
        tokio::task::spawn_blocking(move || work(&store, &name))
            .await
            .map_err(|_| StoreError::Unavailable("the work on the secret store broke off".to_owned()))?
            .map_err(Into::into)
    }
}

impl Store {
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SealedError> {
        let now = SystemTime::now();
        Ok(self
            .load(Content::of(name))?
            .remove(name)
            .map(|entry| entry.secret)
            .filter(|secret| !secret.is_expired(now)))
    }

    fn set(&self, name: &str, secret: StoredSecret) -> Result<(), SealedError> {
        self.change(Content::of(name), |entries| {
            entries.insert(name.to_owned(), Entry::new(secret));
            true
        })
        .map(drop)
    }

    fn remove(&self, name: &str) -> Result<bool, SealedError> {
        self.change(Content::of(name), |entries| entries.remove(name).is_some())
    }

    /// Changes the entries under the lock. Writes the file only if `change` returns that it changed something.
    fn change(&self, content: Content, change: impl FnOnce(&mut Entries) -> bool) -> Result<bool, SealedError> {
        let _lock = lock(&self.dir)?;
        let mut entries = self.load(content)?;
        if content == Content::Cache {
            let now = SystemTime::now();
            entries.retain(|_, entry| !entry.secret.is_expired(now));
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
            Err(error) if error.kind() == io::ErrorKind::NotFound && content != Content::Secrets => Ok(Entries::new()),
            Err(source) => Err(SealedError::Io { path, source }),
        };
        match content {
            Content::Cache => Ok(entries.unwrap_or_default()),
            Content::Secrets | Content::Host => entries,
        }
    }

    fn save(&self, content: Content, entries: &Entries) -> Result<(), SealedError> {
        let durability = match content {
            Content::Secrets | Content::Host => Durability::Synced,
            Content::Cache => Durability::Lazy,
        };
        let path = self.dir.join(content.file_name());
        let sealed = envelope::seal(entries, content, &self.key)?;
        file::replace(&path, &sealed, durability).map_err(|source| SealedError::Io { path, source })
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
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).map_err(io)?;
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
        self.blocking(name, |store, name| store.get(name)).await
    }

    async fn put(&self, name: &str, secret: StoredSecret) -> Result<(), StoreError> {
        self.blocking(name, |store, name| store.set(name, secret)).await
    }

    async fn delete(&self, name: &str) -> Result<(), StoreError> {
        self.blocking(name, |store, name| store.remove(name).map(drop)).await
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
