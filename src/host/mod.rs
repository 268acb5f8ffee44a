//! What the connector needs from its surroundings besides HTTP, as small traits.
//!
//! The component implements them over WASI and the contract's own imports. Tests and benches implement them natively.
//! Everything is synchronous: a WASI 0.2 call is one flow from start to end.

mod attachment_store;
mod secret_store;
mod signing_keys;

pub use attachment_store::{AttachmentError, AttachmentStore};
pub use secret_store::{SecretStore, SecretStoreError, StoredSecret};
pub use signing_keys::{Certificate, KeyError, SigningKeys};

/// Reads the clocks and waits.
pub trait Clock {
    /// Returns the time of day in seconds since 1970-01-01T00:00:00Z.
    fn unix_seconds(&self) -> u64;
    /// Returns the milliseconds since a fixed moment. The value never decreases.
    fn monotonic_ms(&self) -> u64;
    /// Waits for this many milliseconds.
    fn sleep_ms(&self, milliseconds: u64);
}

/// Gives random numbers for request ids.
pub trait Entropy {
    /// Returns 64 random bits of cryptographic quality.
    fn random(&self) -> u64;
}
