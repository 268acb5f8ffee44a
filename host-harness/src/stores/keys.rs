//! Private keys that stay outside of the sandbox.

use std::{sync::Arc, time::SystemTime};

use async_trait::async_trait;
use thiserror::Error;

/// Why there is no signature or certificate. The text reaches the caller.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no key of that name.
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
    pub(crate) der: Vec<u8>,
    pub(crate) sha256_thumbprint: Vec<u8>,
    pub(crate) sha1_thumbprint: Vec<u8>,
    pub(crate) not_after: SystemTime,
}

impl Certificate {
    /// A certificate: its DER, the SHA-256 and the SHA-1 of the DER, and the end of its validity.
    #[must_use]
    pub fn new(der: Vec<u8>, sha256_thumbprint: [u8; 32], sha1_thumbprint: [u8; 20], not_after: SystemTime) -> Self {
        Self {
            der,
            sha256_thumbprint: sha256_thumbprint.into(),
            sha1_thumbprint: sha1_thumbprint.into(),
            not_after,
        }
    }
}

/// A store of private keys that sign inside the host. A PKCS#11 token and a cloud's key service come in here.
#[async_trait]
pub trait SigningKeys: Send + Sync {
    /// Signs a payload of less than 4 KiB with `PS256` or `RS256` (RFC 7518). The connector asks for PS256 first, and for RS256 if the key
    /// returns [`KeyError::UnsupportedAlgorithm`].
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

#[async_trait]
impl<S: SigningKeys + ?Sized> SigningKeys for Arc<S> {
    async fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError> {
        (**self).sign(key, algorithm, payload).await
    }

    async fn certificate(&self, key: &str) -> Result<Certificate, KeyError> {
        (**self).certificate(key).await
    }
}

/// A store without keys: no name is found.
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
