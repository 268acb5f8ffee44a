//! The key of a sealed store, and the places where it can live.

use std::{fs, io, path::Path};

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    SealedError,
    file::{self, Durability},
};

/// Argon2id as OWASP's password storage cheat sheet has it: 19 MiB, two passes, one lane. About 30 ms.
const ARGON2_MEMORY_KIB: u32 = 19 * 1024;
const ARGON2_PASSES: u32 = 2;
const ARGON2_LANES: u32 = 1;

/// Name of the key file, beside the store.
const KEY_FILE: &str = "key";

/// How to get the key.
#[non_exhaustive]
pub enum KeySource {
    /// From the file `key` beside the store, mode 0600. A new store makes the file. It protects only copies of the store that
    /// lack the key, such as backups: whoever can read both has the secrets.
    KeyFile,
    /// From a passphrase.
    Passphrase(Zeroizing<String>),
    /// From the keyring of the desktop session, macOS or Windows.
    OsKeyring,
}

/// Where the key of a store lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// In a key file.
    KeyFile,
    /// In a person's memory, or in another file.
    Passphrase,
    /// In the OS keyring.
    OsKeyring,
}

/// The description of the key in the store's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum KeyDescriptor {
    KeyFile,
    Passphrase {
        salt: String,
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    },
    OsKeyring {
        id: String,
    },
}

impl KeyDescriptor {
    pub(super) fn kind(&self) -> KeyKind {
        match self {
            Self::KeyFile => KeyKind::KeyFile,
            Self::Passphrase { .. } => KeyKind::Passphrase,
            Self::OsKeyring { .. } => KeyKind::OsKeyring,
        }
    }

    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::KeyFile => "put back the file `key` that belongs to it",
            Self::Passphrase { .. } => "give the passphrase that it was made with",
            Self::OsKeyring { .. } => "use the keyring of the user who made it",
        }
    }
}

/// The key itself. It is wiped when it is dropped.
pub(super) struct StoreKey {
    bytes: Zeroizing<[u8; 32]>,
    check: String,
    descriptor: KeyDescriptor,
}

impl StoreKey {
    /// Makes a new key.
    pub(super) fn make(dir: &Path, source: &KeySource) -> Result<Self, SealedError> {
        match source {
            KeySource::KeyFile => {
                let path = dir.join(KEY_FILE);
                // An existing key may belong to a store that was moved away: it is never overwritten.
                if path.exists() {
                    return Self::find(dir, source, KeyDescriptor::KeyFile);
                }
                let bytes = random_key()?;
                let text = Zeroizing::new(hex(&*bytes) + "\n");
                file::replace(&path, text.as_bytes(), Durability::Synced)
                    .map_err(|source| SealedError::Io { path, source })?;
                Ok(Self::new(bytes, KeyDescriptor::KeyFile))
            }
            KeySource::Passphrase(_) => {
                let mut salt = [0; 16];
                getrandom::fill(&mut salt).map_err(|error| SealedError::Key(error.to_string()))?;
                let descriptor = KeyDescriptor::Passphrase {
                    salt: hex(&salt),
                    memory_kib: ARGON2_MEMORY_KIB,
                    passes: ARGON2_PASSES,
                    lanes: ARGON2_LANES,
                };
                Self::find(dir, source, descriptor)
            }
            KeySource::OsKeyring => {
                let bytes = random_key()?;
                let id = hex(&random_key()?[..8]);
                keyring::store(&id, &hex(&*bytes))?;
                Ok(Self::new(bytes, KeyDescriptor::OsKeyring { id }))
            }
        }
    }

    /// Finds the key of an existing store.
    pub(super) fn find(dir: &Path, source: &KeySource, descriptor: KeyDescriptor) -> Result<Self, SealedError> {
        let bytes = match (&descriptor, source) {
            (KeyDescriptor::KeyFile, KeySource::KeyFile) => from_file(&dir.join(KEY_FILE))?,
            (
                KeyDescriptor::Passphrase {
                    salt,
                    memory_kib,
                    passes,
                    lanes,
                },
                KeySource::Passphrase(phrase),
            ) => from_passphrase(phrase, salt, *memory_kib, *passes, *lanes)?,
            (KeyDescriptor::OsKeyring { id }, KeySource::OsKeyring) => {
                let text = keyring::load(id)?;
                unhex(&text).ok_or_else(|| SealedError::Key("the keyring's entry is not a key".to_owned()))?
            }
            (KeyDescriptor::KeyFile, _) => return Err(other("a key file")),
            (KeyDescriptor::Passphrase { .. }, _) => return Err(other("a passphrase")),
            (KeyDescriptor::OsKeyring { .. }, _) => return Err(other("the OS keyring")),
        };
        Ok(Self::new(bytes, descriptor))
    }

    fn new(bytes: Zeroizing<[u8; 32]>, descriptor: KeyDescriptor) -> Self {
        let digest = Sha256::new()
            .chain_update(b"outlook-host key check")
            .chain_update(*bytes)
            .finalize();
        Self {
            check: hex(&digest[..8]),
            bytes,
            descriptor,
        }
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// 64 bits of a hash: distinguishes a wrong key from the right one, and reveals neither.
    pub(super) fn check(&self) -> &str {
        &self.check
    }

    pub(super) fn descriptor(&self) -> &KeyDescriptor {
        &self.descriptor
    }
}

fn other(kind: &str) -> SealedError {
    SealedError::Key(format!("this store was made with {kind}; open it with that"))
}

fn random_key() -> Result<Zeroizing<[u8; 32]>, SealedError> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes).map_err(|error| SealedError::Key(error.to_string()))?;
    Ok(bytes)
}

fn from_file(path: &Path) -> Result<Zeroizing<[u8; 32]>, SealedError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(SealedError::Key(format!(
                "{} is missing; put it back from a backup",
                path.display()
            )));
        }
        Err(source) => {
            return Err(SealedError::Io {
                path: path.to_owned(),
                source,
            });
        }
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(|source| SealedError::Io {
            path: path.to_owned(),
            source,
        })?;
        if mode.permissions().mode() & 0o077 != 0 {
            return Err(SealedError::Key(format!(
                "others can read {0}; run: chmod 600 {0}",
                path.display()
            )));
        }
    }
    unhex(text.trim()).ok_or_else(|| SealedError::Key(format!("{} is not a key (64 hex digits)", path.display())))
}

fn from_passphrase(
    phrase: &str,
    salt: &str,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
) -> Result<Zeroizing<[u8; 32]>, SealedError> {
    if phrase.is_empty() {
        return Err(SealedError::Key("the passphrase is empty".to_owned()));
    }
    // The header is not authenticated yet: no file may make us allocate gigabytes.
    if memory_kib > 1024 * 1024 || passes > 64 || lanes > 16 {
        return Err(SealedError::Key(
            "the store asks for more than 1 GiB of memory to open it".to_owned(),
        ));
    }
    let bad = |error: argon2::Error| SealedError::Key(error.to_string());
    let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(bad)?;
    let mut bytes = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(phrase.as_bytes(), salt.as_bytes(), &mut *bytes)
        .map_err(bad)?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// The OS keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
#[cfg(feature = "os-keyring")]
mod keyring {
    use ::keyring::Entry;
    use zeroize::Zeroizing;

    use super::SealedError;

    const SERVICE: &str = "outlook-host";

    fn failed(error: impl std::fmt::Display) -> SealedError {
        SealedError::Key(format!(
            "the OS keyring cannot be used ({error}); use a key file or a passphrase instead"
        ))
    }

    pub(super) fn store(id: &str, key: &str) -> Result<(), SealedError> {
        Entry::new(SERVICE, id)
            .and_then(|entry| entry.set_password(key))
            .map_err(failed)
    }

    pub(super) fn load(id: &str) -> Result<Zeroizing<String>, SealedError> {
        Entry::new(SERVICE, id)
            .and_then(|entry| entry.get_password())
            .map(Zeroizing::new)
            .map_err(failed)
    }
}

#[cfg(not(feature = "os-keyring"))]
mod keyring {
    use zeroize::Zeroizing;

    use super::SealedError;

    fn missing() -> SealedError {
        SealedError::Key("this program was built without the feature `os-keyring`".to_owned())
    }

    pub(super) fn store(_: &str, _: &str) -> Result<(), SealedError> {
        Err(missing())
    }

    pub(super) fn load(_: &str) -> Result<Zeroizing<String>, SealedError> {
        Err(missing())
    }
}
