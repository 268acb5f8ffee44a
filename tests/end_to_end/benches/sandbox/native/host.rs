//! What the core asks of its surroundings: its traits over the host's own transport, and memory.

use std::{cell::RefCell, collections::HashMap, time::Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use outlook_connector::{
    host::{AttachmentError, AttachmentStore, Clock, Entropy, SecretStore, SecretStoreError, StoredSecret},
    http::{Method, Request, Response, Transport, TransportError, TransportFault},
};
use outlook_emulator::demo;
use outlook_end_to_end::SECRET_NAME;
use outlook_host::{
    Route, TransportOptions,
    transport::{Journal, Transport as HostTransport},
};
use tokio::runtime::Runtime;
use wasmtime_wasi_http::RequestOptions;

/// Transport, clock and stores of a native core.
pub struct NativeHost<'r> {
    transport: HostTransport,
    runtime: &'r Runtime,
    started: Instant,
    counter: RefCell<u64>,
    secrets: RefCell<HashMap<String, StoredSecret>>,
    file: Bytes,
}

impl<'r> NativeHost<'r> {
    /// Leads all of Microsoft's names to the target. Knows the demo's secret, and one file.
    pub fn new(target: &str, runtime: &'r Runtime, file: Bytes) -> Self {
        let routes = Route::all_hosts(target).expect("a loopback target");
        let secret = StoredSecret {
            value: demo::SECRET_VALUE.to_owned(),
            expires_at: None,
        };
        Self {
            transport: HostTransport::new(TransportOptions {
                routes,
                ..TransportOptions::default()
            }),
            runtime,
            started: Instant::now(),
            counter: RefCell::new(0),
            secrets: RefCell::new(HashMap::from([(SECRET_NAME.to_owned(), secret)])),
            file,
        }
    }
}

impl Transport for NativeHost<'_> {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let failed = |_| TransportError::after_sending(TransportFault::Other);
        let mut outgoing = http::Request::builder()
            .method(match request.method {
                Method::Get => "GET",
                Method::Post => "POST",
                Method::Put => "PUT",
                Method::Patch => "PATCH",
                Method::Delete => "DELETE",
            })
            .uri(format!("https://{}{}", request.host, request.path));
        for (name, value) in &request.headers {
            outgoing = outgoing.header(*name, value);
        }
        if let Some(token) = &request.bearer {
            outgoing = outgoing.header("authorization", format!("Bearer {}", token.reveal()));
        }
        let body = request
            .body
            .collect(self)
            .map_err(|_| TransportError::before_sending(TransportFault::Source))?;
        let body = Full::new(Bytes::from(body))
            .map_err(|never| match never {})
            .boxed_unsync();
        let outgoing = outgoing.body(body).expect("a well-formed request");
        let journal = Journal::new(None);
        self.runtime.block_on(async {
            let answer = self
                .transport
                .send(outgoing, RequestOptions::default(), &journal)
                .await
                .map_err(failed)?;
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

impl Clock for NativeHost<'_> {
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

impl Entropy for NativeHost<'_> {
    fn random(&self) -> u64 {
        // Request ids need only differ here.
        let mut counter = self.counter.borrow_mut();
        *counter = counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
        *counter
    }
}

impl SecretStore for NativeHost<'_> {
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError> {
        Ok(self.secrets.borrow().get(name).cloned())
    }

    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError> {
        self.secrets.borrow_mut().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.secrets.borrow_mut().remove(name);
        Ok(())
    }
}

impl AttachmentStore for NativeHost<'_> {
    fn size(&self, name: &str) -> Result<u64, AttachmentError> {
        if name != super::FILE_NAME {
            return Err(AttachmentError::NotFound);
        }
        Ok(self.file.len() as u64)
    }

    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        let size = self.size(name)?;
        let (start, end) = (offset.min(size), offset.saturating_add(length.into()).min(size));
        Ok(self.file[start as usize..end as usize].to_vec())
    }
}
