//! Bodies in JSON.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use bytes::{Bytes, BytesMut};
use http::{
    HeaderMap,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::BodyExt;
use outlook_contract_json::problem::JSON_BYTES;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::{caller::Caller, problem::Problem, tenants::Reserved};

/// Longest wait for the next bytes of a body.
pub(crate) const IDLE: Duration = Duration::from_secs(60);

/// A document from a JSON body. The error names the field by its path.
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let Caller(tenant) = request
            .extensions()
            .get()
            .cloned()
            .ok_or_else(Problem::unauthenticated)?;
        if media_type(request.headers()) != "application/json" {
            return Err(Problem::media_type("application/json"));
        }
        let mut reserved = tenant.bytes().reserve();
        let length = content_length(request.headers());
        let bytes = collect(request.into_body(), length, &mut reserved).await?;
        Ok(Self(outlook_contract_json::from_slice(&bytes)?))
    }
}

/// The media type of a body, without parameters, in lower case.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The announced length of a body.
pub(crate) fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Collects a JSON body. `length` is its announced length.
pub(crate) async fn collect(mut body: Body, length: Option<u64>, reserved: &mut Reserved) -> Result<Bytes, Problem> {
    let too_large = || Problem::too_large(JSON_BYTES, "a JSON body");
    // Before anything of it is read.
    if length.is_some_and(|length| length > JSON_BYTES) {
        return Err(too_large());
    }
    let mut bytes = BytesMut::new();
    while let Some(frame) = timeout(IDLE, body.frame()).await.map_err(|_| Problem::slow_body())? {
        let frame = frame.map_err(|_| Problem::malformed("body", "the body broke off; nothing was sent"))?;
        let Ok(data) = frame.into_data() else { continue };
        if !reserved.add(data.len() as u64) {
            return Err(Problem::too_much_under_way());
        }
        bytes.extend_from_slice(&data);
        if bytes.len() as u64 > JSON_BYTES {
            return Err(too_large());
        }
    }
    Ok(bytes.freeze())
}
