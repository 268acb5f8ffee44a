//! The guest's requests go to our transport, under the egress policy.

use std::{future::Future, sync::Arc};

use http::{Request, Response, uri::Scheme};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::transport::{Journal, Transport};

/// Longest piece of a request's body that the guest may write at once. It is the length that the guest reads from the attachment
/// store at once.
const BODY_PIECE_BYTES: usize = 256 * 1024;

/// Passes the guest's requests to the transport. It is the only way from the sandbox to the network.
pub(super) struct HttpHooks {
    transport: Arc<Transport>,
    journal: Arc<Journal>,
}

impl HttpHooks {
    pub(super) fn new(transport: Arc<Transport>, journal: Arc<Journal>) -> Self {
        Self { transport, journal }
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
        let (transport, journal) = (Arc::clone(&self.transport), Arc::clone(&self.journal));
        Box::new(async move {
            let response = transport.send(request, options.unwrap_or_default(), &journal).await?;
            Ok((response, Box::new(async { Ok(()) }) as Outcome<()>))
        })
    }
}
