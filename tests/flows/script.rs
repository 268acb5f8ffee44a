//! A host whose every answer is scripted: requests are compared with what the test expects, in order, and kept.
//!
//! A request that is not expected, or one that never comes, fails the test and says which. Bodies are shown by their size.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use outlook_connector::{
    host::{AttachmentError, AttachmentStore, Clock, Entropy, SecretStore, SecretStoreError, StoredSecret},
    http::{Method, Request, Response, Transport, TransportError, TransportFault},
};

/// Now, unless a test sets the clock: 2026-11-23T00:00:00Z.
pub const NOW: u64 = 1_795_392_000;

/// What an exchange ends with.
pub type Answer = Result<Response, TransportError>;

/// An answer with a body.
pub fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Ok(Response {
        status,
        headers: Vec::new(),
        body: body.into(),
        complete: true,
    })
}

/// The same answer with one more header.
pub fn with_header(answer: Answer, name: &str, value: &str) -> Answer {
    answer.map(|mut response| {
        response.headers.push((name.to_owned(), value.to_owned()));
        response
    })
}

/// A token answer with a token of the test's own.
pub fn token_of(token: &str) -> Answer {
    answer(
        200,
        format!(r#"{{"token_type":"Bearer","expires_in":3599,"access_token":"{token}"}}"#),
    )
}

/// A token with these claims, in the form of a JWT. Its signature is none: nobody checks it here.
pub fn jwt(claims: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.{}",
        encode(r#"{"alg":"none"}"#),
        encode(claims),
        encode("signature")
    )
}

/// A request as it was made.
pub struct Sent {
    pub bearer: Option<String>,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    pub announce_length: bool,
    pub timeout_ms: u64,
}

struct Expected {
    method: Method,
    host: &'static str,
    path: String,
    answer: Answer,
    /// Time that the exchange takes.
    takes_ms: u64,
}

/// How the secret store fails.
#[derive(Default)]
pub struct StoreFaults {
    pub get: Option<SecretStoreError>,
    pub put: Option<SecretStoreError>,
}

/// The host.
pub struct Script {
    expected: RefCell<VecDeque<Expected>>,
    sent: RefCell<Vec<Sent>>,
    unix_seconds: Cell<u64>,
    monotonic_ms: Cell<u64>,
    pub secrets: RefCell<BTreeMap<String, (String, Option<u64>)>>,
    pub faults: RefCell<StoreFaults>,
    /// Content of stored attachments, with the size that the store tells.
    pub attachments: RefCell<BTreeMap<String, (u64, Vec<u8>)>>,
    pub attachment_fault: RefCell<Option<AttachmentError>>,
    /// Reads of attachments: offset and length.
    pub reads: RefCell<Vec<(u64, u32)>>,
    /// Waits, in milliseconds.
    pub sleeps: RefCell<Vec<u64>>,
}

impl Script {
    /// Expects nothing yet, and holds one secret under the name `outlook`.
    pub fn new() -> Self {
        Self {
            expected: RefCell::default(),
            sent: RefCell::default(),
            unix_seconds: Cell::new(NOW),
            monotonic_ms: Cell::new(5_000),
            secrets: RefCell::new(BTreeMap::from([(
                "outlook".to_owned(),
                (crate::SECRET.to_owned(), None),
            )])),
            faults: RefCell::default(),
            attachments: RefCell::default(),
            attachment_fault: RefCell::default(),
            reads: RefCell::default(),
            sleeps: RefCell::default(),
        }
    }

    /// Expects a request and scripts its answer.
    pub fn expect(&self, method: Method, host: &'static str, path: &str, answer: Answer) {
        self.expect_slow(method, host, path, answer, 7);
    }

    /// As [`Self::expect`], for an exchange that takes some time.
    pub fn expect_slow(&self, method: Method, host: &'static str, path: &str, answer: Answer, takes_ms: u64) {
        self.expected.borrow_mut().push_back(Expected {
            method,
            host,
            path: path.to_owned(),
            answer,
            takes_ms,
        });
    }

    pub fn set_now(&self, unix_seconds: u64) {
        self.unix_seconds.set(unix_seconds);
    }

    /// Takes the requests, after making sure that all expected ones came.
    pub fn finish(&self) -> Vec<Sent> {
        self.assert_all_came();
        self.sent.take()
    }

    fn assert_all_came(&self) {
        let missing = self.expected.take();
        let list: Vec<String> = missing
            .iter()
            .map(|e| format!("{:?} {} {}", e.method, e.host, e.path))
            .collect();
        assert!(list.is_empty(), "requests that were expected and never came: {list:#?}");
    }
}

/// For tests that do not look at the requests. A second panic would abort all tests, so that the first one is left alone.
impl Drop for Script {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_all_came();
        }
    }
}

#[test]
#[should_panic(expected = "never came")]
fn an_expected_request_that_never_comes_is_noticed_without_finish() {
    let host = Script::new();
    host.expect(Method::Get, "graph.microsoft.com", "/", answer(200, ""));
}

impl Transport for Script {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let came = format!(
            "{:?} {} {} ({} bytes)",
            request.method,
            request.host,
            request.path,
            request.body.length()
        );
        let nth = self.sent.borrow().len() + 1;
        let Some(expected) = self.expected.borrow_mut().pop_front() else {
            panic!("request {nth} was not expected: {came}");
        };
        assert!(
            (expected.method, expected.host, expected.path.as_str()) == (request.method, request.host, &*request.path),
            "request {nth}: expected {:?} {} {}, came {came}",
            expected.method,
            expected.host,
            expected.path,
        );
        // As a host does that reads while it writes: the request is given up unfinished.
        let body = request
            .body
            .collect(self)
            .map_err(|_| TransportError::before_sending(TransportFault::Source))?;
        self.sent.borrow_mut().push(Sent {
            bearer: request.bearer.as_ref().map(|token| token.reveal().to_owned()),
            headers: request.headers.clone(),
            body,
            announce_length: request.announce_length,
            timeout_ms: request.timeout_ms,
        });
        self.monotonic_ms.set(self.monotonic_ms.get() + expected.takes_ms);
        expected.answer
    }
}

impl Clock for Script {
    fn unix_seconds(&self) -> u64 {
        self.unix_seconds.get()
    }

    fn monotonic_ms(&self) -> u64 {
        self.monotonic_ms.get()
    }

    fn sleep_ms(&self, milliseconds: u64) {
        self.sleeps.borrow_mut().push(milliseconds);
        self.monotonic_ms.set(self.monotonic_ms.get() + milliseconds);
        self.unix_seconds.set(self.unix_seconds.get() + milliseconds / 1000);
    }
}

impl Entropy for Script {
    fn random(&self) -> u64 {
        0x0123_4567_89ab_cdef
    }
}

impl SecretStore for Script {
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError> {
        match &self.faults.borrow().get {
            Some(fault) if !name.starts_with("cache:") => Err(fault.clone()),
            _ => Ok(self.secrets.borrow().get(name).map(|(value, expires_at)| StoredSecret {
                value: value.clone(),
                expires_at: *expires_at,
            })),
        }
    }

    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError> {
        if let Some(fault) = &self.faults.borrow().put {
            return Err(fault.clone());
        }
        self.secrets
            .borrow_mut()
            .insert(name.to_owned(), (secret.value.clone(), secret.expires_at));
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.secrets.borrow_mut().remove(name);
        Ok(())
    }
}

impl AttachmentStore for Script {
    fn size(&self, name: &str) -> Result<u64, AttachmentError> {
        match self.attachment_fault.borrow().clone() {
            Some(fault) => Err(fault),
            None => self
                .attachments
                .borrow()
                .get(name)
                .map(|(size, _)| *size)
                .ok_or(AttachmentError::NotFound),
        }
    }

    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        self.reads.borrow_mut().push((offset, length));
        let attachments = self.attachments.borrow();
        let (_, bytes) = attachments.get(name).ok_or(AttachmentError::NotFound)?;
        let start = usize::try_from(offset).unwrap().min(bytes.len());
        let end = start.saturating_add(usize::try_from(length).unwrap()).min(bytes.len());
        Ok(bytes[start..end].to_vec())
    }
}
