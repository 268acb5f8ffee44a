//! Bindings generated from the contract in `wit/`, which is a copy of the repository's `wit/`: a package holds its own files only.
//! `cargo xtask generate` writes the copy, and `cargo xtask check` compares it.
//!
//! Two rules hold here. The generator's option `tracing` stays off: it would log arguments, and secrets are among them. The
//! types of the store interfaces stay private, because their generated `Debug` (and with the feature `serde` their `Serialize`) shows values; embedders use
//! [`StoredSecret`](crate::StoredSecret) instead.

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod generated {
    /// Generates the bindings. All types get these derives, and no attributes: the macro takes none.
    macro_rules! bindings {
        ($($derives:tt)*) => {
            wasmtime::component::bindgen!({
                path: "wit",
                world: "outlook:connector/connector",
                imports: { default: async | trappable },
                exports: { default: async },
                additional_derives: [$($derives)*],
                with: {
                    "wasi:http": wasmtime_wasi_http::p2::bindings::http,
                    "wasi:io": wasmtime_wasi_io::bindings::wasi::io,
                    "wasi": wasmtime_wasi::p2::bindings,
                },
            });
        };
    }

    #[cfg(not(feature = "serde"))]
    bindings!(PartialEq);
    #[cfg(feature = "serde")]
    bindings!(PartialEq, serde::Deserialize, serde::Serialize);
}

pub(crate) use generated::outlook::connector::{attachment_store, secret_store, signing_keys};
pub use generated::{
    Connector, ConnectorPre,
    exports::outlook::connector::{mail::Guest, types},
};
