//! `wasi:config/store` over the variables of the engine. The crate `wasmtime-wasi-config` would turn on all of wasmtime's features.

pub(super) use bindings::wasi::config::store;

mod bindings {
    outlook_host::sandbox::wasmtime::component::bindgen!({
        inline: "package outlook:engine;
            world config { import wasi:config/store@0.2.0-rc.1; }",
        path: "../../adapters/secrets-from-config/wit",
        wasmtime_crate: outlook_host::sandbox::wasmtime,
    });
}

use store::Error;

/// The configuration of an instance: names and values.
pub(super) struct Configuration<'a>(pub(super) &'a [(&'static str, String)]);

impl store::Host for Configuration<'_> {
    fn get(&mut self, key: String) -> Result<Option<String>, Error> {
        let value = self.0.iter().find(|(name, _)| *name == key);
        Ok(value.map(|(_, value)| value.clone()))
    }

    fn get_all(&mut self) -> Result<Vec<(String, String)>, Error> {
        Err(Error::Io("the adapter has no need of it".to_owned()))
    }
}
