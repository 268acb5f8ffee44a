//! The redacted log: host, method, the shape of the path, status and time. Never a query, body, header value, tenant,
//! mailbox or message id. The paths that may be logged are those of `policy::KnownRequest`.

use std::time::Duration;

use http::{Method, Response, Uri};
use tracing::Level;
use wasmtime_wasi_http::{Error, WasiBody};

/// Whether somebody reads the log.
pub(super) fn is_on() -> bool {
    tracing::enabled!(target: "outlook_host::http", Level::INFO)
}

/// Logs a request. `path` is its shape, if it is a known one.
pub(super) fn request(
    path: Option<&'static str>,
    method: &Method,
    uri: &Uri,
    response: &Result<Response<WasiBody>, Error>,
    took: Duration,
) {
    let (host, path) = (uri.host().unwrap_or("(none)"), path.unwrap_or("(other)"));
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match response {
        Ok(response) => {
            tracing::info!(target: "outlook_host::http", %method, host, path, status = response.status().as_u16(), ms);
        }
        Err(error) => tracing::info!(target: "outlook_host::http", %method, host, path, %error, ms),
    }
}
