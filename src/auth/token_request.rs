//! The token request (RFC 6749 §4.4.2, RFC 7521 §4.2).
//!
//! The credential is in the form body and not in HTTP Basic: an engine that handed out a placeholder can replace it in a textual
//! body, but not in base64. For the same reason the request has no `Content-Length`.

use url::form_urlencoded::Serializer;

use super::proof::Proof;
use crate::{connection::CheckedConnection, http::Request, step::Step};

/// `client_assertion_type` of a JWT (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Returns the path of the tenant's token endpoint.
pub fn path(connection: &CheckedConnection) -> String {
    format!("/{}/oauth2/v2.0/token", connection.tenant_id)
}

/// Builds the request.
pub fn build(connection: &CheckedConnection, proof: &Proof) -> Request {
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials")
        .append_pair("client_id", &connection.client_id)
        .append_pair("scope", &connection.cloud.scope());
    match proof {
        Proof::Secret(secret) => form.append_pair("client_secret", secret.reveal()),
        Proof::Signed(assertion, _) | Proof::Federated(assertion) => form
            .append_pair("client_assertion_type", JWT_BEARER)
            .append_pair("client_assertion", assertion.reveal()),
    };
    Request {
        method: Step::Token.method(),
        host: connection.cloud.login_host(),
        path: path(connection),
        bearer: None,
        headers: vec![
            ("accept", "application/json".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ],
        body: form.finish().into_bytes().into(),
        announce_length: false,
        timeout_ms: 0,
    }
}
