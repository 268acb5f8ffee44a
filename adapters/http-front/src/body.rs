//! Bodies in JSON.

use outlook_contract_json::problem::{JSON_BYTES, Problem};
use serde::de::DeserializeOwned;

use crate::bindings::wasi::{
    http::types::{Fields, IncomingRequest},
    io::streams::StreamError,
};

/// Bytes of a piece.
const PIECE: u64 = 65_536;

/// Reads the document of a request.
pub fn document<T: DeserializeOwned>(request: &IncomingRequest, headers: &Fields) -> Result<T, Problem> {
    let media_type = first(headers, "content-type").unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Problem::media_type("application/json"));
    }
    let too_large = || Problem::too_large(JSON_BYTES, "a JSON body");
    // Before anything of it is read.
    let length = first(headers, "content-length").and_then(|length| length.parse().ok());
    if length.is_some_and(|length: u64| length > JSON_BYTES) {
        return Err(too_large());
    }
    let broken = || Problem::malformed("body", "the body broke off; nothing was sent");
    let body = request.consume().map_err(|()| broken())?;
    let stream = body.stream().map_err(|()| broken())?;
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(PIECE) {
            Ok(piece) => bytes.extend(piece),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(_)) => return Err(broken()),
        }
        if bytes.len() as u64 > JSON_BYTES {
            return Err(too_large());
        }
    }
    Ok(outlook_contract_json::from_slice(&bytes)?)
}

/// The first value of a header field.
fn first(headers: &Fields, name: &str) -> Option<String> {
    String::from_utf8(headers.get(name).into_iter().next()?).ok()
}
