//! What one call carries: its WASI contexts, its stores, and the names that it may ask for.

use wasmtime::{Result, component::ResourceTable};
use wasmtime_wasi::{
    clocks::{WasiClocksCtx, WasiClocksCtxView},
    random::WasiRandomCtx,
};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::{
    bindings::{attachment_store, secret_store, signing_keys},
    call::{Grants, Hooks, Limiter},
    stores::{ContentDigest, KeyError, ReadError, StoreError, StoredSecret, Stores},
};

/// Data of a wasmtime store.
pub(crate) struct State {
    table: ResourceTable,
    clocks: WasiClocksCtx,
    random: WasiRandomCtx,
    http: WasiHttpCtx,
    hooks: Hooks,
    stores: Stores,
    grants: Grants,
    pub(crate) limiter: Limiter,
}

impl State {
    pub(crate) fn new(hooks: Hooks, mut stores: Stores, grants: Grants, limiter: Limiter) -> Self {
        if let Some(attachments) = stores.attachments.for_call() {
            stores.attachments = attachments;
        }
        Self {
            table: ResourceTable::new(),
            clocks: WasiClocksCtx::default(),
            random: WasiRandomCtx::default(),
            http: WasiHttpCtx::new(),
            hooks,
            stores,
            grants,
            limiter,
        }
    }

    pub(crate) fn clocks(&mut self) -> WasiClocksCtxView<'_> {
        WasiClocksCtxView {
            ctx: &mut self.clocks,
            table: &mut self.table,
        }
    }

    pub(crate) fn random(&mut self) -> &mut WasiRandomCtx {
        &mut self.random
    }

    pub(crate) fn table(&mut self) -> &mut ResourceTable {
        &mut self.table
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            hooks: &mut self.hooks,
            table: &mut self.table,
            ctx: &mut self.http,
        }
    }
}

impl From<StoreError> for secret_store::StoreError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Denied(why) => Self::Denied(why),
            StoreError::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

impl secret_store::Host for State {
    async fn get(&mut self, name: String) -> Result<Result<Option<secret_store::Secret>, secret_store::StoreError>> {
        if let Err(error) = self.grants.read_secret(&name) {
            return Ok(Err(error.into()));
        }
        let to_wit = |secret: StoredSecret| secret_store::Secret {
            value: secret.expose().to_owned(),
            expires_at: secret.expires_at(),
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
        if let Err(error) = self.grants.write_secret(&name) {
            return Ok(Err(error.into()));
        }
        let secret = StoredSecret::new(secret.value, secret.expires_at);
        Ok(self.stores.secrets.put(&name, secret).await.map_err(Into::into))
    }

    async fn delete(&mut self, name: String) -> Result<Result<(), secret_store::StoreError>> {
        if let Err(error) = self.grants.write_secret(&name) {
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

impl attachment_store::Host for State {
    async fn digest(
        &mut self,
        name: String,
    ) -> Result<Result<Option<attachment_store::ContentDigest>, attachment_store::ReadError>> {
        if let Err(error) = self.grants.read_attachment(&name) {
            return Ok(Err(error.into()));
        }
        let to_wit = |digest: ContentDigest| attachment_store::ContentDigest {
            algorithm: digest.algorithm,
            value: digest.value,
        };
        Ok(self
            .stores
            .attachments
            .digest(&name)
            .await
            .map(|digest| digest.map(to_wit))
            .map_err(Into::into))
    }

    async fn size(&mut self, name: String) -> Result<Result<u64, attachment_store::ReadError>> {
        if let Err(error) = self.grants.read_attachment(&name) {
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
        if let Err(error) = self.grants.read_attachment(&name) {
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

impl signing_keys::Host for State {
    async fn sign(
        &mut self,
        key: String,
        algorithm: String,
        payload: Vec<u8>,
    ) -> Result<Result<Vec<u8>, signing_keys::KeyError>> {
        if let Err(error) = self.grants.use_key(&key) {
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
        if let Err(error) = self.grants.use_key(&key) {
            return Ok(Err(error.into()));
        }
        let to_wit = |certificate: crate::stores::Certificate| signing_keys::Certificate {
            der: certificate.der,
            sha256_thumbprint: certificate.sha256_thumbprint,
            sha1_thumbprint: certificate.sha1_thumbprint,
            not_after: certificate.not_after,
        };
        Ok(self.stores.keys.certificate(&key).await.map(to_wit).map_err(Into::into))
    }
}
