//! `attachment-store` for engines without files. Attachments are then passed as bytes or base64. The error is `denied`, because engines
//! repeat a call that failed with `unavailable`.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:attachments-none;
            world adapter { export outlook:connector/attachment-store@0.1.0; }",
        path: "../../wit",
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

use bindings::exports::outlook::connector::attachment_store::{ContentDigest, Guest, ReadError};

struct Adapter;

impl Guest for Adapter {
    fn size(_: String) -> Result<u64, ReadError> {
        Err(denied())
    }

    fn digest(_: String) -> Result<Option<ContentDigest>, ReadError> {
        Err(denied())
    }

    fn read(_: String, _: u64, _: u32) -> Result<Vec<u8>, ReadError> {
        Err(denied())
    }
}

fn denied() -> ReadError {
    ReadError::Denied("this engine has no stored files: pass the attachment as base64".to_owned())
}
