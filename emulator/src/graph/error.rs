//! Graph's errors: codes and texts as documented or recorded. Where only the code is known, the text is ours.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode, header};
use serde_json::json;
use time::OffsetDateTime;
use time::macros::format_description;
use uuid::Uuid;

use crate::response::{self, BytesResponse};
use crate::server::Note;
use crate::world::cloud::Cloud;

/// An error response of Graph.
#[derive(Debug)]
pub(crate) struct GraphError {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// Code of the inner error, for the errors that have a more exact one.
    inner: Option<&'static str>,
    header: Option<(header::HeaderName, String)>,
}

impl GraphError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            inner: None,
            header: None,
        }
    }

    /// A payload that is refused, with its code.
    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn unauthenticated(cloud: Cloud, message: &str) -> Self {
        let mut error = Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message);
        let login = cloud.login_hosts().first().copied().unwrap_or_default();
        let challenge = format!(
            "Bearer realm=\"\", authorization_uri=\"https://{login}/common/oauth2/authorize\", \
             client_id=\"00000003-0000-0000-c000-000000000000\""
        );
        error.header = Some((header::WWW_AUTHENTICATE, challenge));
        error
    }

    /// The token was revoked: a new one must satisfy the claims. The base64 holds the earliest `nbf` that counts.
    pub(super) fn claims_challenge(cloud: Cloud, revoked_at: i64) -> Self {
        let what = "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: \
                    TokenIssuedBeforeRevocationTimestamp";
        let claims = format!(r#"{{"access_token":{{"nbf":{{"essential":true,"value":"{revoked_at}"}}}}}}"#);
        let mut error = Self::unauthenticated(cloud, what);
        if let Some((_, challenge)) = &mut error.header {
            let claims = STANDARD.encode(claims);
            challenge.push_str(&format!(
                ", errorDescription=\"{what}\", error=\"insufficient_claims\", claims=\"{claims}\""
            ));
        }
        error
    }

    pub(super) fn unknown_tenant() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Authorization_IdentityNotFound",
            "The identity of the calling application could not be established.",
        )
    }

    /// Exchange knows no organization of the token's tenant (azure-docs#32957, python-o365#859).
    pub(super) fn tenant_without_exchange(tenant: Uuid) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "OrganizationFromTenantGuidNotFound",
            format!("The tenant for tenant guid '{tenant}' does not exist."),
        )
    }

    pub(super) fn me_needs_a_user() -> Self {
        Self::bad_request(
            "BadRequest",
            "/me request is only valid with delegated authentication flow.",
        )
    }

    pub(super) fn unknown_segment(segment: &str) -> Self {
        Self::bad_request("BadRequest", format!("Resource not found for the segment '{segment}'."))
    }

    pub(super) fn unknown_version(version: &str) -> Self {
        Self::bad_request("BadRequest", format!("Invalid version: {version}"))
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Request_BadRequest",
            "Specified HTTP method is not allowed for the request target.",
        )
    }

    pub(super) fn mailbox_concurrency() -> Self {
        let message = "Application is over its MailboxConcurrency limit.";
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "ApplicationThrottled", message);
        error.header = Some((header::RETRY_AFTER, "1".to_owned()));
        error
    }

    pub(super) fn access_denied() -> Self {
        let message = "Access is denied. Check credentials and try again.";
        Self::new(StatusCode::FORBIDDEN, "ErrorAccessDenied", message)
    }

    pub(super) fn odata_disabled() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "ErrorAccessDenied",
            "Access to OData is disabled.",
        )
    }

    pub(super) fn send_as_denied() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "ErrorSendAsDenied",
            "The user account which was used to submit this request does not have the right to send mail on behalf of the \
             specified sending account. Cannot submit message.",
        )
    }

    pub(super) fn invalid_user(user: &str) -> Self {
        let message = format!("The requested user '{user}' is invalid.");
        Self::new(StatusCode::NOT_FOUND, "ErrorInvalidUser", message)
    }

    pub(super) fn no_such_object(id: &str) -> Self {
        let message =
            format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        Self::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
    }

    pub(super) fn mailbox_not_enabled(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "MailboxNotEnabledForRESTAPI", message)
    }

    pub(super) fn item_not_found() -> Self {
        let message = "The specified object was not found in the store.";
        Self::new(StatusCode::NOT_FOUND, "ErrorItemNotFound", message)
    }

    pub(super) fn malformed_id() -> Self {
        Self::bad_request("ErrorInvalidIdMalformed", "Id is malformed.")
    }

    /// The change key that was given is not the current one.
    pub(super) fn change_key_mismatch() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "ErrorIrresolvableConflict",
            "The send or update operation could not be performed because the change key passed in the request does not match \
             the current change key for the item.",
        )
    }

    /// The item is being submitted, and cannot be changed.
    pub(super) fn in_transit() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "ErrorIrresolvableConflict",
            "The item cannot be changed while it is being submitted.",
        )
    }

    /// Something that the service does and the emulator does not.
    pub(super) fn not_played(what: &str) -> Self {
        let message = format!("The emulator does not play {what}.");
        Self::new(StatusCode::NOT_IMPLEMENTED, "EmulatorNotPlayed", message)
    }

    pub(super) fn missing_content_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "RequestBodyRead",
            "A missing or empty content type header was found when trying to read a message. The content type header is \
             required.",
        )
    }

    pub(super) fn unsupported_content_type(content_type: &str) -> Self {
        let message = format!(
            "A supported MIME type could not be found that matches the content type of the request. '{content_type}' is none \
             of: application/json, text/plain."
        );
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "RequestBodyRead", message)
    }

    /// Recorded: code and text in microsoft-graph-docs-contrib#682, the status with the same text in code of an SDK's user, and 413
    /// in msgraph-sdk-java#52 and pnp/cli-microsoft365#3832.
    pub(super) fn request_too_large() -> Self {
        let message = "The maximum request length supported is 4MB.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "BadRequest", message)
    }

    pub(super) fn message_too_large() -> Self {
        Self::bad_request(
            "ErrorMessageSizeExceeded",
            "The message exceeds the maximum supported size.",
        )
    }

    /// Recorded (motze92/office365-mail#39).
    pub(super) fn message_too_large_to_save() -> Self {
        Self::bad_request(
            "ErrorMessageSizeExceeded",
            "The message exceeds the maximum supported size., Cannot save changes made to an item to store.",
        )
    }

    pub(super) fn attachment_too_large() -> Self {
        let message = "The attachment is larger than the 150 MB that an upload session takes.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "ErrorMessageSizeExceeded", message)
    }

    /// The app has uploaded too much to this mailbox of late.
    pub(super) fn request_rate(retry_after_seconds: i64) -> Self {
        let message = "Application is over its request limit for this mailbox.";
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "ApplicationThrottled", message);
        error.header = Some((header::RETRY_AFTER, retry_after_seconds.to_string()));
        error
    }

    pub(super) fn upload_rate(retry_after_seconds: i64) -> Self {
        let message = "Application is over its upload limit for this mailbox.";
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "ApplicationThrottled", message);
        error.header = Some((header::RETRY_AFTER, retry_after_seconds.to_string()));
        error
    }

    /// A Graph token was sent to an upload URL.
    pub(super) fn invalid_audience_for_resource() -> Self {
        let message = "The audience claim value is invalid for current resource. Audience claim is \
                       'https://graph.microsoft.com', request url is 'https://outlook.office.com/api/gv1.0' and resource \
                       type is 'Attachment'.";
        Self::new(StatusCode::UNAUTHORIZED, "InvalidAudienceForResource", message)
    }

    pub(super) fn upload_unauthenticated() -> Self {
        let message = "The token of the upload URL is missing or wrong.";
        Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    pub(super) fn no_upload_session() -> Self {
        let message = "The upload session was not found: it has expired, was completed or was cancelled.";
        Self::new(StatusCode::NOT_FOUND, "uploadSessionNotFound", message)
    }

    pub(super) fn length_required() -> Self {
        let message = "The Content-Length header is required.";
        Self::new(StatusCode::LENGTH_REQUIRED, "BadRequest", message)
    }

    /// A range that makes no sense by itself.
    pub(super) fn bad_range(message: &str) -> Self {
        Self::bad_request("invalidRange", message)
    }

    /// A range that is not the next one.
    pub(super) fn range_not_satisfiable(inner: Option<&'static str>) -> Self {
        let message = "The byte range is not the one that the session expects next.";
        let mut error = Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "invalidRange", message);
        error.inner = inner;
        error
    }

    pub(super) fn spool_failed(error: &std::io::Error) -> Self {
        let message = format!("The emulator could not write the mail to its spool folder: {error}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "EmulatorSpool", message)
    }

    pub(super) fn response(
        &self,
        request_id: Uuid,
        client_request_id: Option<&str>,
        now: OffsetDateTime,
    ) -> BytesResponse {
        let date = now
            .format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]"))
            .unwrap_or_default();
        let request_id = request_id.to_string();
        let mut body = json!({
            "error": {
                "code": self.code,
                "message": self.message,
                "innerError": {
                    "date": date,
                    "request-id": request_id,
                    "client-request-id": client_request_id.unwrap_or(&request_id),
                },
            },
        });
        if let Some(inner) = self.inner {
            body["error"]["innerError"]["code"] = inner.into();
        }
        let mut response = response::json(self.status, &body);
        if let Some((name, value)) = &self.header
            && let Ok(value) = HeaderValue::from_str(value)
        {
            response.headers_mut().insert(name, value);
        }
        response
            .extensions_mut()
            .insert(Note(format!("{}: {}", self.code, self.message)));
        response
    }
}
