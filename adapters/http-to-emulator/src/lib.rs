//! For tests only: `wasi:http/outgoing-handler` that leads the connector's requests to the emulator, for engines that can neither route host
//! names nor trust a CA of ours. The variable `OUTLOOK_EMULATOR` is the emulator's address, such as `127.0.0.1:8080`. A request for
//! `https://graph.microsoft.com/v1.0/…` goes to `http://127.0.0.1:8080/graph.microsoft.com/v1.0/…`.
//!
//! It is never part of a release: it sends secrets and mail without TLS. Addresses other than loopback are refused.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:http-to-emulator;
            world adapter {
                import wasi:cli/environment@0.2.12;
                import wasi:http/outgoing-handler@0.2.12;
                export wasi:http/outgoing-handler@0.2.12;
            }",
        path: "../../wit",
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

use std::net::SocketAddr;

use bindings::{
    exports::wasi::http::outgoing_handler::Guest,
    wasi::{
        cli::environment::get_environment,
        http::{
            outgoing_handler,
            types::{ErrorCode, FutureIncomingResponse, OutgoingRequest, RequestOptions, Scheme},
        },
    },
};

struct Adapter;

impl Guest for Adapter {
    fn handle(request: OutgoingRequest, options: Option<RequestOptions>) -> Result<FutureIncomingResponse, ErrorCode> {
        let emulator = emulator().ok_or(ErrorCode::DestinationNotFound)?;
        let host = request.authority().ok_or(ErrorCode::HttpRequestUriInvalid)?;
        let path = request.path_with_query().unwrap_or_else(|| "/".to_owned());
        let led = request
            .set_scheme(Some(&Scheme::Http))
            .and_then(|()| request.set_authority(Some(&emulator.to_string())))
            .and_then(|()| request.set_path_with_query(Some(&format!("/{host}{path}"))));
        led.map_err(|()| ErrorCode::HttpRequestUriInvalid)?;
        outgoing_handler::handle(request, options)
    }
}

/// The emulator's address. Returns `None` if the variable names no loopback address.
fn emulator() -> Option<SocketAddr> {
    let variables = get_environment();
    let (_, address) = variables.iter().find(|(key, _)| key == "OUTLOOK_EMULATOR")?;
    address
        .parse()
        .ok()
        .filter(|address: &SocketAddr| address.ip().is_loopback())
}
