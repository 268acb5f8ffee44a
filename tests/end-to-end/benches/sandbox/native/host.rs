//! The connector's core without a sandbox: its traits over the host's own transport, and memory.

use std::{cell::RefCell, collections::HashMap, time::Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use outlook_connector::{
    contract as c,
    host::{AttachmentError, AttachmentStore, Clock, Entropy, SecretStore, SecretStoreError, StoredSecret, Transport},
    http::{Method, Request, Response, TransportError, TransportFault},
};
use outlook_emulator::demo;
use outlook_end_to_end::SECRET_NAME;
use outlook_host::{
    Route, TransportOptions,
    transport::{Journal, Transport as HostTransport},
};
use tokio::runtime::Runtime;
use wasmtime_wasi_http::RequestOptions;

/// The native core with what it needs.
pub struct Core<'r> {
    host: NativeHost<'r>,
    connection: c::Connection,
}

struct NativeHost<'r> {
    transport: HostTransport,
    runtime: &'r Runtime,
    started: Instant,
    counter: RefCell<u64>,
    secrets: RefCell<HashMap<String, StoredSecret>>,
}

impl<'r> Core<'r> {
    /// Leads all of Microsoft's names to the target.
    pub fn new(target: &str, runtime: &'r Runtime) -> Self {
        let routes = Route::all_hosts(target).expect("a loopback target");
        let secret = StoredSecret {
            value: demo::SECRET_VALUE.to_owned(),
            expires_at: None,
        };
        let host = NativeHost {
            transport: HostTransport::new(TransportOptions {
                routes,
                ..TransportOptions::default()
            }),
            runtime,
            started: Instant::now(),
            counter: RefCell::new(0),
            secrets: RefCell::new(HashMap::from([(SECRET_NAME.to_owned(), secret)])),
        };
        let connection = c::Connection {
            cloud: None,
            tenant_id: demo::TENANT_ID.to_string(),
            client_id: demo::CLIENT_ID.to_string(),
            credential: c::Credential::ClientSecret(SECRET_NAME.to_owned()),
            mailbox: demo::MAILBOX.to_owned(),
            credential_expires: None,
            mailbox_to_refuse: None,
        };
        Self { host, connection }
    }

    /// Sends the laboratory's message.
    pub fn send(&self) {
        let options = c::SendOptions {
            idempotency_key: None,
            time_budget_ms: None,
        };
        let receipt = outlook_connector::send_mail(&self.host, &self.connection, c::Mail::Message(message()), &options);
        std::hint::black_box(receipt.expect("accepted"));
    }
}

/// The laboratory's message in the core's types.
fn message() -> c::Message {
    let message = outlook_end_to_end::message();
    let to = message
        .to
        .into_iter()
        .map(|r| c::Recipient {
            address: r.address,
            name: r.name,
        })
        .collect();
    c::Message {
        to,
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        from: None,
        subject: message.subject,
        text: message.text,
        html: None,
        attachments: Vec::new(),
        importance: None,
        sensitivity: None,
        categories: Vec::new(),
        read_receipt: false,
        delivery_receipt: false,
        headers: Vec::new(),
        save_to_sent_items: None,
    }
}

impl Transport for NativeHost<'_> {
    fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
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
    fn size(&self, _: &str) -> Result<u64, AttachmentError> {
        Err(AttachmentError::NotFound)
    }

    fn read(&self, _: &str, _: u64, _: u32) -> Result<Vec<u8>, AttachmentError> {
        Err(AttachmentError::NotFound)
    }
}
