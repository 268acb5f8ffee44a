//! Failures as problem documents (RFC 9457).

mod document;

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use outlook_contract_json::{
    InputError,
    problem::{MEDIA_TYPE, Problem as Document},
    saved::SavedError,
};
use outlook_host::{Error, ErrorKind, stores::sealed::SealedError};

pub use document::Problem;

/// Where the methods of a path are listed.
const METHODS: &str = "this path has other methods; GET /v1/openapi.json lists them";

impl Problem {
    /// The request cannot be understood. Nothing was sent.
    pub(crate) fn bad_input(code: &str, detail: impl Into<String>) -> Self {
        Document::bad_input(code, detail).into()
    }

    /// The body is not JSON.
    pub(crate) fn malformed(code: &str, detail: impl Into<String>) -> Self {
        Document::malformed(code, detail).into()
    }

    /// Names the field that is at fault.
    pub(crate) fn at(self, field: impl Into<String>) -> Self {
        self.0.at(field).into()
    }

    /// Adds the reference of the send.
    pub(crate) fn with_reference(self, reference: Option<&str>) -> Self {
        self.0.with_reference(reference).into()
    }

    /// There is no such token.
    pub(crate) fn unauthenticated() -> Self {
        Document::unauthenticated("send the tenant's token as `Authorization: Bearer TOKEN`").into()
    }

    /// Another site made a browser send the request, or the request reached this service by another name.
    pub(crate) fn foreign(code: &str, detail: &str) -> Self {
        Document::refused(403, code, "The request is not from the page of this service", detail).into()
    }

    /// There is nothing of this name.
    pub(crate) fn not_found(code: &str, detail: impl Into<String>) -> Self {
        Document::not_found(code, detail).into()
    }

    /// The route has other methods.
    pub(crate) fn method() -> Self {
        Document::method(METHODS).into()
    }

    /// The body has too many bytes.
    pub(crate) fn too_large(most: u64, what: &str) -> Self {
        Document::too_large(most, what).into()
    }

    /// The body is of another type.
    pub(crate) fn media_type(wanted: &str) -> Self {
        Document::media_type(wanted).into()
    }

    /// The body does not arrive.
    pub(crate) fn slow_body() -> Self {
        let detail = "the body did not arrive; nothing was sent";
        Document::refused(408, "slow-body", "The body did not arrive in time", detail).into()
    }

    /// The tenant has too many bytes under way.
    pub(crate) fn too_much_under_way() -> Self {
        let detail = "the tenant has too many bytes of mail under way; nothing was sent, send again in a moment";
        Self::busy(503, "bytes-under-way", "Too much at once", detail)
    }

    /// The tenant has too many calls under way.
    pub(crate) fn too_many_calls(most: usize) -> Self {
        let detail = format!("the tenant has {most} calls under way; nothing was sent, send again in a moment");
        Self::busy(429, "calls-under-way", "Too many calls at once", detail)
    }

    fn busy(status: u16, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Document {
            is_permanent: false,
            retry_after_ms: Some(1_000),
            ..Document::new(status, "busy", code, title, detail)
        })
    }

    /// The task of a call that sends nothing broke off: a defect.
    pub(crate) fn lost_call() -> Self {
        Self::service("panic", "the service met a defect; nothing was sent")
    }

    /// The task of a send broke off: a defect. Nothing is known of the mail.
    pub(crate) fn lost_send() -> Self {
        let kind = ErrorKind::OutcomeUnknown.as_str();
        let detail = "the service met a defect. The mail may have been sent";
        Self(Document {
            may_have_been_sent: true,
            ..Document::new(424, kind, "panic", "The mail may have been sent", detail)
        })
    }

    /// The service itself cannot work. Nothing was sent.
    pub(crate) fn service(code: &str, detail: impl Into<String>) -> Self {
        Document::service(code, detail).into()
    }
}

impl From<Document> for Problem {
    fn from(document: Document) -> Self {
        Self(document)
    }
}

impl From<InputError> for Problem {
    fn from(error: InputError) -> Self {
        Document::from(error).into()
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Document::from(error).into()
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
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_seconds() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
