//! Sign-in with OAuth 2.0 client credentials (RFC 6749 §4.4) at Entra's v2 token endpoint, with a token cache in the host's
//! secret store. This flow has no refresh token: a new access token replaces the old one.
//!
//! A token proves that tenant, client ID and credential are correct. It proves nothing about permissions: Entra issues tokens to
//! apps without any permission.

pub mod claims;
mod client_assertion;
pub mod entra_error;
mod proof;
mod token_cache;
mod token_request;
mod token_response;

use crate::{
    call::Call,
    connection::CheckedConnection,
    contract::Credential,
    failure::{Failure, FailureKind, Result},
    guidance::{self, Context},
    http::Response,
    limits::TOKEN_EXPIRY_BUFFER_S,
    notice::notices,
    secret::AccessToken,
    step::Step,
    verdict,
};
use client_assertion::Algorithm;
use proof::Proof;

/// An access token and its expiry.
#[derive(Clone)]
pub struct Token {
    /// Access token.
    pub access_token: AccessToken,
    /// When it expires, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: u64,
    /// True if the next credential acquired it in this call, because the first one was refused.
    pub is_of_next: bool,
}

/// Returns a token in the host's cache, or acquires a new one.
///
/// A cached token of the next credential counts as well, so that a credential that was refused is not tried again while that token
/// lives.
///
/// # Errors
/// As [`acquire_token`].
pub fn sign_in(call: &mut Call<'_>, connection: &CheckedConnection) -> Result<Token> {
    let host = call.host();
    match connection
        .credentials()
        .find_map(|credential| token_cache::get(host, connection, credential))
    {
        Some(token) => Ok(token),
        None => first_accepted(call, connection, |call, credential| {
            call.retry(|call| acquire_token_with(call, connection, credential))
        }),
    }
}

/// Removes the cached tokens, requests a new one from Entra and caches it. Signs in with the next credential if Entra refuses the
/// first one, and says so in a notice.
///
/// # Errors
/// `permanent-invalid-input` if a store does not have the credential, `permanent-unauthorized` if Entra refuses the app,
/// `permanent-rejected` if it refuses the request, such as for a tenant that it does not know, `throttled`, or `transient`. No
/// mail is sent in any case.
pub fn acquire_token(call: &mut Call<'_>, connection: &CheckedConnection) -> Result<Token> {
    for credential in connection.credentials() {
        token_cache::remove(call.host(), connection, credential);
    }
    first_accepted(call, connection, |call, credential| {
        acquire_token_with(call, connection, credential)
    })
}

/// Acquires a token as [`acquire_token`] does, and tries the next credential as well: a person should know that it works before the
/// first one is removed. Says in a notice if it does not.
///
/// # Errors
/// As [`acquire_token`].
pub fn prove_credentials(call: &mut Call<'_>, connection: &CheckedConnection) -> Result<Token> {
    let token = acquire_token(call, connection)?;
    if let Some(next) = connection.next_credential.as_ref().filter(|_| !token.is_of_next)
        && let Err(failure) = acquire_token_with(call, connection, next)
    {
        call.note(notices::NEXT_CREDENTIAL_FAILED.with(&[("reason", reason(&failure))]));
    }
    Ok(token)
}

/// Returns why a credential does not work, without the words on what that means for the call.
fn reason(failure: &Failure) -> &str {
    failure.message().trim_end_matches(" Nothing was sent.")
}

/// Tries the credentials in their order, each once. So a credential that was revoked costs one refused request, and never more.
fn first_accepted(
    call: &mut Call<'_>,
    connection: &CheckedConnection,
    mut acquire: impl FnMut(&mut Call<'_>, &Credential) -> Result<Token>,
) -> Result<Token> {
    let refused = match acquire(call, &connection.credential) {
        Err(failure) if is_of_credential(&failure) => failure,
        done => return done,
    };
    let Some(next) = &connection.next_credential else {
        return Err(refused);
    };
    match acquire(call, next) {
        Ok(token) => {
            call.note(notices::NEXT_CREDENTIAL_USED.with(&[("reason", reason(&refused))]));
            Ok(Token {
                is_of_next: true,
                ..token
            })
        }
        Err(failure) if is_of_credential(&failure) => Err(refused.with_also(&format!(
            "The next credential does not work either: {}",
            reason(&failure)
        ))),
        // It may still work: the caller should repeat the call, or fix what has nothing to do with credentials.
        Err(failure) => Err(failure),
    }
}

/// Returns whether another credential may work: Entra refused this one (`invalid_client`, RFC 6749 §5.2), or the store does not have
/// it.
fn is_of_credential(failure: &Failure) -> bool {
    failure.kind() == FailureKind::InvalidInput || failure.is_client_refused()
}

/// Acquires a token with one credential, and caches it.
///
/// # Errors
/// As [`acquire_token`].
fn acquire_token_with(call: &mut Call<'_>, connection: &CheckedConnection, credential: &Credential) -> Result<Token> {
    let proof = proof::of(call.host(), connection, credential)?;
    let (proof, response) = match send(call, connection, credential, proof)? {
        // Some authorities take RS256 alone (MSAL for .NET, change log, issue 4690).
        (Proof::Signed(_, Algorithm::Ps256), response) if entra_error::is_ps256_refused(&response) => {
            let proof = proof::with_rs256(call.host(), connection, credential)?;
            send(call, connection, credential, proof)?
        }
        sent => sent,
    };
    // Read after the request, because a date in `Retry-After` counts from now.
    let now = call.host().unix_seconds();
    let context = Context::of(connection, now).with_credential(credential);
    if response.status != 200 {
        return Err(entra_error::failure(&response, &context, &proof, now));
    }
    let response = token_response::parse(&response).ok_or_else(|| without_token(&context))?;
    let token = Token {
        access_token: response.access_token,
        expires_at: now.saturating_add(response.expires_in),
        is_of_next: false,
    };
    let usable_until = token.expires_at.saturating_sub(TOKEN_EXPIRY_BUFFER_S);
    let is_cached = || token_cache::put(call.host(), connection, credential, &token.access_token, usable_until).is_ok();
    if usable_until > now && !is_cached() {
        call.note(notices::TOKEN_NOT_CACHED.with(&[]));
    }
    Ok(token)
}

/// Sends the token request. Returns the proof as well, since the texts of an error must not contain it.
fn send(
    call: &mut Call<'_>,
    connection: &CheckedConnection,
    credential: &Credential,
    proof: Proof,
) -> Result<(Proof, Response)> {
    let mut request = token_request::build(connection, &proof);
    match call.send(Step::Token, &mut request) {
        Ok(response) => Ok((proof, response)),
        Err(error) => {
            let context = Context::of(connection, call.host().unix_seconds()).with_credential(credential);
            let diagnosis = guidance::transport::diagnose(error.fault, request.host, &context);
            let action = verdict::without_response(error, Step::Token.effect());
            Err(Failure::of_action(action, diagnosis))
        }
    }
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
