//! What the connector asks of its surroundings, as small traits.
//!
//! The component implements them over WASI and the contract's own imports; tests and benches implement them natively.
//! Everything is synchronous: a WASI 0.2 call is one flow from start to end.

use crate::http::{Request, Response, TransportError};

/// All that an operation needs.
pub trait Host: Transport + Clock + Entropy + SecretStore + AttachmentStore {}

impl<T: Transport + Clock + Entropy + SecretStore + AttachmentStore> Host for T {}

/// Carries one HTTP exchange.
pub trait Transport {
    /// Sends a request and returns the answer, whatever its status.
    ///
    /// # Errors
    /// [`TransportError`] when no usable answer arrived; it tells whether anything may have been sent.
    fn exchange(&self, request: &Request) -> Result<Response, TransportError>;
}

/// Time of day, and time that passes.
pub trait Clock {
    /// Seconds since 1970-01-01T00:00:00Z.
    fn unix_seconds(&self) -> u64;
    /// Milliseconds since some fixed moment; never goes back.
    fn monotonic_ms(&self) -> u64;
    /// Waits.
    fn sleep_ms(&self, milliseconds: u64);
}

/// Randomness for request ids.
pub trait Entropy {
    /// Returns 64 random bits of cryptographic quality.
    fn random(&self) -> u64;
}

/// A stored value.
#[derive(Clone)]
pub struct StoredSecret {
    /// The value, or the engine's placeholder for it: opaque.
    pub value: String,
    /// When it stops being usable, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: Option<u64>,
}

/// Why the secret store did not answer. The texts are the host's own and hold no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretStoreError {
    /// The connector may not use that name.
    Denied(String),
    /// The store cannot be used now.
    Unavailable(String),
}

/// Secrets by name, held by the host.
pub trait SecretStore {
    /// Returns the secret of that name, or none.
    ///
    /// # Errors
    /// [`SecretStoreError`] when the store did not answer.
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError>;
    /// Stores a value, in place of any earlier one.
    ///
    /// # Errors
    /// [`SecretStoreError`] when the store did not take it.
    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError>;
    /// Removes a name; succeeds when there is none.
    ///
    /// # Errors
    /// [`SecretStoreError`] when the store did not answer.
    fn delete(&self, name: &str) -> Result<(), SecretStoreError>;
}

/// Why attachment bytes are not there. The texts are the host's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentError {
    /// Nothing of that name.
    NotFound,
    /// The connector may not read that name.
    Denied(String),
    /// The bytes cannot be read now.
    Unavailable(String),
}

/// Attachment bytes by name, held by the host.
pub trait AttachmentStore {
    /// Returns the size in bytes.
    ///
    /// # Errors
    /// [`AttachmentError`] when there is nothing to read.
    fn size(&self, name: &str) -> Result<u64, AttachmentError>;
    /// Returns up to `length` bytes from `offset`; fewer only at the end.
    ///
    /// # Errors
    /// [`AttachmentError`] when there is nothing to read.
    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError>;
}
