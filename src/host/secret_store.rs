//! The host's secret store.

/// A stored value.
#[derive(Clone)]
pub struct StoredSecret {
    /// The value, or the engine's placeholder for it. The connector does not interpret it.
    pub value: String,
    /// When the value stops being usable, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: Option<u64>,
}

/// Why the secret store failed. The texts come from the host and hold no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretStoreError {
    /// The connector may not use this name.
    Denied(String),
    /// The store cannot be used now.
    Unavailable(String),
}

/// Secrets by name. The host keeps them.
pub trait SecretStore {
    /// Returns the secret with this name, or `None` if there is none.
    ///
    /// # Errors
    /// [`SecretStoreError`] if the store failed.
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError>;
    /// Stores a value. It replaces an earlier one.
    ///
    /// # Errors
    /// [`SecretStoreError`] if the store did not accept it.
    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError>;
    /// Removes a name. Succeeds if there is none.
    ///
    /// # Errors
    /// [`SecretStoreError`] if the store failed.
    fn delete(&self, name: &str) -> Result<(), SecretStoreError>;
}
