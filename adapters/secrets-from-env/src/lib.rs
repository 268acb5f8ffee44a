//! `secret-store` from environment variables, for engines that hand secrets to a component in this way: Obelisk, wasmCloud, `wasmtime run
//! --env`. The name `contoso` is the variable `OUTLOOK_SECRET_CONTOSO`. Placeholders that the engine replaces in outgoing requests work.
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
        inline: "package outlook:secrets-from-env;
            world adapter {
                import wasi:cli/environment@0.2.12;
                export outlook:connector/secret-store@0.1.0;
            }",
        path: "../../wit",
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

use bindings::{
    exports::outlook::connector::secret_store::{Guest, Secret, StoreError},
    wasi::cli::environment::get_environment,
};

struct Adapter;

impl Guest for Adapter {
    fn get(name: String) -> Result<Option<Secret>, StoreError> {
        if name.starts_with("cache:") {
            return Ok(None);
        }
        let variable = variable(&name);
        let found = get_environment().into_iter().find(|(key, _)| *key == variable);
        Ok(found.map(|(_, value)| Secret {
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

/// The variable of a name: in capitals, with `_` for everything that is no letter or digit of ASCII (POSIX, "Environment Variable
/// Definition").
fn variable(name: &str) -> String {
    let characters = name.chars().map(|c| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    });
    "OUTLOOK_SECRET_".chars().chain(characters).collect()
}
