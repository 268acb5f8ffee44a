//! A key-value store that all instances share, as a cluster has. The one of `wasmtime-wasi-keyvalue` gives each bucket a copy of its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use outlook_host::sandbox::wasmtime::component::{Resource, ResourceTable};

pub(super) use bindings::wasi::keyvalue::store;

mod bindings {
    outlook_host::sandbox::wasmtime::component::bindgen!({
        inline: "package outlook:engine;
            world key-value { import wasi:keyvalue/store@0.2.0-draft; }",
        path: "../../adapters/token-cache/wit",
        wasmtime_crate: outlook_host::sandbox::wasmtime,
        with: { "wasi:keyvalue/store.bucket": super::KeyValues },
        imports: { default: trappable },
    });
}

use outlook_host::sandbox::wasmtime::Result;
use store::{Error, KeyResponse};

/// The store. Clones share its entries.
#[derive(Clone, Default)]
pub struct KeyValues(Arc<Mutex<HashMap<String, Vec<u8>>>>);

/// The store as one instance sees it.
pub(super) struct View<'a> {
    pub(super) store: &'a KeyValues,
    pub(super) table: &'a mut ResourceTable,
}

type Answer<T> = Result<std::result::Result<T, Error>>;

impl store::Host for View<'_> {
    fn open(&mut self, name: String) -> Answer<Resource<KeyValues>> {
        assert_eq!(name, "outlook-connector");
        Ok(Ok(self.table.push(self.store.clone())?))
    }
}

impl store::HostBucket for View<'_> {
    fn get(&mut self, bucket: Resource<KeyValues>, key: String) -> Answer<Option<Vec<u8>>> {
        let entries = self.table.get(&bucket)?.0.lock().unwrap();
        Ok(Ok(entries.get(&key).cloned()))
    }

    fn set(&mut self, bucket: Resource<KeyValues>, key: String, value: Vec<u8>) -> Answer<()> {
        self.table.get(&bucket)?.0.lock().unwrap().insert(key, value);
        Ok(Ok(()))
    }

    fn delete(&mut self, bucket: Resource<KeyValues>, key: String) -> Answer<()> {
        self.table.get(&bucket)?.0.lock().unwrap().remove(&key);
        Ok(Ok(()))
    }

    fn exists(&mut self, bucket: Resource<KeyValues>, key: String) -> Answer<bool> {
        let entries = self.table.get(&bucket)?.0.lock().unwrap();
        Ok(Ok(entries.contains_key(&key)))
    }

    fn list_keys(&mut self, _: Resource<KeyValues>, _: Option<u64>) -> Answer<KeyResponse> {
        Ok(Err(Error::Other("the adapter has no need of it".to_owned())))
    }

    fn drop(&mut self, bucket: Resource<KeyValues>) -> Result<()> {
        self.table.delete(bucket)?;
        Ok(())
    }
}
