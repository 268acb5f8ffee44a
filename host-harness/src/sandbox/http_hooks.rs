//! The guest's requests go to our transport, under the egress policy.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use http::{Request, Response, uri::Scheme};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::{
    limits::UPLOAD_SESSION_BYTES,
    policy::{Binding, Endpoint, Refusal},
    transport::{Journal, Transport},
};

/// Longest piece of a request's body that the guest may write at once. It is the length that the guest reads from the attachment
/// store at once.
const BODY_PIECE_BYTES: usize = 256 * 1024;

/// Passes the guest's requests to the transport. It is the only way from the sandbox to the network.
pub(super) struct HttpHooks {
    transport: Arc<Transport>,
    binding: Arc<Binding>,
    journal: Arc<Journal>,
}

impl HttpHooks {
    pub(super) fn new(transport: Arc<Transport>, binding: Binding, journal: Arc<Journal>) -> Self {
        Self {
            transport,
            binding: Arc::new(binding),
            journal,
        }
    }

    pub(super) fn with_journal(mut self, journal: Arc<Journal>) -> Self {
        self.journal = journal;
        self
    }

    pub(super) fn journal(&self) -> Arc<Journal> {
        Arc::clone(&self.journal)
    }
}

type Outcome<T> = Box<dyn Future<Output = Result<T, Error>> + Send>;

impl WasiHttpHooks for HttpHooks {
    fn is_supported_scheme(&mut self, scheme: &Scheme) -> bool {
        *scheme == Scheme::HTTPS
    }

    /// hyper sets it for HTTP/1.1. With HTTP/2, strict servers refuse it beside `:authority`.
    fn set_host_header(&mut self) -> bool {
        false
    }

    /// At most two such pieces wait for the network, and nothing else of a body is held: the guest writes no faster than the
    /// network takes.
    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        BODY_PIECE_BYTES
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Outcome<()>,
    ) -> Outcome<(Response<WasiBody>, Outcome<()>)> {
        let (transport, binding, journal) = (
            Arc::clone(&self.transport),
            Arc::clone(&self.binding),
            Arc::clone(&self.journal),
        );
        Box::new(async move {
            let endpoint = check(&transport, &binding, &request).map_err(|_| Error::HttpRequestDenied)?;
            let response = transport.send(request, options.unwrap_or_default(), &journal).await?;
            let response = if endpoint == Endpoint::CreateUploadSession && response.status().is_success() {
                note_upload_url(response, &binding).await?
            } else {
                response
            };
            Ok((response, Box::new(async { Ok(()) }) as Outcome<()>))
        })
    }
}

/// Checks that a request is a known one, and one of the call's connection.
fn check(transport: &Transport, binding: &Binding, request: &Request<WasiBody>) -> Result<Endpoint, Refusal> {
    let (method, uri) = (request.method(), request.uri());
    let known = transport.policy().check_request(method, uri, request.headers())?;
    binding.check(uri, &known)?;
    Ok(known.endpoint)
}

/// Reads the response that names an upload URL, and notes the URL before the guest sees it.
async fn note_upload_url(response: Response<WasiBody>, binding: &Binding) -> Result<Response<WasiBody>, Error> {
    let (parts, body) = response.into_parts();
    let collected = Limited::new(body, UPLOAD_SESSION_BYTES).collect().await;
    let bytes = collected.map_err(|error| match error.downcast::<Error>() {
        Ok(error) => *error,
        Err(error) if error.is::<LengthLimitError>() => Error::HttpResponseBodySize(None),
        Err(_) => Error::HttpResponseIncomplete,
    })?;
    let bytes: Bytes = bytes.to_bytes();
    let session: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    if let Some(url) = session.as_ref().and_then(|session| session.get("uploadUrl")?.as_str()) {
        binding.hand_out(url);
    }
    let body = Full::new(bytes).map_err(|never| match never {}).boxed_unsync();
    Ok(Response::from_parts(parts, body))
}
