//! The reader: from a text to what it shows.
//!
//! It serves live responses and pastes alike. A live response is a status, headers and a body. A paste may be any of them, or a line of
//! a log, what a library or a console printed, or a sentence of Microsoft's. [`read`] finds the status, the headers, the body and the
//! request in a paste. [`entra_error`] and [`graph_error`] read the body, whichever way it came.

mod attempts;
mod client_fault;
pub mod entra_error;
pub mod graph_error;
mod http_message;
pub mod json_in_text;
mod log_line;
mod origin;
mod request;
mod status;

pub use client_fault::ClientFault;
pub use origin::foreign;
pub use request::{Request, sender};

/// What a text shows of a response and of its request.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The status.
    pub status: Option<u16>,
    /// Whether the text is a response with its status line, or a line of a log.
    pub is_message: bool,
    /// Whether the status stands in the text as a number, and not as words that a person may use too.
    pub status_is_sure: bool,
    /// The headers. Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, or all of the text if no body stands out.
    pub body: String,
    /// `token` or `graph`, if a line of a log names it.
    pub service: Option<String>,
    /// The name of the step, if a line of a log names it.
    pub step: Option<String>,
    /// What the words say about the request.
    pub request: Request,
    /// How many further responses the text holds.
    pub others: usize,
}

/// Reads a text.
pub fn read(text: &str) -> Evidence {
    let text = text.trim_start_matches(INVISIBLE).trim_end();
    let mut evidence = Evidence::default();
    if let Some(message) = http_message::find(text) {
        evidence.is_message = true;
        evidence.status = Some(message.status);
        evidence.status_is_sure = true;
        evidence.headers = message.headers;
        evidence.body = message.body;
    } else if let Some(line) = log_line::find(text.trim()) {
        evidence.is_message = true;
        evidence.status = line.status;
        evidence.status_is_sure = line.status.is_some();
        evidence.headers = line.headers;
        evidence.body = line.body;
        evidence.service = line.service;
        evidence.step = line.step;
        evidence.others = line.others;
    } else {
        text.clone_into(&mut evidence.body);
    }
    // A body of any service is JSON, whose numbers are no status.
    if evidence.status.is_none() && !is_body(&evidence.body) {
        let found = status::find(head(text));
        evidence.status = found.map(|(status, _)| status);
        evidence.status_is_sure = found.is_some_and(|(_, form)| form == status::Form::Number);
    }
    evidence.request = request::find(head(text));
    evidence
}

/// Finds the fault of the client that a text names. A text with an error of the service has none: a response came back.
pub fn fault(text: &str) -> Option<ClientFault> {
    client_fault::find(head(text))
}

/// Finds an attempt before the last one of a text that may have sent the request.
pub fn earlier_fault(text: &str) -> Option<ClientFault> {
    client_fault::find_earlier(head(text))
}

/// Returns whether a proxy refused the tunnel to Microsoft: the status is the proxy's, and nothing of the request was sent.
pub fn is_tunnel_refused(text: &str) -> bool {
    let lower = head(text).to_ascii_lowercase();
    // Another attempt may have passed.
    TUNNEL.iter().any(|words| lower.contains(words)) && is_one_attempt(text)
}

/// Returns whether a text tells of one attempt.
pub fn is_one_attempt(text: &str) -> bool {
    attempts::is_one(head(text))
}

/// Finds the status of another attempt than the one that was read, after which the mail may have been sent, or was.
pub fn doubtful_status(text: &str, read: u16) -> Option<u16> {
    attempts::doubtful_status(head(text), read)
}

/// The words of libraries for a CONNECT that a proxy refused (RFC 9110 §9.3.6): Python, curl, curl before 7.80, Node.
const TUNNEL: [&str; 4] = [
    "tunnel connection failed",
    "connect tunnel failed",
    "from proxy after connect",
    "tunneling socket could not be established",
];

/// Returns whether a line shows anything of a response or of its request.
pub fn recognises(line: &str) -> bool {
    status::find(line).is_some()
        || client_fault::find(line).is_some()
        || request::find(line) != Request::default()
        || entra_error::read(line.as_bytes()).is_known()
        || !graph_error::read(line.as_bytes()).codes.is_empty()
        || super::graph::knows(line)
        || super::entra::knows(line)
}

/// Returns whether a text is the body of an error and nothing else.
fn is_body(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("{\"error\"")
        || text.starts_with("{\n") && text.contains("\"error\"") && !text.contains("\"status")
}

/// The part of a text that is searched for words: every word of the tables is looked for in it. Errors say early what they are.
fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(SEARCHED_BYTES)).unwrap_or(text)
}

/// In bytes. A stack trace of a few frames has 2 to 4 KB.
const SEARCHED_BYTES: usize = 16_384;

/// A byte order mark, and characters without width that editors and chat programs add.
const INVISIBLE: &[char] = &['\u{feff}', '\u{200b}', '\u{200e}', '\u{2060}', ' ', '\t', '\r', '\n'];
