//! Private keys in the store.

use async_trait::async_trait;

use super::{HostEntries, SealedError, SealedSecrets};
use crate::stores::{
    Certificate, KeyError, SigningKeys, StoredSecret,
    software_keys::{KeyFileError, SoftwareKey, blocking},
};

/// Prefix of the names of keys among the host's entries.
const PREFIX: &str = "key:";

/// Private keys with their certificates, encrypted like the secrets of the store. A key is decrypted for each signature.
#[derive(Clone)]
pub struct SealedKeys(HostEntries);

impl SealedKeys {
    /// The keys of that store.
    #[must_use]
    pub fn of(store: &SealedSecrets) -> Self {
        Self(HostEntries::of(store))
    }

    /// Names of the keys, sorted.
    ///
    /// # Errors
    /// [`SealedError`] when the store cannot be read.
    pub fn names(&self) -> Result<Vec<String>, SealedError> {
        self.0.names(PREFIX)
    }

    /// Returns a key. It blocks meanwhile.
    ///
    /// # Errors
    /// [`SealedError`] when the store or the key in it cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<SoftwareKey>, SealedError> {
        let Some(pem) = self.0.get(&entry(name))? else {
            return Ok(None);
        };
        let open = SoftwareKey::open(pem.expose().as_bytes(), None, None);
        open.map(Some).map_err(|error| unusable(name, &error))
    }

    /// Stores a key in place of any earlier one.
    ///
    /// # Errors
    /// [`SealedError`] when it was not stored.
    pub fn set(&self, name: &str, key: &SoftwareKey) -> Result<(), SealedError> {
        let pem = key.to_pem().map_err(|error| unusable(name, &error))?;
        self.0.set(&entry(name), StoredSecret::new(pem.as_str()))
    }

    /// Removes a key. Returns whether it was there.
    ///
    /// # Errors
    /// [`SealedError`] when it was not removed.
    pub fn remove(&self, name: &str) -> Result<bool, SealedError> {
        self.0.remove(&entry(name))
    }

    async fn with_key<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&SoftwareKey) -> Result<T, KeyError> + Send + 'static,
    ) -> Result<T, KeyError> {
        let (keys, name) = (self.clone(), name.to_owned());
        blocking(move || {
            let key = keys
                .get(&name)
                .map_err(|error| KeyError::Unavailable(error.to_string()))?;
            work(&key.ok_or(KeyError::NotFound)?)
        })
        .await
    }
}

fn entry(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn unusable(name: &str, error: &KeyFileError) -> SealedError {
    SealedError::PrivateKey {
        name: name.to_owned(),
        why: error.to_string(),
    }
}

#[async_trait]
impl SigningKeys for SealedKeys {
    async fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (algorithm, payload) = (algorithm.to_owned(), payload.to_vec());
        self.with_key(key, move |key| key.sign(&algorithm, &payload)).await
    }

    async fn certificate(&self, key: &str) -> Result<Certificate, KeyError> {
        self.with_key(key, |key| Ok(key.certificate().into())).await
    }
}
