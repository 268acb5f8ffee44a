//! Stores: the component asks its host by name for secrets, attachment bytes and signatures.
//!
//! An embedder implements [`SecretStore`], [`AttachmentStore`] and [`SigningKeys`] over what it has. The implementations in this
//! module are for programs that have no stores of their own. A call may use only the names that its own arguments contain, whatever
//! store is behind it.

#[cfg(feature = "assertions")]
pub mod assertions;
mod attachments;
mod files;
mod keys;
mod memory;
#[cfg(feature = "sealed-store")]
pub mod sealed;
mod secrets;
#[cfg(feature = "software-keys")]
pub mod software_keys;

use std::sync::Arc;

pub use attachments::{AttachmentStore, ContentDigest, ReadError};
pub use files::FileAttachments;
pub use keys::{Certificate, KeyError, NoKeys, SigningKeys};
pub use memory::{MemoryAttachments, MemorySecrets};
pub use secrets::{CACHE_PREFIX, SecretStore, StoreError, StoredSecret};

/// The stores of a host, or of one [`Tenant`](crate::Tenant) of it. Clones share them. By default all three are empty.
#[derive(Clone)]
#[must_use]
pub struct Stores {
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) attachments: Arc<dyn AttachmentStore>,
    pub(crate) keys: Arc<dyn SigningKeys>,
}

impl Stores {
    /// Empty stores in memory.
    pub fn new() -> Self {
        Self {
            secrets: Arc::new(MemorySecrets::default()),
            attachments: Arc::new(MemoryAttachments::default()),
            keys: Arc::new(NoKeys),
        }
    }

    /// Sets the store of secrets. The connector keeps its access tokens there, too.
    pub fn secrets(mut self, secrets: impl SecretStore + 'static) -> Self {
        self.secrets = Arc::new(secrets);
        self
    }

    /// Sets the store of attachment bytes.
    pub fn attachments(mut self, attachments: impl AttachmentStore + 'static) -> Self {
        self.attachments = Arc::new(attachments);
        self
    }

    /// Sets the store of private keys.
    pub fn keys(mut self, keys: impl SigningKeys + 'static) -> Self {
        self.keys = Arc::new(keys);
        self
    }
}

impl Default for Stores {
    fn default() -> Self {
        Self::new()
    }
}
