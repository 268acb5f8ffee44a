//! A service that answers as Graph and Entra do, as long as the bytes of the fuzzer let it. They decide, request by request, whether the
//! response is right, changed, cut, lost, or made of their own bytes.

use std::cell::{Cell, RefCell};

use arbitrary::Unstructured;
use outlook_connector::{
    host::Clock,
    http::{Method, Request, Response, TransportError, TransportFault},
};
use serde_json::{Value, json};

use crate::test_host::{Files, Network, Random, TestHost};

pub const SECRET: &str = "abc8Q~marker.of-a_secret-0123456789.xyz~";
pub const TOKEN: &str = "eyJmarker.eyJ0b2tlbi1tYXJrZXI.c2lnbmF0dXJl-marker";
pub const UPLOAD_TOKEN: &str = "upload-marker-0123456789abcdef";
/// 2026-11-26T00:00:00Z.
pub const NOW: u64 = 1_795_651_200;

/// What the fuzzer's bytes may repeat of the request, by short names: a fuzzer does not guess forty characters.
const ECHOES: [(&str, &str); 3] = [("@S@", SECRET), ("@T@", TOKEN), ("@U@", UPLOAD_TOKEN)];

const STATUSES: [u16; 24] = [
    200, 201, 202, 204, 206, 301, 304, 400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 416, 429, 500, 502, 503, 504,
    599,
];

const HEADERS: [&str; 8] = [
    "date",
    "retry-after",
    "request-id",
    "x-ms-request-id",
    "x-ms-ags-diagnostic",
    "www-authenticate",
    "content-type",
    "content-length",
];

/// A request as it came.
pub struct Came {
    pub method: Method,
    pub path: String,
    pub body: Vec<u8>,
    /// Status that the connector saw, if any.
    pub status: Option<u16>,
}

impl Came {
    /// Whether it asks to send a mail of the caller, and not the one that cannot exist.
    pub fn sends(&self) -> bool {
        self.method == Method::Post
            && (self.path.ends_with("/sendMail") || (self.path.ends_with("/send") && self.path.contains("/d1/")))
    }
}

/// The service.
pub struct Service<'d> {
    bytes: RefCell<Unstructured<'d>>,
    /// Whether token requests are answered well.
    good_token: bool,
    milliseconds: Cell<u64>,
    came: RefCell<Vec<Came>>,
    properties: RefCell<Vec<Value>>,
    version: Cell<u64>,
    attachments: Cell<usize>,
    is_sent: Cell<bool>,
    has_session: Cell<bool>,
}

/// A host with this service.
pub type Host<'d> = TestHost<Service<'d>>;

/// Makes a host. `good_token` keeps token requests out of the fuzzer's hands, so that it does not stop there.
pub fn host<'d>(bytes: Unstructured<'d>, good_token: bool) -> Host<'d> {
    let service = Service {
        bytes: RefCell::new(bytes),
        good_token,
        milliseconds: Cell::new(0),
        came: RefCell::default(),
        properties: RefCell::default(),
        version: Cell::new(1),
        attachments: Cell::new(0),
        is_sent: Cell::new(false),
        has_session: Cell::new(false),
    };
    let host = TestHost::over(service, Random::seeded(1));
    host.secrets.set("outlook", SECRET);
    host
}

impl Service<'_> {
    /// The secrets that the connector has.
    pub fn secrets(&self) -> &'static [&'static str] {
        match self.has_session.get() {
            true => &[SECRET, TOKEN, UPLOAD_TOKEN],
            false => &[SECRET, TOKEN],
        }
    }

    /// The requests so far.
    pub fn came(&self) -> std::cell::Ref<'_, Vec<Came>> {
        self.came.borrow()
    }

    /// A byte of the fuzzer, or 0 after its end.
    fn byte(&self) -> u8 {
        self.bytes.borrow_mut().arbitrary().unwrap_or(0)
    }

    fn text(&self) -> Vec<u8> {
        let mut bytes = self.bytes.borrow_mut();
        let length = usize::from(bytes.arbitrary::<u16>().unwrap_or(0)).min(bytes.len());
        let taken = bytes.bytes(length).unwrap_or_default();
        let mut text = String::from_utf8_lossy(taken).into_owned();
        if text.as_bytes() == taken {
            // A token of a session that was not handed out yet is no secret.
            for (short, long) in ECHOES
                .into_iter()
                .filter(|(short, _)| *short != "@U@" || self.has_session.get())
            {
                text = text.replace(short, long);
            }
            // A fuzzer finds the constants of what it runs.
            if !self.has_session.get() {
                text = text.replace(UPLOAD_TOKEN, "");
            }
            return text.into_bytes();
        }
        taken.to_vec()
    }

    fn headers(&self) -> Vec<(String, String)> {
        (0..self.byte() % 6)
            .map(|_| {
                let name = HEADERS[usize::from(self.byte()) % HEADERS.len()].to_owned();
                (name, String::from_utf8_lossy(&self.text()).into_owned())
            })
            .collect()
    }

    fn answer(&self, request: &Request, body: &[u8]) -> Result<Response, TransportError> {
        let what = self.byte();
        if what < 100 || (self.good_token && request.path.ends_with("/token")) {
            return Ok(self.right(request, body));
        }
        let lost = |after| {
            let fault = [
                TransportFault::Dns,
                TransportFault::Tls,
                TransportFault::Timeout,
                TransportFault::Broken,
                TransportFault::NotHttp,
                TransportFault::Denied,
            ][usize::from(self.byte()) % 6];
            match after {
                true => TransportError::after_sending(fault),
                false => TransportError::before_sending(fault),
            }
        };
        match what {
            // Right, with a few bytes changed.
            100..140 => {
                let mut response = self.right(request, body);
                for _ in 0..=(what % 4) {
                    let (at, value) = (usize::from(self.byte()) * 7, self.byte());
                    if let Some(length) = Some(response.body.len()).filter(|length| *length > 0) {
                        response.body[at % length] = value;
                    }
                }
                Ok(response)
            }
            140..160 => {
                let mut response = self.right(request, body);
                response.status = STATUSES[usize::from(self.byte()) % STATUSES.len()];
                response.headers.extend(self.headers());
                Ok(response)
            }
            160..168 => Err(lost(false)),
            168..172 => Err(lost(true)),
            172..180 => {
                self.right(request, body);
                Err(lost(true))
            }
            180..200 => {
                let mut response = self.right(request, body);
                response
                    .body
                    .truncate(usize::from(self.byte()) % (response.body.len() + 1));
                response.complete = what.is_multiple_of(2);
                Ok(response)
            }
            _ => Ok(Response {
                status: STATUSES[usize::from(self.byte()) % STATUSES.len()],
                headers: self.headers(),
                body: self.text(),
                complete: !what.is_multiple_of(8),
            }),
        }
    }

    /// What the real service answers.
    fn right(&self, request: &Request, body: &[u8]) -> Response {
        let path = request.path.split('?').next().unwrap_or_default();
        let ends = |end: &str| path.ends_with(end);
        let (status, answer) = match request.method {
            Method::Post if ends("/token") => (
                200,
                json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": TOKEN }),
            ),
            Method::Post if ends("/sendMail") => (202, Value::Null),
            Method::Post if ends("/createUploadSession") => {
                self.has_session.set(true);
                let url = format!("https://outlook.office.com/session?authtoken={UPLOAD_TOKEN}");
                (201, json!({ "uploadUrl": url, "nextExpectedRanges": ["0-"] }))
            }
            Method::Post if ends("/attachments") => {
                self.attachments.set(self.attachments.get() + 1);
                (201, json!({ "id": "a1" }))
            }
            Method::Post if ends("/d1/send") => {
                self.is_sent.set(true);
                (202, Value::Null)
            }
            Method::Post if ends("/send") => (404, json!({ "error": { "code": "ErrorItemNotFound", "message": "m" } })),
            Method::Post => {
                self.note_properties(body);
                (201, self.message())
            }
            Method::Patch => {
                self.note_properties(body);
                self.version.set(self.version.get() + 1);
                (200, self.message())
            }
            Method::Delete => (204, Value::Null),
            Method::Put => self.chunk(request),
            Method::Get if path.contains("/mailFolders/") => (200, json!({ "id": path.rsplit('/').next() })),
            Method::Get if ends("/attachments") => (
                200,
                json!({ "value": vec![json!({ "id": "a" }); self.attachments.get()] }),
            ),
            Method::Get if ends("/messages") => (200, json!({ "value": [self.message()] })),
            Method::Get => (200, self.message()),
        };
        Response {
            status,
            headers: vec![
                ("date".to_owned(), "Thu, 26 Nov 2026 00:00:00 GMT".to_owned()),
                (
                    "request-id".to_owned(),
                    "7d3b1b52-0000-4000-8000-00000000a001".to_owned(),
                ),
            ],
            body: match answer {
                Value::Null => Vec::new(),
                answer => answer.to_string().into_bytes(),
            },
            complete: true,
        }
    }

    fn chunk(&self, request: &Request) -> (u16, Value) {
        let mut headers = request.headers.iter();
        let range = headers
            .find(|(name, _)| *name == "content-range")
            .map(|(_, value)| value.as_str());
        let (last, total) = range
            .and_then(|range| range.rsplit_once('-')?.1.split_once('/'))
            .expect("a chunk has a range");
        let next = last.parse::<u64>().expect("a number") + 1;
        if next == total.parse::<u64>().expect("a number") {
            self.attachments.set(self.attachments.get() + 1);
            return (201, Value::Null);
        }
        (200, json!({ "nextExpectedRanges": [format!("{next}-")] }))
    }

    fn note_properties(&self, body: &[u8]) {
        let Ok(json) = serde_json::from_slice::<Value>(body) else {
            return;
        };
        let given = json["singleValueExtendedProperties"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let mut properties = self.properties.borrow_mut();
        properties.retain(|own| given.iter().all(|new| new["id"] != own["id"]));
        properties.extend(given);
    }

    fn message(&self) -> Value {
        json!({
            "@odata.etag": format!("W/\"{}\"", self.version.get()),
            "id": "d1",
            "isDraft": !self.is_sent.get(),
            "parentFolderId": if self.is_sent.get() { "sentitems" } else { "drafts" },
            "sentDateTime": "2026-11-26T00:00:01Z",
            "internetMessageId": "<d1@contoso.com>",
            "singleValueExtendedProperties": *self.properties.borrow(),
        })
    }
}

impl Network for Service<'_> {
    fn send(&self, request: &Request, files: &Files) -> Result<Response, TransportError> {
        let body = files.body_of(request)?;
        self.sleep_ms(7);
        let answer = self.answer(request, &body);
        let mut came = self.came.borrow_mut();
        came.push(Came {
            method: request.method,
            path: request.path.clone(),
            body: if request.method == Method::Put {
                Vec::new()
            } else {
                body
            },
            status: answer.as_ref().ok().map(|response| response.status),
        });
        assert!(came.len() < 1_000, "a call makes no end of requests");
        answer
    }
}

impl Clock for Service<'_> {
    fn unix_seconds(&self) -> u64 {
        NOW + self.milliseconds.get() / 1_000
    }

    fn monotonic_ms(&self) -> u64 {
        self.milliseconds.get()
    }

    fn sleep_ms(&self, milliseconds: u64) {
        self.milliseconds.set(self.milliseconds.get() + milliseconds);
    }
}
