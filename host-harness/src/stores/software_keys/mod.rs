//! Private keys of this process: RSA keys from files or made here, that sign inside the host.
//!
//! [`SoftwareKey::open`] reads what people have: PEM (PKCS#8 and PKCS#1, plain, or PKCS#8 encrypted with PBES2), DER, and PKCS#12.
//! [`NewKey`] makes a key with a self-signed certificate. [`SoftwareKeys`] is the store of named keys that a connector uses. Keys of a
//! PKCS#11 token or of a cloud's key service are stores of your own: implement [`SigningKeys`].

mod certificate;
mod create;
mod error;
mod file;
mod key;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use super::{Certificate, KeyError, SigningKeys};
pub use certificate::KeyCertificate;
pub use create::NewKey;
pub use error::{KeyFileError, NewKeyError};
pub use file::KeyFile;
pub use key::SoftwareKey;

/// Named keys: in memory, or in files that are read at each use.
#[derive(Debug, Default)]
#[must_use]
pub struct SoftwareKeys(HashMap<String, Source>);

#[derive(Debug, Clone)]
enum Source {
    Key(Arc<SoftwareKey>),
    File(KeyFile),
}

impl SoftwareKeys {
    /// A store without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key.
    pub fn with(mut self, name: impl Into<String>, key: SoftwareKey) -> Self {
        self.0.insert(name.into(), Source::Key(Arc::new(key)));
        self
    }

    /// Adds a key in a file. The file is read at each use, so that a replaced file counts at once and the key is in memory only while
    /// it signs.
    pub fn with_file(mut self, name: impl Into<String>, file: KeyFile) -> Self {
        self.0.insert(name.into(), Source::File(file));
        self
    }

    /// Works with a key on a thread that may block: files are read, and a signature takes about a millisecond.
    async fn with_key<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&SoftwareKey) -> Result<T, KeyError> + Send + 'static,
    ) -> Result<T, KeyError> {
        let source = self.0.get(name).ok_or(KeyError::NotFound)?.clone();
        blocking(move || match source {
            Source::Key(key) => work(&key),
            Source::File(file) => work(&file.open()?),
        })
        .await
    }
}

/// Does work on a thread that may block.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeyError> + Send + 'static,
) -> Result<T, KeyError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| KeyError::Unavailable("the work with the key broke off".to_owned()))?
}

#[async_trait]
impl SigningKeys for SoftwareKeys {
    async fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (algorithm, payload) = (algorithm.to_owned(), payload.to_vec());
        self.with_key(key, move |key| key.sign(&algorithm, &payload)).await
    }

    async fn certificate(&self, key: &str) -> Result<Certificate, KeyError> {
        self.with_key(key, |key| Ok(key.certificate().into())).await
    }
}

#[cfg(test)]
mod tests;
