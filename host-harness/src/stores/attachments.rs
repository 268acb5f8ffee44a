//! Attachment bytes by name.

use std::sync::Arc;

use async_trait::async_trait;
use thiserror::Error;

/// Why attachment bytes cannot be read. The text reaches the caller.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no attachment of that name.
    #[error("there is no attachment of that name")]
    NotFound,
    /// This name may not be read.
    #[error("{0}")]
    Denied(String),
    /// The bytes cannot be read now.
    #[error("{0}")]
    Unavailable(String),
}

/// A digest of stored bytes, so that a reader can identify them without reading them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentDigest {
    pub(crate) algorithm: String,
    pub(crate) value: Vec<u8>,
}

impl ContentDigest {
    /// A digest. The algorithm has the name of IANA's registry of hash algorithms for HTTP digest fields, such as `sha-256`
    /// (RFC 9530).
    #[must_use]
    pub fn new(algorithm: impl Into<String>, value: Vec<u8>) -> Self {
        Self {
            algorithm: algorithm.into(),
            value,
        }
    }
}

/// A store of attachment bytes by name.
#[async_trait]
pub trait AttachmentStore: Send + Sync {
    /// Returns the size in bytes.
    ///
    /// # Errors
    /// [`ReadError`] when there is nothing to read.
    async fn size(&self, name: &str) -> Result<u64, ReadError>;

    /// Returns up to `length` bytes from `offset`, and fewer only at the end. The connector asks for 256 KiB at a time.
    ///
    /// # Errors
    /// [`ReadError`] when there is nothing to read.
    async fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, ReadError>;

    /// Returns a digest of all bytes, if the store has one without reading them. By default returns `None` for a name that it has.
    ///
    /// # Errors
    /// [`ReadError`] when there is nothing to read.
    async fn digest(&self, name: &str) -> Result<Option<ContentDigest>, ReadError> {
        self.size(name).await.map(|_| None)
    }

    /// Returns a store for one call that is about to begin, if calls must be kept apart. A store of files needs that: one call
    /// must see one state of a file. By default returns `None`, and calls share the store.
    fn for_call(&self) -> Option<Arc<dyn AttachmentStore>> {
        None
    }
}

#[async_trait]
impl<S: AttachmentStore + ?Sized> AttachmentStore for Arc<S> {
    async fn size(&self, name: &str) -> Result<u64, ReadError> {
        (**self).size(name).await
    }

    async fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, ReadError> {
        (**self).read(name, offset, length).await
    }

    async fn digest(&self, name: &str) -> Result<Option<ContentDigest>, ReadError> {
        (**self).digest(name).await
    }

    fn for_call(&self) -> Option<Arc<dyn AttachmentStore>> {
        (**self).for_call()
    }
}
