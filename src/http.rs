//! HTTP as the flows see it: one request, one answer, and the question that decides everything after a failure: may the
//! request have been processed?

use crate::{body::Body, secret::AccessToken};

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// Tells whether such a request has a body, were it an empty one.
    #[must_use]
    pub fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

/// A request to one of Microsoft's hosts, always over https.
///
/// `Debug` shows neither path, query, headers nor body: they hold mailbox addresses, tokens and mail.
pub struct Request {
    /// Method.
    pub method: Method,
    /// Host name; one of `cloud`'s.
    pub host: &'static str,
    /// Path and query, percent-encoded.
    pub path: String,
    /// Bearer token, for `Authorization`.
    pub bearer: Option<AccessToken>,
    /// Further headers: lower-case names, values without line breaks.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Body,
    /// Whether the body's length may be announced. Not for a body with a secret in it: an engine that handed out a
    /// placeholder swaps it on the way out, and the length with it.
    pub announce_length: bool,
    /// Longest time that the whole exchange may take, in milliseconds; the call's time limits it further.
    pub timeout_ms: u64,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.host)
            .field("body_len", &self.body.length())
            .finish_non_exhaustive()
    }
}

/// An answer. `Debug` shows status and sizes only.
#[derive(Clone)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Headers: lower-case names.
    pub headers: Vec<(String, String)>,
    /// The body as far as it arrived, at most [`crate::limits::ANSWER_BYTES`].
    pub body: Vec<u8>,
    /// False when the body broke off or was longer than the limit.
    pub complete: bool,
}

impl Response {
    /// Returns the first header of that (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_len", &self.body.len())
            .field("complete", &self.complete)
            .finish_non_exhaustive()
    }
}

/// Why no answer arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportFault {
    /// The host name did not resolve.
    Dns,
    /// The other side refused the connection, or could not be reached.
    Unreachable,
    /// No connection within the time allowed.
    ConnectTimeout,
    /// TLS could not be agreed, or the certificate was not trusted.
    Tls,
    /// The host's own policy forbids this request.
    Denied,
    /// The host cannot carry this request (header, method or size refused).
    Unsupported,
    /// No answer within the time allowed.
    Timeout,
    /// The connection broke.
    Broken,
    /// What arrived was not HTTP.
    NotHttp,
    /// Stored bytes of the request's body could not be read; the request was given up unfinished.
    Source,
    /// Something else.
    Other,
}

/// No answer arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransportError {
    /// What happened.
    pub fault: TransportFault,
    /// True when the request, or part of it, may have reached the service.
    pub may_have_been_sent: bool,
}

impl TransportError {
    /// A failure before the first byte of the request went out.
    #[must_use]
    pub fn before_sending(fault: TransportFault) -> Self {
        Self {
            fault,
            may_have_been_sent: false,
        }
    }

    /// A failure after which nobody can tell what the service did.
    #[must_use]
    pub fn after_sending(fault: TransportFault) -> Self {
        Self {
            fault,
            may_have_been_sent: true,
        }
    }
}
