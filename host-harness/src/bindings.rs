//! Bindings generated from the contract in `wit/`.
//!
//! Two rules hold here. The generator's option `tracing` stays off: it would log arguments, and secrets are among them. The
//! types of the store interfaces stay private, because their generated `Debug` shows values; embedders use
//! [`StoredSecret`](crate::StoredSecret) instead.

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod generated {
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "outlook:connector/connector",
        imports: { default: async | trappable },
        exports: { default: async },
        additional_derives: [PartialEq],
        with: {
            "wasi:http": wasmtime_wasi_http::p2::bindings::http,
            "wasi:io": wasmtime_wasi_io::bindings::wasi::io,
            "wasi": wasmtime_wasi::p2::bindings,
        },
    });
}

pub(crate) use generated::outlook::connector::{attachment_store, secret_store, signing_keys};
pub use generated::{
    Connector, ConnectorPre,
    exports::outlook::connector::{mail::Guest, types},
};
