//! The HTTP client that exports.

use std::{fmt, io, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use opentelemetry_http::{HttpClient, HttpError};
use rustls::crypto::ring;
use tokio::{runtime::Handle, time::timeout};

/// Longest time of an export, as the specification of OTLP has it by default.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Most bytes of a collector's response. An honest one has a few.
const RESPONSE_BYTES: usize = 64 * 1024;

/// hyper with the system's certificates. The exporter's thread is none of tokio's, so that requests run in a task of the service's runtime.
pub(super) struct Client {
    hyper: legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    runtime: Handle,
}

impl Client {
    pub(super) fn new() -> io::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            hyper: legacy::Client::builder(TokioExecutor::new()).build(connector),
            runtime: Handle::current(),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let request = self.hyper.request(request.map(Full::new));
        let exchange = async {
            let (head, body) = request.await?.into_parts();
            let body = Limited::new(body, RESPONSE_BYTES).collect().await?;
            Ok::<_, HttpError>(Response::from_parts(head, body.to_bytes()))
        };
        // The timer, too, has to be made in the runtime.
        let limited = async { timeout(TIMEOUT, exchange).await };
        self.runtime.spawn(limited).await??
    }
}
