//! Failures as problem documents (RFC 9457), as the service and the adapter `http-front` respond with them.

mod of_error;

use serde::Serialize;

use crate::{
    InputError,
    contract::Mail,
    requests::{Message, MimeContent},
    responses::ErrorDetail,
};

/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Bytes of a JSON body. What has to fit into a call's memory is smaller.
pub const JSON_BYTES: u64 = 32 * 1024 * 1024;

/// Wait before a repeat where nobody named a time, in milliseconds.
const RETRY_AFTER_MS: u64 = 5_000;

/// A failure as a problem document (RFC 9457).
///
/// The status never leads a generic client to repeat what must not be repeated: 429 and 503 say that nothing was sent and that a
/// repeat may help, and a send of unknown outcome is 424.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:outlook-connector:problem:` and the kind.
    #[serde(rename = "type")]
    pub type_: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Describes the failure in one or two sentences. It repeats no value of the request.
    pub detail: String,
    /// `bad-input`, `refused` or `service` for a failure of this service, and else the name of the contract's case or of the host's
    /// failure, such as `permanent-unauthorized`, `throttled` or `timed-out`.
    pub kind: String,
    /// Stable code.
    pub code: String,
    /// Whether the mail may have been sent. Then look with `check-outcome` before you send it again.
    pub may_have_been_sent: bool,
    /// Whether a program must not repeat the call on its own.
    pub is_permanent: bool,
    /// How long to wait before a repeat, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The field of the request that is at fault, as a path: `message.to[2].address`.
    pub field: Option<String>,
    /// The reference of the send.
    pub reference: Option<String>,
    /// What the connector knows of the failure: fields at fault, ranked causes, requests.
    pub error: Option<ErrorDetail>,
}

impl Problem {
    /// A permanent failure after which nothing was sent.
    pub fn new(status: u16, kind: &str, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            type_: format!("urn:outlook-connector:problem:{kind}"),
            title: title.to_owned(),
            status,
            detail: detail.into(),
            kind: kind.to_owned(),
            code: code.to_owned(),
            may_have_been_sent: false,
            is_permanent: true,
            retry_after_ms: None,
            field: None,
            reference: None,
            error: None,
        }
    }

    /// The request cannot be understood. Nothing was sent.
    pub fn bad_input(code: &str, detail: impl Into<String>) -> Self {
        Self::new(422, "bad-input", code, "The request cannot be understood", detail)
    }

    /// The body is not JSON.
    pub fn malformed(code: &str, detail: impl Into<String>) -> Self {
        Self {
            status: 400,
            ..Self::bad_input(code, detail)
        }
    }

    /// A field below the field `name` is at fault.
    fn below(name: &str, error: &InputError) -> Self {
        let field = if error.field.is_empty() {
            name.to_owned()
        } else {
            format!("{name}.{}", error.field)
        };
        Self::bad_input("field", format!("`{field}`: {}", error.problem)).at(field)
    }

    /// Names the field that is at fault.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds the reference of the send.
    #[must_use]
    pub fn with_reference(mut self, reference: Option<&str>) -> Self {
        self.reference = reference.map(str::to_owned).or(self.reference);
        self
    }

    /// The request is refused for what it is.
    pub fn refused(status: u16, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(status, "refused", code, title, detail)
    }

    /// There is no such token.
    #[must_use]
    pub fn unauthenticated(detail: &str) -> Self {
        Self::refused(401, "token", "The token is missing or not known", detail)
    }

    /// There is nothing of this name.
    pub fn not_found(code: &str, detail: impl Into<String>) -> Self {
        Self::refused(404, code, "There is nothing of this name", detail)
    }

    /// The route has other methods. `detail` says where they are listed.
    #[must_use]
    pub fn method(detail: &str) -> Self {
        Self::refused(405, "method", "The method is not allowed", detail)
    }

    /// The body has too many bytes.
    #[must_use]
    pub fn too_large(most: u64, what: &str) -> Self {
        let detail = format!("{what} may have {most} bytes at most");
        Self::refused(413, "too-large", "The body is too large", detail)
    }

    /// The body is of another type.
    #[must_use]
    pub fn media_type(wanted: &str) -> Self {
        let detail = format!("send the body as {wanted}, with that Content-Type");
        Self::refused(415, "content-type", "The body is of another type", detail)
    }

    /// The service itself cannot work. Nothing was sent.
    pub fn service(code: &str, detail: impl Into<String>) -> Self {
        Self::new(500, "service", code, "The service cannot work", detail)
    }

    /// Value of the header `Retry-After`, if the status has one: whole seconds, and never less than the time that is known (RFC 9110
    /// §10.2.3).
    #[must_use]
    pub fn retry_after_seconds(&self) -> Option<u64> {
        let seconds = self.retry_after_ms.unwrap_or(RETRY_AFTER_MS).div_ceil(1_000).max(1);
        matches!(self.status, 429 | 503).then_some(seconds)
    }
}

impl From<InputError> for Problem {
    fn from(error: InputError) -> Self {
        if error.field.is_empty() && !error.problem.starts_with("missing field") {
            return Self::malformed("json", error.problem);
        }
        let problem = Self::bad_input("field", error.to_string());
        if error.field.is_empty() {
            problem
        } else {
            problem.at(error.field)
        }
    }
}

/// Returns the mail of a request that has `message` or `mime`.
///
/// # Errors
/// If it has neither or both, or if a file has no content.
pub fn mail(message: Option<Message>, mime: Option<MimeContent>) -> Result<Mail, Problem> {
    match (message, mime) {
        (Some(message), None) => {
            let message = message.convert().map_err(|error| Problem::below("message", &error))?;
            Ok(Mail::Message(message))
        }
        (None, Some(mime)) => {
            let content = mime.convert().map_err(|error| Problem::below("mime", &error))?;
            Ok(Mail::Mime(content))
        }
        _ => Err(Problem::bad_input("mail", "give either `message` or `mime`")),
    }
}
