//! A host whose every answer is scripted: requests are compared with what the test expects, in order, and kept.
//!
//! A request that is not expected, or one that never comes, fails the test and says which. Bodies are shown by their size.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use outlook_connector::{
    host::Clock,
    http::{Method, Request, Response, TransportError},
};

use crate::test_host::{Files, Network, Random, TestHost};

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

impl Sent {
    /// Returns a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }
}

struct Expected {
    method: Method,
    host: &'static str,
    path: String,
    answer: Answer,
    /// Time that the exchange takes.
    takes_ms: u64,
}

/// Answers each request as the test scripted it.
pub struct ScriptedNetwork {
    expected: RefCell<VecDeque<Expected>>,
    sent: RefCell<Vec<Sent>>,
    unix_seconds: Cell<u64>,
    monotonic_ms: Cell<u64>,
    /// Waits, in milliseconds.
    sleeps: RefCell<Vec<u64>>,
}

/// A host with a script.
pub type Script = TestHost<ScriptedNetwork>;

impl Script {
    /// Expects nothing yet, and holds one secret under the name `outlook`.
    pub fn new() -> Self {
        let network = ScriptedNetwork {
            expected: RefCell::default(),
            sent: RefCell::default(),
            unix_seconds: Cell::new(NOW),
            monotonic_ms: Cell::new(5_000),
            sleeps: RefCell::default(),
        };
        let host = Self::over(network, Random::Constant(0x0123_4567_89ab_cdef));
        host.secrets.set("outlook", crate::SECRET);
        host
    }

    /// Expects a request and scripts its answer.
    pub fn expect(&self, method: Method, host: &'static str, path: &str, answer: Answer) {
        self.expect_slow(method, host, path, answer, 7);
    }

    /// As [`Self::expect`], for a request that takes some time.
    pub fn expect_slow(&self, method: Method, host: &'static str, path: &str, answer: Answer, takes_ms: u64) {
        self.network.expected.borrow_mut().push_back(Expected {
            method,
            host,
            path: path.to_owned(),
            answer,
            takes_ms,
        });
    }

    pub fn set_now(&self, unix_seconds: u64) {
        self.network.unix_seconds.set(unix_seconds);
    }

    /// Returns the waits so far, in milliseconds, and forgets them.
    pub fn take_sleeps(&self) -> Vec<u64> {
        self.network.sleeps.take()
    }

    /// Returns how many expected requests did not come, and forgets them.
    pub fn take_expected(&self) -> usize {
        self.network.expected.take().len()
    }

    /// Takes the requests, after making sure that all expected ones came.
    pub fn finish(&self) -> Vec<Sent> {
        self.network.assert_all_came();
        self.network.sent.take()
    }
}

impl ScriptedNetwork {
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
impl Drop for ScriptedNetwork {
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

impl Network for ScriptedNetwork {
    fn send(&self, request: &Request, files: &Files) -> Result<Response, TransportError> {
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
        let body = files.body_of(request)?;
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

impl Clock for ScriptedNetwork {
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
