//! Sign-in with OAuth 2.0 client credentials (RFC 6749 §4.4) at Entra's v2 token endpoint, with a token cache in the host's
//! secret store. This flow has no refresh token: a new access token replaces the old one.
//!
//! A token proves that tenant, client ID and credential are correct. It proves nothing about permissions: Entra issues tokens to
//! apps without any permission.

pub mod claims;
pub mod entra_error;
mod token_cache;
mod token_request;
mod token_response;

use crate::{
    call::{Call, Host},
    connection::CheckedConnection,
    failure::{Failure, FailureKind, Result},
    guidance::{self, Context},
    host::SecretStoreError,
    http::Response,
    limits::TOKEN_EXPIRY_BUFFER_S,
    notice::notices,
    secret::{AccessToken, ClientSecret},
    step::Step,
    verdict,
    violation::Violation,
};

/// An access token and its expiry.
#[derive(Clone)]
pub struct Token {
    /// Access token.
    pub access_token: AccessToken,
    /// When it expires, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: u64,
}

/// Returns the token in the host's cache, or acquires a new one.
///
/// # Errors
/// As [`acquire_token`].
pub fn sign_in(call: &mut Call<'_>, connection: &CheckedConnection) -> Result<Token> {
    match token_cache::get(call.host(), connection) {
        Some(token) => Ok(token),
        None => call.retry(|call| acquire_token(call, connection)),
    }
}

/// Removes the cached token, requests a new one from Entra and caches it.
///
/// # Errors
/// `permanent-invalid-input` if the store does not have the secret, `permanent-unauthorized` if Entra refuses the app,
/// `permanent-rejected` if it refuses the request, such as for a tenant that it does not know, `throttled`, or `transient`. No
/// mail is sent in any case.
pub fn acquire_token(call: &mut Call<'_>, connection: &CheckedConnection) -> Result<Token> {
    token_cache::remove(call.host(), connection);
    let secret = client_secret(call.host(), connection)?;
    let mut request = token_request::build(connection, &secret);
    let result = call.send(Step::Token, &mut request);
    // Read after the request, because a date in `Retry-After` counts from now.
    let now = call.host().unix_seconds();
    let context = Context::of(connection, now);
    let response = result.map_err(|error| {
        let diagnosis = guidance::transport::diagnose(error.fault, request.host, &context);
        Failure::of_action(verdict::without_response(error, Step::Token.effect()), diagnosis)
    })?;
    if response.status != 200 {
        return Err(entra_error::failure(&response, &context, &secret, now));
    }
    let response = token_response::parse(&response).ok_or_else(|| without_token(&context))?;
    let token = Token {
        access_token: response.access_token,
        expires_at: now.saturating_add(response.expires_in),
    };
    let usable_until = token.expires_at.saturating_sub(TOKEN_EXPIRY_BUFFER_S);
    if usable_until > now && token_cache::put(call.host(), connection, &token.access_token, usable_until).is_err() {
        call.note(notices::TOKEN_NOT_CACHED.with(&[]));
    }
    Ok(token)
}

/// Returns whether a response holds a token.
pub fn holds_token(response: &Response) -> bool {
    token_response::parse(response).is_some()
}

/// Returns the failure for a response with status 200 that holds no token.
pub fn without_token(context: &Context) -> Failure {
    let action = verdict::of_unreadable_response(Step::Token.effect());
    Failure::of_action(action, guidance::entra::diagnose_missing_token(context)).with_response(200, None, None)
}

fn client_secret(host: &dyn Host, connection: &CheckedConnection) -> Result<ClientSecret> {
    let name = &connection.secret_name;
    let fix = format!(
        "Store the secret's Value (Entra ID > App registrations > your app > Certificates & secrets) under the name {name}."
    );
    let missing = |problem: &str| {
        Err(Failure::invalid(
            "connection.credential.client-secret",
            Violation::new("secret-missing", problem, fix.clone()),
        ))
    };
    match host.get(name) {
        Ok(Some(secret)) if secret.value.trim().is_empty() => {
            missing("The secret store holds an empty secret under this name.")
        }
        Ok(Some(secret)) => Ok(ClientSecret::new(secret.value)),
        Ok(None) => missing("The secret store holds no secret of this name, or an expired one."),
        Err(SecretStoreError::Denied(why)) => Err(Failure::new(
            FailureKind::Unauthorized,
            "secret-store-denied",
            format!("The host does not let this connector read the secret {name}: {why}"),
        )),
        Err(SecretStoreError::Unavailable(why)) => Err(Failure::new(
            FailureKind::Transient,
            "secret-store-unavailable",
            format!("The host's secret store cannot be used now: {why}"),
        )),
    }
}
