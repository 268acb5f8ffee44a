//! A host of the native core: the host library's own transport, real time, and stores in memory.

use std::time::Instant;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use outlook_bench::{connector::transport, floor::Target};
use outlook_connector::{
    host::Clock,
    http::{Request, Response, TransportError, TransportFault},
};
use outlook_emulator::demo;
use outlook_end_to_end::SECRET_NAME;
use outlook_host::{Transport as HostTransport, internals};
use tokio::runtime::Runtime;

use crate::test_host::{Files, Network, Random, TestHost};

/// The host library's transport, and real time.
pub struct NativeNetwork<'r> {
    transport: HostTransport,
    runtime: &'r Runtime,
    started: Instant,
}

/// A host of the native core.
pub type NativeHost<'r> = TestHost<NativeNetwork<'r>>;

impl<'r> NativeHost<'r> {
    /// Leads all of Microsoft's names to the target. Holds the demo's secret.
    pub fn new(target: &Target, runtime: &'r Runtime) -> Self {
        let options = transport(target);
        let network = NativeNetwork {
            transport: HostTransport::new(options),
            runtime,
            started: Instant::now(),
        };
        let host = Self::over(network, Random::seeded(1));
        host.secrets.set(SECRET_NAME, demo::SECRET_VALUE);
        host
    }
}

impl Network for NativeNetwork<'_> {
    fn send(&self, request: &Request, files: &Files) -> Result<Response, TransportError> {
        let failed = |_| TransportError::after_sending(TransportFault::Other);
        let mut outgoing = http::Request::builder()
            .method(request.method.as_str())
            .uri(format!("https://{}{}", request.host, request.path));
        for (name, value) in &request.headers {
            outgoing = outgoing.header(*name, value);
        }
        if let Some(token) = &request.bearer {
            outgoing = outgoing.header("authorization", format!("Bearer {}", token.reveal()));
        }
        let body = files.body_of(request)?;
        let body = Full::new(Bytes::from(body))
            .map_err(|never| match never {})
            .boxed_unsync();
        let outgoing = outgoing.body(body).expect("a well-formed request");
        self.runtime.block_on(async {
            let answer = internals::send(&self.transport, outgoing).await.map_err(failed)?;
            let (head, body) = answer.into_parts();
            let body = body.collect().await.map_err(failed)?.to_bytes();
            let headers = head
                .headers
                .iter()
                .map(|(n, v)| {
                    (
                        n.as_str().to_owned(),
                        String::from_utf8_lossy(v.as_bytes()).into_owned(),
                    )
                })
                .collect();
            Ok(Response {
                status: head.status.as_u16(),
                headers,
                body: body.to_vec(),
                complete: true,
            })
        })
    }
}

impl Clock for NativeNetwork<'_> {
    fn unix_seconds(&self) -> u64 {
        std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .map_or(0, |since| since.as_secs())
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn sleep_ms(&self, milliseconds: u64) {
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
    }
}
