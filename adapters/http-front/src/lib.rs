//! The connector as an HTTP service, for engines that start components by `wasi:http/incoming-handler` alone: wasmCloud, Spin,
//! `wasmtime serve`. Routes, fields, problems and statuses are those of the crate `outlook-service`. It keeps nothing between
//! requests: there are no saved connections, no secrets to put, no multipart bodies and no events.
//!
//! The variable `OUTLOOK_HTTP_TOKEN` has the bearer token of its callers. Without it every call is refused: whoever reaches the
//! component can send.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]
#![cfg(target_family = "wasm")]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        // The operations are imports of `outlook-contract-json`, which has their types.
        inline: "package outlook:http-front;
            world adapter {
                import wasi:cli/environment@0.2.12;
                export wasi:http/incoming-handler@0.2.12;
            }",
        path: "../../wit",
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

mod body;
mod operations;
mod response;
mod routes;
mod token;

use bindings::{
    exports::wasi::http::incoming_handler::Guest,
    wasi::http::types::{IncomingRequest, ResponseOutparam},
};

struct Adapter;

impl Guest for Adapter {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        routes::respond(&request).send(out);
    }
}
