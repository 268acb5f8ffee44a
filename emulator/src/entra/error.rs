//! Entra's errors: codes and texts as recorded from the service, in the layout that it has used since 2024 (ids on one line).

use http::{HeaderValue, StatusCode};
use serde_json::json;
use time::OffsetDateTime;
use time::macros::format_description;
use uuid::Uuid;

use crate::response::{self, BytesResponse};
use crate::server::Note;
use crate::world::Tenant;
use crate::world::application::Application;

/// A response of the token endpoint other than a token.
pub(super) struct EntraError {
    status: StatusCode,
    error: &'static str,
    code: u32,
    text: String,
    retry_after: Option<u32>,
    /// What a token would have to satisfy, as JSON.
    claims: Option<String>,
}

impl EntraError {
    fn new(status: StatusCode, error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self {
            status,
            error,
            code,
            text: text.into(),
            retry_after: None,
            claims: None,
        }
    }

    fn invalid_request(code: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", code, text)
    }

    fn invalid_client(code: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", code, text)
    }

    pub(super) fn not_played(path: &str) -> Self {
        let text = format!("The emulator plays POST /<tenant>/oauth2/v2.0/token only; '{path}' was asked for.");
        Self::new(StatusCode::NOT_FOUND, "invalid_request", 900_144, text)
    }

    pub(super) fn only_post(method: &str) -> Self {
        Self::invalid_request(
            900_561,
            format!("The endpoint only accepts POST requests. Received a {method} request."),
        )
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::invalid_request(
            900_144,
            format!("The request body must contain the following parameter: '{parameter}'."),
        )
    }

    pub(super) fn unsupported_grant(grant: &str) -> Self {
        let text = format!("The app requested an unsupported grant type '{grant}'.");
        Self::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", 70_003, text)
    }

    pub(super) fn not_over_common() -> Self {
        Self::invalid_request(
            9_001_023,
            "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or \
             tenant-specific endpoint.",
        )
    }

    pub(super) fn no_tenant() -> Self {
        Self::invalid_request(
            50_059,
            "No tenant-identifying information found in either the request or implied by any provided credentials.",
        )
    }

    pub(super) fn malformed_tenant(tenant: &str) -> Self {
        let text =
            format!("Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.");
        Self::invalid_request(900_023, text)
    }

    pub(super) fn empty_tenant_id(tenant: &str) -> Self {
        let text = format!(
            "Requested tenant identifier '{tenant}' is not valid. Tenant identifiers may not be an empty GUID."
        );
        Self::invalid_request(900_021, text)
    }

    pub(super) fn unknown_tenant(tenant: &str) -> Self {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct \
             cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the \
             tenant."
        );
        Self::invalid_request(90_002, text)
    }

    pub(super) fn other_cloud() -> Self {
        Self::invalid_request(900_382, "Confidential Client is not supported in Cross Cloud request.")
    }

    pub(super) fn unknown_app(client_id: &str, tenant: &Tenant) -> Self {
        let directory = tenant.domains.first().cloned().unwrap_or_else(|| tenant.id.to_string());
        let text = format!(
            "Application with identifier '{client_id}' was not found in the directory '{directory}'. This can happen if the \
             application has not been installed by the administrator of the tenant or consented to by any user in the tenant. \
             You may have sent your authentication request to the wrong tenant."
        );
        Self::new(StatusCode::BAD_REQUEST, "unauthorized_client", 700_016, text)
    }

    pub(super) fn no_service_principal(app: &Application, tenant: &Tenant) -> Self {
        let text = format!(
            "The client application {} is missing service principal in the tenant {}. See instructions here: \
             https://go.microsoft.com/fwlink/?linkid=2225119",
            app.client_id, tenant.id
        );
        Self::invalid_client(7_000_229, text)
    }

    pub(super) fn disabled(app: &Application) -> Self {
        let text = format!("Application '{}'({}) is disabled.", app.client_id, app.display_name);
        Self::new(StatusCode::BAD_REQUEST, "unauthorized_client", 7_000_112, text)
    }

    pub(super) fn bad_scope(scope: &str) -> Self {
        let text =
            format!("The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.");
        Self::new(StatusCode::BAD_REQUEST, "invalid_scope", 70_011, text)
    }

    pub(super) fn scope_without_default(scope: &str) -> Self {
        let text = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default \
             suffixed to the resource identifier (application ID URI)."
        );
        Self::new(StatusCode::BAD_REQUEST, "invalid_scope", 1_002_012, text)
    }

    pub(super) fn unknown_resource(resource: &str, tenant: &Tenant) -> Self {
        let name = tenant.domains.first().cloned().unwrap_or_else(|| tenant.id.to_string());
        let text = format!(
            "The resource principal named {resource} was not found in the tenant named {name}. This can happen if the \
             application has not been installed by the administrator of the tenant or consented to by any user in the tenant. \
             You might have sent your authentication request to the wrong tenant."
        );
        Self::new(StatusCode::BAD_REQUEST, "invalid_resource", 500_011, text)
    }

    pub(super) fn no_credential() -> Self {
        Self::invalid_client(
            7_000_216,
            "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
        )
    }

    pub(super) fn empty_credential() -> Self {
        Self::invalid_client(
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        )
    }

    pub(super) fn public_client() -> Self {
        Self::invalid_client(
            700_025,
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        )
    }

    pub(super) fn wrong_secret(app: &Application) -> Self {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the \
             client secret ID, for a secret added to app '{}'.",
            app.client_id
        );
        Self::invalid_client(7_000_215, text)
    }

    pub(super) fn expired_secret(app: &Application) -> Self {
        let text = format!(
            "The provided client secret keys for app '{}' are expired. Visit the Azure portal to create new keys for your app: \
             https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: \
             https://aka.ms/certCreds.",
            app.client_id
        );
        Self::invalid_client(7_000_222, text)
    }

    pub(super) fn malformed_assertion() -> Self {
        Self::invalid_client(50_027, "JWT token is invalid or malformed.")
    }

    pub(super) fn no_thumbprint() -> Self {
        Self::invalid_client(
            50_027,
            "Invalid JWT token. No certificate thumbprint specified in token header.",
        )
    }

    pub(super) fn other_assertion_type() -> Self {
        Self::invalid_request(
            90_023,
            "Invalid STS request. The provided value for 'client_assertion_type' is not valid.",
        )
    }

    pub(super) fn ps256_not_supported() -> Self {
        Self::invalid_client(
            5_002_730,
            "Invalid JWT token. Unsupported algorithm specified in token header.",
        )
    }

    pub(super) fn subject_is_not_issuer() -> Self {
        Self::invalid_client(50_048, "Subject must match Issuer claim in the client assertion.")
    }

    pub(super) fn assertion_audience() -> Self {
        Self::invalid_client(
            700_023,
            "Client assertion audience claim does not match Realm issuer. Review the documentation at \
             https://learn.microsoft.com/entra/identity-platform/certificate-credentials .",
        )
    }

    pub(super) fn assertion_key_not_found(app: &Application, thumbprint: &str) -> Self {
        Self::assertion_key(app, thumbprint, "The key was not found.")
    }

    pub(super) fn assertion_key_expired(app: &Application, thumbprint: &str) -> Self {
        Self::assertion_key(app, thumbprint, "The key used is expired.")
    }

    pub(super) fn assertion_signature(app: &Application, thumbprint: &str) -> Self {
        Self::assertion_key(
            app,
            thumbprint,
            "The key was found, but use of the key to verify the signature failed.",
        )
    }

    fn assertion_key(app: &Application, thumbprint: &str, reason: &str) -> Self {
        let text = format!(
            "Client assertion contains an invalid signature. [Reason - {reason}, Thumbprint of key used by client: \
             '{thumbprint}', Please visit 'https://developer.microsoft.com/en-us/graph/graph-explorer' and query for \
             'https://graph.microsoft.com/beta/applications/{}' to see configured keys]",
            app.client_id
        );
        Self::invalid_client(700_027, text)
    }

    pub(super) fn assertion_time(now: OffsetDateTime, from: i64, until: i64) -> Self {
        let moment = |at: OffsetDateTime| {
            at.format(format_description!(
                "[year]-[month]-[day]T[hour]:[minute]:[second].0000000Z"
            ))
            .unwrap_or_default()
        };
        let at =
            |seconds: i64| moment(OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH));
        let text = format!(
            "Client assertion is not within its valid time range. Current time: {}, assertion valid from {}, expiry time of \
             assertion {}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .",
            moment(now),
            at(from),
            at(until)
        );
        Self::invalid_client(700_024, text)
    }

    /// `claim` is `issuer`, `audience` or `subject`.
    pub(super) fn no_federated_match(claim: &str, value: &str) -> Self {
        let code = match claim {
            "issuer" => 700_211,
            "audience" => 700_212,
            _ => 700_213,
        };
        let text = format!(
            "No matching federated identity record found for presented assertion {claim} '{value}'. Check your federated \
             identity credential Subject, Audience and Issuer against the presented assertion. \
             https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
        );
        Self::invalid_client(code, text)
    }

    pub(super) fn federated_subject_in_other_case(subject: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion subject '{subject}'. The subject matches with \
             case-insensitive comparison, but not with case-sensitive comparison. Check your federated identity credential \
             Subject, Audience and Issuer against the presented assertion."
        );
        Self::invalid_client(7_002_138, text)
    }

    pub(super) fn assertion_not_validated() -> Self {
        Self::invalid_client(50_013, "Assertion failed signature validation.")
    }

    pub(super) fn conditional_access(app: &Application) -> Self {
        let text =
            "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.";
        let policy = Uuid::new_v5(&app.client_id, b"conditional access policy");
        let mut error = Self::new(StatusCode::BAD_REQUEST, "invalid_grant", 53_003, text);
        error.claims =
            Some(json!({ "access_token": { "capolids": { "essential": true, "values": [policy] } } }).to_string());
        error
    }

    pub(super) fn throttled() -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable",
            90_055,
            "The server is temporarily too busy to handle the request.",
        );
        // "Client and server throttling" of the MSAL documentation: 60 seconds for client credentials.
        error.retry_after = Some(60);
        error
    }

    pub(super) fn server_error() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            50_000,
            "There was an error issuing a token.",
        )
    }

    pub(super) fn response(
        &self,
        login_host: &str,
        trace: Uuid,
        correlation: Uuid,
        now: OffsetDateTime,
    ) -> BytesResponse {
        let timestamp = now
            .format(format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z"))
            .unwrap_or_default();
        let description = format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}",
            self.code, self.text
        );
        let mut body = json!({
            "error": self.error,
            "error_description": description,
            "error_codes": [self.code],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://{login_host}/error?code={}", self.code),
        });
        if let Some(claims) = &self.claims {
            body["claims"] = claims.as_str().into();
        }
        let mut response = response::json(self.status, &body);
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(http::header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
            .extensions_mut()
            .insert(Note(format!("AADSTS{}: {}", self.code, self.text)));
        response
    }
}
