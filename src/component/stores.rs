//! Secrets, keys and attachment bytes through the contract's own imports.

use super::WasiHost;
use crate::{
    contract::{attachment_store, secret_store, signing_keys},
    host::{
        AttachmentError, AttachmentStore, Certificate, KeyError, SecretStore, SecretStoreError, SigningKeys,
        StoredSecret,
    },
};

impl From<secret_store::StoreError> for SecretStoreError {
    fn from(error: secret_store::StoreError) -> Self {
        match error {
            secret_store::StoreError::Denied(why) => Self::Denied(why),
            secret_store::StoreError::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

impl From<attachment_store::ReadError> for AttachmentError {
    fn from(error: attachment_store::ReadError) -> Self {
        match error {
            attachment_store::ReadError::NotFound => Self::NotFound,
            attachment_store::ReadError::Denied(why) => Self::Denied(why),
            attachment_store::ReadError::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

impl SecretStore for WasiHost {
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError> {
        let found = secret_store::get(name)?;
        Ok(found.map(|secret_store::Secret { value, expires_at }| StoredSecret { value, expires_at }))
    }

    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError> {
        let secret = secret_store::Secret {
            value: secret.value.clone(),
            expires_at: secret.expires_at,
        };
        Ok(secret_store::put(name, &secret)?)
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        Ok(secret_store::delete(name)?)
    }
}

impl From<signing_keys::KeyError> for KeyError {
    fn from(error: signing_keys::KeyError) -> Self {
        match error {
            signing_keys::KeyError::NotFound => Self::NotFound,
            signing_keys::KeyError::UnsupportedAlgorithm => Self::UnsupportedAlgorithm,
            signing_keys::KeyError::Denied(why) => Self::Denied(why),
            signing_keys::KeyError::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

impl SigningKeys for WasiHost {
    fn certificate(&self, key: &str) -> Result<Certificate, KeyError> {
        let certificate = signing_keys::get_certificate(key)?;
        Ok(Certificate {
            sha256_thumbprint: certificate.sha256_thumbprint,
            sha1_thumbprint: certificate.sha1_thumbprint,
            not_after: certificate.not_after,
        })
    }

    fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(signing_keys::sign(key, algorithm, payload)?)
    }
}

impl AttachmentStore for WasiHost {
    fn size(&self, name: &str) -> Result<u64, AttachmentError> {
        Ok(attachment_store::size(name)?)
    }

    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        Ok(attachment_store::read(name, offset, length)?)
    }
}
