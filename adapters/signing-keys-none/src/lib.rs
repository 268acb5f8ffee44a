//! `signing-keys` for engines that keep no keys: sign-in with a certificate fails, and says that there is no key of the name.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:signing-keys-none;
            world adapter { export outlook:connector/signing-keys@0.1.0; }",
        path: "../../wit",
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

use bindings::exports::outlook::connector::signing_keys::{Certificate, Guest, KeyError};

struct Adapter;

impl Guest for Adapter {
    fn sign(_: String, _: String, _: Vec<u8>) -> Result<Vec<u8>, KeyError> {
        Err(KeyError::NotFound)
    }

    fn get_certificate(_: String) -> Result<Certificate, KeyError> {
        Err(KeyError::NotFound)
    }
}
