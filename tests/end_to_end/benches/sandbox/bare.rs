//! The least that an upload can be: the service's documented requests one after the other, with the host's transport and
//! nothing else. No checks, no second try, no answer read that is not needed.

use std::time::Instant;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use outlook_connector::limits::UPLOAD_CHUNK_BYTES;
use outlook_emulator::demo;
use outlook_host::{Route, Transport, TransportOptions, internals};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// A client that is signed in.
pub struct Bare<'r> {
    transport: Transport,
    runtime: &'r Runtime,
    token: String,
    file: Bytes,
}

impl<'r> Bare<'r> {
    /// Leads all of Microsoft's names to the target, and signs in.
    pub fn new(target: &str, runtime: &'r Runtime, file: Bytes) -> Self {
        let routes = Route::all_hosts(target).expect("a loopback target");
        let mut bare = Self {
            transport: Transport::new(TransportOptions::new().routes(routes)),
            runtime,
            token: String::new(),
            file,
        };
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
            demo::CLIENT_ID,
            demo::SECRET_VALUE
        );
        let request = Request::post(format!(
            "https://login.microsoftonline.com/{}/oauth2/v2.0/token",
            demo::TENANT_ID
        ))
        .header("content-type", "application/x-www-form-urlencoded");
        let answer = runtime.block_on(bare.exchange(request, form.into()));
        bare.token = answer["access_token"].as_str().expect("a token").to_owned();
        bare
    }

    /// Sends a mail with the file attached. Returns what its last request took, in milliseconds.
    pub fn send_file(&self) -> u32 {
        self.runtime.block_on(async {
            let message = json!({
                "subject": "Hello",
                "body": { "contentType": "text", "content": "Hello, Adele." },
                "toRecipients": [{ "emailAddress": { "address": "adele@fabrikam.example", "name": "Adele Vance" } }],
            });
            let draft = self.post("messages", &message).await;
            // An id is base64 for URLs; only its padding is special in a path.
            let id = draft["id"].as_str().expect("an id").replace('=', "%3D");
            let total = self.file.len();
            let item = json!({ "AttachmentItem": { "attachmentType": "file", "name": "report.bin", "size": total } });
            let session = self
                .post(&format!("messages/{id}/attachments/createUploadSession"), &item)
                .await;
            self.put_all(session["uploadUrl"].as_str().expect("an upload URL"))
                .await;
            let started = Instant::now();
            let send = self.to_graph(&format!("messages/{id}/send"));
            self.exchange(send, Bytes::new()).await;
            u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX)
        })
    }

    async fn put_all(&self, url: &str) {
        let total = self.file.len();
        let chunk = usize::try_from(UPLOAD_CHUNK_BYTES).expect("a few MB");
        for start in (0..total).step_by(chunk) {
            let end = (start + chunk).min(total);
            let request = Request::put(url)
                .header("content-type", "application/octet-stream")
                .header("content-length", end - start)
                .header("content-range", format!("bytes {start}-{}/{total}", end - 1));
            self.exchange(request, self.file.slice(start..end)).await;
        }
    }

    async fn post(&self, resource: &str, body: &Value) -> Value {
        let request = self.to_graph(resource).header("content-type", "application/json");
        self.exchange(request, body.to_string().into()).await
    }

    fn to_graph(&self, resource: &str) -> http::request::Builder {
        let mailbox = demo::MAILBOX;
        Request::builder()
            .method(Method::POST)
            .uri(format!("https://graph.microsoft.com/v1.0/users/{mailbox}/{resource}"))
            .header("authorization", format!("Bearer {}", self.token))
    }

    /// Sends a request, and returns the answer's JSON, or null for an answer without.
    async fn exchange(&self, request: http::request::Builder, body: Bytes) -> Value {
        let body = Full::new(body).map_err(|never| match never {}).boxed_unsync();
        let request = request.body(body).expect("a well-formed request");
        let answer = internals::send(&self.transport, request).await;
        let (head, body) = answer.expect("an answer").into_parts();
        assert!(head.status.is_success(), "the emulator answered {}", head.status);
        let body = body.collect().await.expect("a whole answer").to_bytes();
        serde_json::from_slice(&body).unwrap_or_default()
    }
}
