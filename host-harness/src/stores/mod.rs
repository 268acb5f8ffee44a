//! What the sandbox asks of its host by name: secrets, attachment bytes, signatures. An embedder brings its own stores by
//! implementing these traits; what stands beside them is for programs that have none.

mod files;
mod memory;
pub mod sealed;

use std::sync::Arc;

use async_trait::async_trait;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use files::FileAttachments;
pub use memory::{MemoryAttachments, MemorySecrets};

/// Names with this prefix belong to the connector: it keeps access tokens there. A store may drop them at any time.
pub const CACHE_PREFIX: &str = "cache:";

/// A stored value. Overwritten in memory when dropped; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct StoredSecret {
    value: String,
    #[zeroize(skip)]
    expires_at: Option<u64>,
}

impl StoredSecret {
    /// A value, and when it stops being usable, in seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn new(value: impl Into<String>, expires_at: Option<u64>) -> Self {
        Self {
            value: value.into(),
            expires_at,
        }
    }

    /// The value itself: pass it on, and never show it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.value
    }

    /// When it stops being usable, in seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn expires_at(&self) -> Option<u64> {
        self.expires_at
    }

    /// Whether it had stopped being usable at `now`, in the same seconds.
    #[must_use]
    pub fn is_expired(&self, now: u64) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

impl std::fmt::Debug for StoredSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredSecret")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Why a store of secrets or keys did not answer. The text reaches the caller: it holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// This name may not be used.
    #[error("{0}")]
    Denied(String),
    /// The store cannot be used now.
    #[error("{0}")]
    Unavailable(String),
}

/// Secrets by name.
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// Returns the secret of that name, or none. An expired one counts as none.
    ///
    /// # Errors
    /// [`StoreError`] when the store did not answer.
    async fn get(&self, name: &str) -> Result<Option<StoredSecret>, StoreError>;

    /// Stores a value in place of any earlier one.
    ///
    /// # Errors
    /// [`StoreError`] when the store did not take it.
    async fn put(&self, name: &str, secret: StoredSecret) -> Result<(), StoreError>;

    /// Removes a name. Succeeds when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the store did not answer.
    async fn delete(&self, name: &str) -> Result<(), StoreError>;
}

/// Why attachment bytes are not there. The text reaches the caller.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Nothing of that name.
    #[error("there is no attachment of that name")]
    NotFound,
    /// This name may not be read.
    #[error("{0}")]
    Denied(String),
    /// The bytes cannot be read now.
    #[error("{0}")]
    Unavailable(String),
}

/// A digest of stored bytes, so that a reader knows them without reading them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentDigest {
    /// Hash algorithm, as IANA's registry of hash algorithms for HTTP digest fields names it, such as `sha-256` (RFC 9530).
    pub algorithm: String,
    /// The digest's bytes.
    pub value: Vec<u8>,
}

/// Attachment bytes by name.
#[async_trait]
pub trait AttachmentStore: Send + Sync {
    /// Returns the size in bytes.
    ///
    /// # Errors
    /// [`ReadError`] when there is nothing to read.
    async fn size(&self, name: &str) -> Result<u64, ReadError>;

    /// Returns up to `length` bytes from `offset`; fewer only at the end.
    ///
    /// # Errors
    /// [`ReadError`] when there is nothing to read.
    async fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, ReadError>;

    /// Returns a digest of all bytes if the store has one without reading them. Returns `None` unless overridden.
    ///
    /// # Errors
    /// [`ReadError`] when there is nothing to read.
    async fn digest(&self, name: &str) -> Result<Option<ContentDigest>, ReadError> {
        self.size(name).await.map(|_| None)
    }

    /// Returns a store for one call that is about to begin, where a call must be kept apart from others: as with files, of
    /// which a call has to see one state. None, unless overridden: calls share the store.
    fn for_call(&self) -> Option<Arc<dyn AttachmentStore>> {
        None
    }
}

/// Why there is no signature.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// No key of that name.
    #[error("there is no key of that name")]
    NotFound,
    /// The key cannot sign with that algorithm.
    #[error("the key cannot sign with that algorithm")]
    UnsupportedAlgorithm,
    /// This key may not be used.
    #[error("{0}")]
    Denied(String),
    /// The key store cannot be used now.
    #[error("{0}")]
    Unavailable(String),
}

/// The certificate of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate, DER.
    pub der: Vec<u8>,
    /// SHA-256 of the DER.
    pub sha256_thumbprint: Vec<u8>,
    /// SHA-1 of the DER.
    pub sha1_thumbprint: Vec<u8>,
    /// End of its validity, in seconds since 1970-01-01T00:00:00Z.
    pub not_after: u64,
}

/// Private keys that stay outside of the sandbox.
#[async_trait]
pub trait SigningKeys: Send + Sync {
    /// Signs a payload; algorithms are named as in RFC 7518.
    ///
    /// # Errors
    /// [`KeyError`] when there is no signature.
    async fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError>;

    /// Returns the certificate of a key.
    ///
    /// # Errors
    /// [`KeyError`] when there is none.
    async fn certificate(&self, key: &str) -> Result<Certificate, KeyError>;
}

/// No keys at all: every name is not found.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoKeys;

#[async_trait]
impl SigningKeys for NoKeys {
    async fn sign(&self, _: &str, _: &str, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        Err(KeyError::NotFound)
    }

    async fn certificate(&self, _: &str) -> Result<Certificate, KeyError> {
        Err(KeyError::NotFound)
    }
}

/// The stores of a host, or of one tenant of it.
#[derive(Clone)]
pub struct Stores {
    /// Secrets, and the connector's token cache.
    pub secrets: Arc<dyn SecretStore>,
    /// Attachment bytes.
    pub attachments: Arc<dyn AttachmentStore>,
    /// Private keys.
    pub keys: Arc<dyn SigningKeys>,
}

impl Default for Stores {
    /// Empty stores in memory.
    fn default() -> Self {
        Self {
            secrets: Arc::new(MemorySecrets::default()),
            attachments: Arc::new(MemoryAttachments::default()),
            keys: Arc::new(NoKeys),
        }
    }
}

/// Seconds since 1970-01-01T00:00:00Z.
pub(crate) fn unix_seconds() -> u64 {
    std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_secs())
}
