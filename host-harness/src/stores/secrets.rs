//! Secrets by name.

use std::{fmt, sync::Arc, time::SystemTime};

use async_trait::async_trait;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Names with this prefix belong to the connector, which keeps access tokens under them. A store may drop them at any time.
pub const CACHE_PREFIX: &str = "cache:";

/// A stored value. It is overwritten in memory when it is dropped, and `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct StoredSecret {
    value: String,
    #[zeroize(skip)]
    expires_at: Option<SystemTime>,
}

impl StoredSecret {
    /// A value without an expiry time.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            expires_at: None,
        }
    }

    /// Sets when the value stops being usable. The connector works with whole seconds.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: Option<SystemTime>) -> Self {
        self.expires_at = expires_at;
        self
    }

    /// Returns the value itself: pass it on, and never show it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.value
    }

    /// Returns when the value stops being usable.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// Whether the value has stopped being usable by `now`.
    #[must_use]
    pub fn is_expired(&self, now: SystemTime) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

impl fmt::Debug for StoredSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredSecret")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Why a store of secrets could not do what it was asked. The text reaches the caller: it must not contain a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// This name may not be used.
    #[error("{0}")]
    Denied(String),
    /// The store cannot be used now.
    #[error("{0}")]
    Unavailable(String),
}

/// A store of secrets by name.
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// Returns the secret of that name. Returns `None` if there is none or if it has expired.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn get(&self, name: &str) -> Result<Option<StoredSecret>, StoreError>;

    /// Stores a value in place of any earlier one.
    ///
    /// # Errors
    /// [`StoreError`] when the value was not stored.
    async fn put(&self, name: &str, secret: StoredSecret) -> Result<(), StoreError>;

    /// Removes a name. Succeeds when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be changed.
    async fn delete(&self, name: &str) -> Result<(), StoreError>;
}

#[async_trait]
impl<S: SecretStore + ?Sized> SecretStore for Arc<S> {
    async fn get(&self, name: &str) -> Result<Option<StoredSecret>, StoreError> {
        (**self).get(name).await
    }

    async fn put(&self, name: &str, secret: StoredSecret) -> Result<(), StoreError> {
        (**self).put(name, secret).await
    }

    async fn delete(&self, name: &str) -> Result<(), StoreError> {
        (**self).delete(name).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_value() {
        assert!(!format!("{:?}", StoredSecret::new("marker")).contains("marker"));
    }
}
