//! Failures as problem documents (RFC 9457).

mod of_error;

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use outlook_contract_json::{InputError, responses::ErrorDetail, saved::SavedError};
use outlook_host::{ErrorKind, stores::sealed::SealedError};
use serde::Serialize;
use utoipa::ToSchema;

/// A failure as a problem document (RFC 9457).
///
/// The status never leads a generic client to repeat what must not be repeated: 429 and 503 say that nothing was sent and that a
/// repeat may help, and a send of unknown outcome is 424.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    fn new(status: StatusCode, kind: &str, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            type_: format!("urn:outlook-connector:problem:{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
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
    pub(crate) fn bad_input(code: &str, detail: impl Into<String>) -> Self {
        Self::refused_input(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    fn refused_input(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self::new(status, "bad-input", code, "The request cannot be understood", detail)
    }

    /// The body is not JSON.
    pub(crate) fn malformed(code: &str, detail: impl Into<String>) -> Self {
        Self::refused_input(StatusCode::BAD_REQUEST, code, detail)
    }

    /// Names the field that is at fault.
    pub(crate) fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds the reference of the send.
    pub(crate) fn with_reference(mut self, reference: Option<&str>) -> Self {
        self.reference = reference.map(str::to_owned).or(self.reference);
        self
    }

    fn refused(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(status, "refused", code, title, detail)
    }

    /// There is no such token.
    pub(crate) fn unauthenticated() -> Self {
        let detail = "send the tenant's token as `Authorization: Bearer TOKEN`";
        Self::refused(
            StatusCode::UNAUTHORIZED,
            "token",
            "The token is missing or not known",
            detail,
        )
    }

    /// Another site made a browser send the request, or the request reached this service by another name.
    pub(crate) fn foreign(code: &str, detail: &str) -> Self {
        Self::refused(
            StatusCode::FORBIDDEN,
            code,
            "The request is not from the page of this service",
            detail,
        )
    }

    /// There is nothing of this name.
    pub(crate) fn not_found(code: &str, detail: impl Into<String>) -> Self {
        Self::refused(StatusCode::NOT_FOUND, code, "There is nothing of this name", detail)
    }

    /// The route has other methods.
    pub(crate) fn method() -> Self {
        let detail = "this path has other methods; GET /v1/openapi.json lists them";
        Self::refused(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "The method is not allowed",
            detail,
        )
    }

    /// The body has too many bytes.
    pub(crate) fn too_large(most: u64, what: &str) -> Self {
        let detail = format!("{what} may have {most} bytes at most");
        Self::refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The body is too large",
            detail,
        )
    }

    /// The body is of another type.
    pub(crate) fn media_type(wanted: &str) -> Self {
        let detail = format!("send the body as {wanted}, with that Content-Type");
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::refused(status, "content-type", "The body is of another type", detail)
    }

    /// The body does not arrive.
    pub(crate) fn slow_body() -> Self {
        let detail = "the body did not arrive; nothing was sent";
        Self::refused(
            StatusCode::REQUEST_TIMEOUT,
            "slow-body",
            "The body did not arrive in time",
            detail,
        )
    }

    /// The tenant has too many bytes under way.
    pub(crate) fn too_much_under_way() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "bytes-under-way",
            "Too much at once",
            "the tenant has too many bytes of mail under way; nothing was sent, send again in a moment",
        );
        problem.is_permanent = false;
        problem.retry_after_ms = Some(1_000);
        problem
    }

    /// The tenant has too many calls under way.
    pub(crate) fn too_many_calls(most: usize) -> Self {
        let detail = format!("the tenant has {most} calls under way; nothing was sent, send again in a moment");
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "busy",
            "calls-under-way",
            "Too many calls at once",
            detail,
        );
        problem.is_permanent = false;
        problem.retry_after_ms = Some(1_000);
        problem
    }

    /// The task of a call that sends nothing broke off: a defect.
    pub(crate) fn lost_call() -> Self {
        Self::service("panic", "the service met a defect; nothing was sent")
    }

    /// The task of a send broke off: a defect. Nothing is known of the mail.
    pub(crate) fn lost_send() -> Self {
        let mut problem = Self::new(
            StatusCode::FAILED_DEPENDENCY,
            ErrorKind::OutcomeUnknown.as_str(),
            "panic",
            "The mail may have been sent",
            "the service met a defect. The mail may have been sent",
        );
        problem.may_have_been_sent = true;
        problem
    }

    /// The service itself cannot work. Nothing was sent.
    pub(crate) fn service(code: &str, detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "service",
            code,
            "The service cannot work",
            detail,
        )
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

impl From<SavedError> for Problem {
    fn from(error: SavedError) -> Self {
        match error {
            SavedError::Name => Self::bad_input("connection-name", error.to_string()),
            SavedError::Unknown { .. } => Self::not_found("connection-unknown", error.to_string()),
            // Paths of this machine are for its log.
            SavedError::Broken { .. } => {
                tracing::error!(target: "outlook_service", %error, "a saved connection is broken");
                Self::service(
                    "connection-file",
                    "the file of this connection is broken; save the connection again",
                )
            }
            SavedError::Exists { .. } | SavedError::Io { .. } => {
                tracing::error!(target: "outlook_service", %error, "the folder of connections cannot be used");
                Self::service(
                    "connection-file",
                    "the folder of connections cannot be used; the log says why",
                )
            }
        }
    }
}

impl From<SealedError> for Problem {
    fn from(error: SealedError) -> Self {
        // Paths of this machine are for its log.
        tracing::error!(target: "outlook_service", %error, "the secret store cannot be used");
        Self::service("secret-store", "the secret store cannot be used; the log says why")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            // Whole seconds, and never less than the time that is known (RFC 9110 §10.2.3).
            let seconds = self.retry_after_ms.unwrap_or(RETRY_AFTER_MS).div_ceil(1_000).max(1);
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Wait before a repeat where nobody named a time, in milliseconds.
const RETRY_AFTER_MS: u64 = 5_000;
