//! Sign-in with OAuth 2.0 client credentials (RFC 6749 §4.4) at Entra's v2 token endpoint, with a token cache that the host
//! keeps. There is no refresh token in this flow: a new token is asked for.
//!
//! A token proves that tenant, client id and credential are right, and nothing about permissions: Entra issues tokens to
//! apps that may do nothing.

mod answer;
mod cache;
pub mod claims;
pub mod entra_error;
mod request;

use crate::{
    call::{Call, Host},
    connection::CheckedConnection,
    contract::Notice,
    failure::{Failure, Kind, Outcome},
    guidance::{Values, transport},
    host::SecretStoreError,
    http::Effect,
    limits::TOKEN_EXPIRY_BUFFER_S,
    secret::{AccessToken, ClientSecret},
    violation::Violation,
};

/// A token to work with.
#[derive(Clone)]
pub struct Session {
    /// The token.
    pub token: AccessToken,
    /// When it expires, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: u64,
}

/// Returns a token from the host's cache, or else a new one.
///
/// # Errors
/// See [`sign_in_anew`].
pub fn sign_in(call: &mut Call<'_>, connection: &CheckedConnection) -> Outcome<Session> {
    match cache::find(call.host(), connection) {
        Some(session) => Ok(session),
        None => call.retry(|call| sign_in_anew(call, connection)),
    }
}

/// Drops the cached token and asks Entra for a new one, which then takes its place.
///
/// # Errors
/// `permanent-invalid-input` when the secret is missing in the store, `permanent-unauthorized` when Entra refuses the app,
/// `permanent-rejected` when it refuses the request, such as for a tenant that it does not know, `throttled`, or
/// `transient`; nothing has been sent in any case.
pub fn sign_in_anew(call: &mut Call<'_>, connection: &CheckedConnection) -> Outcome<Session> {
    cache::forget(call.host(), connection);
    let secret = client_secret(call.host(), connection)?;
    let mut request = request::build(connection, &secret);
    request.timeout_ms = call.request_timeout_ms();
    let answer = call.send("token", &mut request);
    // After the exchange: guidance on a `Retry-After` date counts from now.
    let now = call.host().unix_seconds();
    let values = Values::of(connection, now);
    let response = answer.map_err(|error| transport::failure(error, request.host, Effect::Idempotent, &values))?;
    if response.status != 200 {
        return Err(entra_error::failure(&response, &values, &secret));
    }
    let granted =
        answer::read(&response).ok_or_else(|| transport::not_a_token(&values).with_answer(200, None, None))?;
    let session = Session {
        token: granted.token,
        expires_at: now.saturating_add(granted.expires_in),
    };
    let usable_until = session.expires_at.saturating_sub(TOKEN_EXPIRY_BUFFER_S);
    if usable_until > now && cache::keep(call.host(), connection, &session.token, usable_until).is_err() {
        call.note(Notice {
            code: "token-not-cached".to_owned(),
            message: "The host's secret store did not take the access token, so the next call signs in again."
                .to_owned(),
            fix: "Let the store accept names that begin with cache:.".to_owned(),
        });
    }
    Ok(session)
}

fn client_secret(host: &dyn Host, connection: &CheckedConnection) -> Outcome<ClientSecret> {
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
            Kind::Unauthorized,
            "secret-store-denied",
            format!("The host does not let this connector read the secret {name}: {why}"),
        )),
        Err(SecretStoreError::Unavailable(why)) => Err(Failure::new(
            Kind::Transient,
            "secret-store-unavailable",
            format!("The host's secret store cannot be used now: {why}"),
        )),
    }
}
