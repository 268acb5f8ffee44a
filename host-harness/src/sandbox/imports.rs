//! The imports of the contract's own package, over the stores of a call. Each checks first that the call may use the name.

use wasmtime::Result;

use super::OutlookCtx;
use crate::{
    bindings::{attachment_store, secret_store, signing_keys},
    stores::{Certificate, ContentDigest, KeyError, ReadError, StoreError, StoredSecret},
    time::{from_unix_seconds, unix_seconds},
};

impl From<StoreError> for secret_store::StoreError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Denied(why) => Self::Denied(why),
            StoreError::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

impl secret_store::Host for OutlookCtx {
    async fn get(&mut self, name: String) -> Result<Result<Option<secret_store::Secret>, secret_store::StoreError>> {
        if let Err(error) = self.names.read_secret(&name) {
            return Ok(Err(error.into()));
        }
        let to_wit = |secret: StoredSecret| secret_store::Secret {
            value: secret.expose().to_owned(),
            expires_at: secret.expires_at().map(unix_seconds),
        };
        Ok(self
            .stores
            .secrets
            .get(&name)
            .await
            .map(|secret| secret.map(to_wit))
            .map_err(Into::into))
    }

    async fn put(
        &mut self,
        name: String,
        secret: secret_store::Secret,
    ) -> Result<Result<(), secret_store::StoreError>> {
        if let Err(error) = self.names.write_secret(&name) {
            return Ok(Err(error.into()));
        }
        let expires_at = secret.expires_at.and_then(from_unix_seconds);
        let secret = StoredSecret::new(secret.value).with_expiry(expires_at);
        Ok(self.stores.secrets.put(&name, secret).await.map_err(Into::into))
    }

    async fn delete(&mut self, name: String) -> Result<Result<(), secret_store::StoreError>> {
        if let Err(error) = self.names.write_secret(&name) {
            return Ok(Err(error.into()));
        }
        Ok(self.stores.secrets.delete(&name).await.map_err(Into::into))
    }
}

impl From<ReadError> for attachment_store::ReadError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound => Self::NotFound,
            ReadError::Denied(why) => Self::Denied(why),
            ReadError::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

impl attachment_store::Host for OutlookCtx {
    async fn digest(
        &mut self,
        name: String,
    ) -> Result<Result<Option<attachment_store::ContentDigest>, attachment_store::ReadError>> {
        if let Err(error) = self.names.read_attachment(&name) {
            return Ok(Err(error.into()));
        }
        let to_wit = |digest: ContentDigest| attachment_store::ContentDigest {
            algorithm: digest.algorithm,
            value: digest.value,
        };
        let digest = self.stores.attachments.digest(&name).await;
        Ok(digest.map(|digest| digest.map(to_wit)).map_err(Into::into))
    }

    async fn size(&mut self, name: String) -> Result<Result<u64, attachment_store::ReadError>> {
        if let Err(error) = self.names.read_attachment(&name) {
            return Ok(Err(error.into()));
        }
        Ok(self.stores.attachments.size(&name).await.map_err(Into::into))
    }

    async fn read(
        &mut self,
        name: String,
        offset: u64,
        length: u32,
    ) -> Result<Result<Vec<u8>, attachment_store::ReadError>> {
        if let Err(error) = self.names.read_attachment(&name) {
            return Ok(Err(error.into()));
        }
        Ok(self
            .stores
            .attachments
            .read(&name, offset, length)
            .await
            .map_err(Into::into))
    }
}

impl From<KeyError> for signing_keys::KeyError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::NotFound => Self::NotFound,
            KeyError::UnsupportedAlgorithm => Self::UnsupportedAlgorithm,
            KeyError::Denied(why) => Self::Denied(why),
            KeyError::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

impl signing_keys::Host for OutlookCtx {
    async fn sign(
        &mut self,
        key: String,
        algorithm: String,
        payload: Vec<u8>,
    ) -> Result<Result<Vec<u8>, signing_keys::KeyError>> {
        if let Err(error) = self.names.use_key(&key) {
            return Ok(Err(error.into()));
        }
        Ok(self
            .stores
            .keys
            .sign(&key, &algorithm, &payload)
            .await
            .map_err(Into::into))
    }

    async fn get_certificate(
        &mut self,
        key: String,
    ) -> Result<Result<signing_keys::Certificate, signing_keys::KeyError>> {
        if let Err(error) = self.names.use_key(&key) {
            return Ok(Err(error.into()));
        }
        let to_wit = |certificate: Certificate| signing_keys::Certificate {
            der: certificate.der,
            sha256_thumbprint: certificate.sha256_thumbprint,
            sha1_thumbprint: certificate.sha1_thumbprint,
            not_after: unix_seconds(certificate.not_after),
        };
        Ok(self.stores.keys.certificate(&key).await.map(to_wit).map_err(Into::into))
    }
}
