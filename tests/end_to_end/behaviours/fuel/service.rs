//! Entra and Graph with fixed responses, and a mailbox for one message. The emulator cannot play here: its ids and times differ
//! from run to run, and with them what the guest has to do.

use std::{
    future::Future,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Request, Response, uri::Scheme};
use http_body_util::{BodyExt, Full};
use outlook_emulator::demo;
use serde_json::{Value, json};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// Header and claims of a token: no roles, as with grants in Exchange. The signature is made up.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2dyYXBoLm1pY3Jvc29mdC5jb20iLCJpc3MiOiJodHR\
    wczovL3N0cy53aW5kb3dzLm5ldC83ZDNhMWM1Mi05ZjBlLTRiNmEtOGM0MS0yZTVmNjBhN2I5MTAvIiwiaWF0IjoxNzk1NjA3NzA\
    wLCJuYmYiOjE3OTU2MDc3MDAsImV4cCI6MTc5NTYxMTkwMCwiYXBwaWQiOiJjMWU0YjdmMi0zYTVkLTRjNjgtOWUwNy01MWQyZjh\
    hNmIzMDQiLCJpZHR5cCI6ImFwcCIsIm9pZCI6IjVlOGYwZDE3LTZiMmMtNGE5My1iNGQxLTkwYzdlM2YyYTYxNSIsInRpZCI6Ijd\
    kM2ExYzUyLTlmMGUtNGI2YS04YzQxLTJlNWY2MGE3YjkxMCJ9";

/// Length of a signature (RS256) in base64url.
const SIGNATURE: usize = 342;

const ID: &str = "AAMkADhlMWRjZjQ3LTI2YTMtNGU1Zi05YmIyLTYzZDIwZjM0YzE5ZQBGAAAAAAAx-ru_7QhPQrE0S1Zq9nXkBwCb1f2mW8rQTLlF5f3dXk6hAAAAAAEPAACb1f2mW8rQTLlF5f3dXk6hAAAzV0o9AAA=";

/// The length of a piece of a body is the host library's, which decides how often the guest writes.
const BODY_PIECE_BYTES: usize = 256 * 1024;

/// The service. Clones share the mailbox.
#[derive(Clone, Default)]
pub(super) struct Service(Arc<Mutex<Option<Value>>>);

impl Service {
    /// Responds with a status, and a body unless it is null.
    fn respond(&self, request: &Request<Bytes>) -> (u16, Value) {
        let (method, path) = (request.method(), request.uri().path());
        let body = || serde_json::from_slice::<Value>(request.body()).expect("JSON");
        let end = path.rsplit('/').next().unwrap_or_default();
        match (method.as_str(), end) {
            ("POST", "token") => (200, token()),
            ("POST", "sendMail") => (202, Value::Null),
            ("GET", "drafts" | "sentitems") => (200, json!({ "id": end })),
            ("GET", "messages") => (
                200,
                json!({ "value": self.0.lock().unwrap().iter().collect::<Vec<_>>() }),
            ),
            ("POST", "messages") => (201, self.change(|message| *message = Some(draft(body())))),
            ("POST", "attachments") => (201, json!({ "id": ID })),
            ("POST", "createUploadSession") => (
                201,
                json!({ "uploadUrl": "https://outlook.office.com/api/v2.0/upload?authtoken=eyJ" }),
            ),
            ("PUT", _) => self.upload(request),
            ("POST", "send") => self.send(),
            ("PATCH", _) => (
                200,
                self.change(|message| set_properties(message.as_mut().expect("a draft"), body())),
            ),
            ("GET", _) => (200, self.change(|_| ())),
            _ => panic!("the service does not know {method} {path}"),
        }
    }

    /// Changes the message and returns it.
    fn change(&self, change: impl FnOnce(&mut Option<Value>)) -> Value {
        let mut message = self.0.lock().unwrap();
        change(&mut message);
        message.clone().expect("a message")
    }

    fn send(&self) -> (u16, Value) {
        match &mut *self.0.lock().unwrap() {
            Some(message) => {
                message["isDraft"] = json!(false);
                message["parentFolderId"] = json!("sentitems");
                (202, Value::Null)
            }
            None => (
                404,
                json!({ "error": { "code": "ErrorItemNotFound", "message": "Not found." } }),
            ),
        }
    }

    fn upload(&self, request: &Request<Bytes>) -> (u16, Value) {
        let range = request.headers()["content-range"].to_str().expect("ASCII");
        let (sent, total) = range
            .strip_prefix("bytes ")
            .and_then(|range| range.split_once('/'))
            .expect("a range");
        let last: u64 = sent.split_once('-').expect("two ends").1.parse().expect("a number");
        if last + 1 == total.parse::<u64>().expect("a number") {
            return (201, Value::Null);
        }
        (200, json!({ "nextExpectedRanges": [format!("{}-", last + 1)] }))
    }
}

fn token() -> Value {
    let token = format!("{TOKEN}.{}", "A".repeat(SIGNATURE));
    json!({ "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token })
}

/// What Graph makes of a posted message.
fn draft(mut message: Value) -> Value {
    let graph = json!({
        "@odata.etag": "W/\"CQAAABYAAACb1f2mW8rQTLlF5f3dXk6hAAAzV1aB\"",
        "id": ID,
        "changeKey": "CQAAABYAAACb1f2mW8rQTLlF5f3dXk6hAAAzV1aB",
        "isDraft": true,
        "parentFolderId": "drafts",
        "sentDateTime": "2026-11-25T12:00:00Z",
        "internetMessageId": "<AM0PR01MB1234@AM0PR01MB1234.eurprd01.prod.exchangelabs.com>",
        "sender": { "emailAddress": { "name": "Sender", "address": demo::MAILBOX } },
    });
    let fields = message.as_object_mut().expect("an object");
    fields.extend(graph.as_object().expect("an object").clone());
    message
}

fn set_properties(message: &mut Value, mut patch: Value) {
    let properties = patch["singleValueExtendedProperties"]
        .as_array_mut()
        .expect("properties");
    message["singleValueExtendedProperties"]
        .as_array_mut()
        .expect("properties")
        .append(properties);
}

type Outcome<T> = Box<dyn Future<Output = Result<T, Error>> + Send>;

impl WasiHttpHooks for Service {
    fn is_supported_scheme(&mut self, scheme: &Scheme) -> bool {
        *scheme == Scheme::HTTPS
    }

    fn set_host_header(&mut self) -> bool {
        false
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        BODY_PIECE_BYTES
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Outcome<()>,
    ) -> Outcome<(Response<WasiBody>, Outcome<()>)> {
        let service = self.clone();
        Box::new(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let (status, body) = service.respond(&Request::from_parts(head, body));
            let body = if body.is_null() {
                Bytes::new()
            } else {
                Bytes::from(body.to_string())
            };
            let response = Response::builder()
                .status(status)
                .header("content-type", "application/json;odata.metadata=minimal")
                .header("request-id", "9d1a2c3b-4e5f-4a6b-8c7d-0e1f2a3b4c5d")
                .header("date", "Wed, 25 Nov 2026 12:00:00 GMT")
                .body(Full::new(body).map_err(|never| match never {}).boxed_unsync())
                .expect("a well-formed response");
            Ok((response, Box::new(async { Ok(()) }) as Outcome<()>))
        })
    }
}
