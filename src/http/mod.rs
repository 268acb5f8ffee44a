//! HTTP as the flows see it: one request, one response, and the question that decides everything after a failure: may the
//! request have been processed?

pub mod body;
pub(crate) mod retry_after;
mod wasi_error;

use crate::secret::AccessToken;
use body::Body;

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
    /// Returns the method as it stands in a request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Returns whether a request with this method has a body. The body may be empty.
    #[must_use]
    pub fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

/// What a request may have done when its response is lost. It decides whether the request may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The request sends a mail.
    SendsMail,
    /// The request creates a draft or an attachment. A repeat would create a second one, but the mailbox shows the first.
    Creates,
    /// A repeat does no harm (RFC 9110 §9.2.2).
    Idempotent,
}

/// A request to one of Microsoft's hosts. The scheme is always https.
///
/// `Debug` shows neither path, query, headers nor body: they hold mailbox addresses, tokens and mail.
pub struct Request {
    /// Method.
    pub method: Method,
    /// Host name. Always one of the hosts that `cloud` lists.
    pub host: &'static str,
    /// Path and query, percent-encoded.
    pub path: String,
    /// Bearer token for the `Authorization` header.
    pub bearer: Option<AccessToken>,
    /// Other headers. Names are in lower case; values have no line breaks.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Body,
    /// Whether to send `Content-Length`. It is false for a body that holds a secret: an engine that handed out a placeholder
    /// replaces it on the way out, and so changes the length.
    pub announce_length: bool,
    /// Longest time for the request and its response, in milliseconds. The call sets it when it sends the request.
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

/// A response. `Debug` shows the status and sizes only.
#[derive(Clone)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Headers. Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The part of the body that arrived, at most [`crate::limits::RESPONSE_BYTES`] bytes.
    pub body: Vec<u8>,
    /// False when the body broke off or was longer than the limit.
    pub complete: bool,
}

impl Response {
    /// Returns the first header with this name. `name` is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns whether the head says that the body is empty (RFC 9110 §6.4.1 and §8.6). False means not known.
    #[must_use]
    pub fn has_empty_body(&self) -> bool {
        matches!(self.status, 204 | 304) || self.header("content-length") == Some("0")
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

/// Sends one HTTP request.
pub trait Transport {
    /// Sends a request and returns the response, whatever its status is.
    ///
    /// # Errors
    /// [`TransportError`] if no usable response arrived. It says whether any part of the request may have been sent.
    fn send(&self, request: &Request) -> Result<Response, TransportError>;
}

/// Why no response arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportFault {
    /// The host name did not resolve.
    Dns,
    /// The server refused the connection or could not be reached.
    Unreachable,
    /// No connection was made within the time allowed.
    ConnectTimeout,
    /// The TLS handshake failed, or the certificate was not trusted.
    Tls,
    /// The policy of the host engine forbids this request.
    Denied,
    /// The host engine cannot send this request: it refused a header, the method or the size.
    Unsupported,
    /// No response arrived within the time allowed.
    Timeout,
    /// The connection broke.
    Broken,
    /// The bytes that arrived were not HTTP.
    NotHttp,
    /// Stored bytes of the request's body could not be read, so the request was abandoned before its end.
    Source,
    /// Another fault.
    Other,
}

/// No response arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransportError {
    /// What went wrong.
    pub fault: TransportFault,
    /// True if the request, or a part of it, may have reached the service.
    pub may_have_been_sent: bool,
}

impl TransportError {
    /// Creates an error that happened before the first byte of the request was sent.
    #[must_use]
    pub fn before_sending(fault: TransportFault) -> Self {
        Self {
            fault,
            may_have_been_sent: false,
        }
    }

    /// Creates an error after which it is not known what the service did.
    #[must_use]
    pub fn after_sending(fault: TransportFault) -> Self {
        Self {
            fault,
            may_have_been_sent: true,
        }
    }
}
