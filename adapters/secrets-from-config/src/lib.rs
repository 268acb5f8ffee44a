//! `secret-store` from `wasi:config/store@0.2.0-rc.1`, for engines that hand configuration to a component in this way. A secret has the
//! key of its name.
//!
//! Access tokens are not kept: each call that signs in requests one.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:secrets-from-config;
            world adapter {
                import wasi:config/store@0.2.0-rc.1;
                export outlook:connector/secret-store@0.1.0;
            }",
        path: ["wit", "../../wit"],
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

use bindings::{
    exports::outlook::connector::secret_store::{Guest, Secret, StoreError},
    wasi::config::store,
};

struct Adapter;

impl Guest for Adapter {
    fn get(name: String) -> Result<Option<Secret>, StoreError> {
        if name.starts_with("cache:") {
            return Ok(None);
        }
        // The engine's own text may name hosts or values.
        let value = store::get(&name)
            .map_err(|_| StoreError::Unavailable("the engine's configuration cannot be read".to_owned()))?;
        Ok(value.map(|value| Secret {
            value,
            expires_at: None,
        }))
    }

    fn put(_: String, _: Secret) -> Result<(), StoreError> {
        Ok(())
    }

    fn delete(_: String) -> Result<(), StoreError> {
        Ok(())
    }
}
