//! The contract's records: those of the host library, or, in a component, those of its imports, beside the operations themselves.

#[cfg(not(target_family = "wasm"))]
pub use outlook_host::types::*;

#[cfg(target_family = "wasm")]
pub use imports::outlook::connector::{mail, types::*};

#[cfg(target_family = "wasm")]
#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod imports {
    wit_bindgen::generate!({
        inline: "package outlook:contract-json;
            world imports { import outlook:connector/mail@0.1.0; }",
        path: "../wit",
        generate_all,
    });
}
