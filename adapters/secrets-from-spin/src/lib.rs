//! `secret-store` from the variables of Spin (`fermyon:spin/variables@2.0.0`). The name `contoso/app` is the variable `contoso_app`.
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
        inline: "package outlook:secrets-from-spin;
            world adapter {
                import fermyon:spin/variables@2.0.0;
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
    fermyon::spin::variables::{self, Error},
};

struct Adapter;

impl Guest for Adapter {
    fn get(name: String) -> Result<Option<Secret>, StoreError> {
        if name.starts_with("cache:") {
            return Ok(None);
        }
        match variables::get(&variable(&name)) {
            Ok(value) => Ok(Some(Secret {
                value,
                expires_at: None,
            })),
            Err(Error::Undefined(_)) => Ok(None),
            Err(Error::InvalidName(_)) => Err(StoreError::Denied(
                "the name is no name of a Spin variable: begin it with a letter".to_owned(),
            )),
            // Spin's own text may name the provider's hosts.
            Err(Error::Provider(_) | Error::Other(_)) => Err(StoreError::Unavailable(
                "Spin's variables cannot be read at the moment".to_owned(),
            )),
        }
    }

    fn put(_: String, _: Secret) -> Result<(), StoreError> {
        Ok(())
    }

    fn delete(_: String) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The variable of a name. Spin's variables have small letters, digits and `_`.
fn variable(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}
