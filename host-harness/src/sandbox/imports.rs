//! The imports of the contract's own package, over the stores of a call, and random bytes. Each checks first that the call may use
//! the name, and how much it asks for. No store may keep a call waiting for longer than its time-out.

use std::{future::Future, time::SystemTime};

use tokio::time::timeout;
use wasmtime::{Result, bail};
use wasmtime_wasi::p2::bindings::random::random;

use super::OutlookCtx;
use crate::{
    bindings::{attachment_store, secret_store, signing_keys},
    limits::{CACHED_BYTES, CACHED_FOR, RANDOM_BYTES, READ_BYTES, SIGNED_BYTES, STORE_TIMEOUT},
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

/// Waits for a store, but not for ever.
async fn in_time<T, E>(
    store: impl Future<Output = Result<T, E>>,
    unavailable: impl FnOnce(String) -> E,
) -> Result<T, E> {
    let late = |_| {
        Err(unavailable(format!(
            "the store did not answer within {STORE_TIMEOUT:?}"
        )))
    };
    timeout(STORE_TIMEOUT, store).await.unwrap_or_else(late)
}

impl secret_store::Host for OutlookCtx {
    async fn get(&mut self, name: String) -> Result<Result<Option<secret_store::Secret>, secret_store::StoreError>> {
        let name = match self.allowed.read_secret(&name) {
            Ok(name) => name,
            Err(error) => return Ok(Err(error.into())),
        };
        let to_wit = |secret: StoredSecret| secret_store::Secret {
            value: secret.expose().to_owned(),
            expires_at: secret.expires_at().map(unix_seconds),
        };
        let secret = in_time(self.stores.secrets.get(&name), StoreError::Unavailable).await;
        Ok(secret.map(|secret| secret.map(to_wit)).map_err(Into::into))
    }

    async fn put(
        &mut self,
        name: String,
        secret: secret_store::Secret,
    ) -> Result<Result<(), secret_store::StoreError>> {
        let kept = self
            .allowed
            .write_secret(&name)
            .and_then(|name| Ok((name, cached(secret)?)));
        match kept {
            Ok((name, secret)) => {
                let put = in_time(self.stores.secrets.put(&name, secret), StoreError::Unavailable).await;
                Ok(put.map_err(Into::into))
            }
            Err(error) => Ok(Err(error.into())),
        }
    }

    async fn delete(&mut self, name: String) -> Result<Result<(), secret_store::StoreError>> {
        match self.allowed.write_secret(&name) {
            Ok(name) => {
                let deleted = in_time(self.stores.secrets.delete(&name), StoreError::Unavailable).await;
                Ok(deleted.map_err(Into::into))
            }
            Err(error) => Ok(Err(error.into())),
        }
    }
}

/// Checks a value that the guest keeps: it has a limited size, and an end.
fn cached(secret: secret_store::Secret) -> Result<StoredSecret, StoreError> {
    let denied = |why: String| Err(StoreError::Denied(why));
    let secret_store::Secret { value, expires_at } = secret;
    if value.len() > CACHED_BYTES {
        return denied(format!("a cached value has at most {CACHED_BYTES} bytes"));
    }
    let Some(expires_at) = expires_at else {
        return denied("a cached value must expire".to_owned());
    };
    let latest = SystemTime::now() + CACHED_FOR;
    let expires_at = from_unix_seconds(expires_at).unwrap_or(latest).min(latest);
    Ok(StoredSecret::new(value).with_expiry(Some(expires_at)))
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
        if let Err(error) = self.allowed.read_attachment(&name) {
            return Ok(Err(error.into()));
        }
        let to_wit = |digest: ContentDigest| attachment_store::ContentDigest {
            algorithm: digest.algorithm,
            value: digest.value,
        };
        let digest = in_time(self.stores.attachments.digest(&name), ReadError::Unavailable).await;
        Ok(digest.map(|digest| digest.map(to_wit)).map_err(Into::into))
    }

    async fn size(&mut self, name: String) -> Result<Result<u64, attachment_store::ReadError>> {
        if let Err(error) = self.allowed.read_attachment(&name) {
            return Ok(Err(error.into()));
        }
        let size = in_time(self.stores.attachments.size(&name), ReadError::Unavailable).await;
        Ok(size.map_err(Into::into))
    }

    async fn read(
        &mut self,
        name: String,
        offset: u64,
        length: u32,
    ) -> Result<Result<Vec<u8>, attachment_store::ReadError>> {
        if let Err(error) = self.allowed.read_attachment(&name) {
            return Ok(Err(error.into()));
        }
        let read = self.stores.attachments.read(&name, offset, length.min(READ_BYTES));
        Ok(in_time(read, ReadError::Unavailable).await.map_err(Into::into))
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
        if let Err(error) = self.allowed.use_key(&key) {
            return Ok(Err(error.into()));
        }
        if payload.len() > SIGNED_BYTES {
            let error = KeyError::Denied(format!("a key signs at most {SIGNED_BYTES} bytes"));
            return Ok(Err(error.into()));
        }
        let sign = self.stores.keys.sign(&key, &algorithm, &payload);
        Ok(in_time(sign, KeyError::Unavailable).await.map_err(Into::into))
    }

    async fn get_certificate(
        &mut self,
        key: String,
    ) -> Result<Result<signing_keys::Certificate, signing_keys::KeyError>> {
        if let Err(error) = self.allowed.use_key(&key) {
            return Ok(Err(error.into()));
        }
        let to_wit = |certificate: Certificate| signing_keys::Certificate {
            der: certificate.der,
            sha256_thumbprint: certificate.sha256_thumbprint,
            sha1_thumbprint: certificate.sha1_thumbprint,
            not_after: unix_seconds(certificate.not_after),
        };
        let certificate = in_time(self.stores.keys.certificate(&key), KeyError::Unavailable).await;
        Ok(certificate.map(to_wit).map_err(Into::into))
    }
}

impl random::Host for OutlookCtx {
    fn get_random_bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        if length > RANDOM_BYTES {
            bail!("{length} random bytes at once are more than the {RANDOM_BYTES} that a call may have");
        }
        self.random.get_random_bytes(length)
    }

    fn get_random_u64(&mut self) -> Result<u64> {
        self.random.get_random_u64()
    }
}
