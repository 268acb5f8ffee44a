//! The token request (RFC 6749 §4.4.2).
//!
//! The secret is in the form body and not in HTTP Basic: an engine that handed out a placeholder can replace it in a textual
//! body, but not in base64. For the same reason the request has no `Content-Length`.

use url::form_urlencoded::Serializer;

use crate::{connection::CheckedConnection, http::Request, secret::ClientSecret, step::Step};

/// Builds the request.
pub fn build(connection: &CheckedConnection, secret: &ClientSecret) -> Request {
    let body = Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", &connection.client_id)
        .append_pair("scope", &connection.cloud.scope())
        .append_pair("client_secret", secret.reveal())
        .finish();
    Request {
        method: Step::Token.method(),
        host: connection.cloud.login_host(),
        path: format!("/{}/oauth2/v2.0/token", connection.tenant_id),
        bearer: None,
        headers: vec![
            ("accept", "application/json".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ],
        body: body.into_bytes().into(),
        announce_length: false,
        timeout_ms: 0,
    }
}
