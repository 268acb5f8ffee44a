//! The host's private keys. They sign inside the host.

/// The certificate of a key, as far as a client assertion needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of the DER: 32 bytes.
    pub sha256_thumbprint: Vec<u8>,
    /// SHA-1 of the DER: 20 bytes.
    pub sha1_thumbprint: Vec<u8>,
    /// When the certificate expires, in seconds since 1970-01-01T00:00:00Z.
    pub not_after: u64,
}

/// Why there is no signature or no certificate. The texts come from the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyError {
    /// There is no key of this name.
    NotFound,
    /// The key cannot sign with this algorithm.
    UnsupportedAlgorithm,
    /// The connector may not use this key.
    Denied(String),
    /// The key store cannot be used now.
    Unavailable(String),
}

/// Private keys by name. The host keeps them.
pub trait SigningKeys {
    /// Returns the certificate of a key.
    ///
    /// # Errors
    /// [`KeyError`] if there is none.
    fn certificate(&self, key: &str) -> Result<Certificate, KeyError>;
    /// Returns the signature of a payload. `algorithm` is a name of RFC 7518.
    ///
    /// # Errors
    /// [`KeyError`] if there is no signature.
    fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError>;
}
