//! Error responses of Entra.
//!
//! `verdict` decides what follows, on the HTTP status and OAuth's `error`. The AADSTS numbers choose the text. Microsoft may
//! change numbers and texts at any time (entra-docs `reference-error-codes.md`).

use super::proof::Proof;
use crate::{
    failure::Failure,
    guid,
    guidance::{
        self, Context,
        reader::{
            self,
            entra_error::{self, PresentedToken},
        },
        signals::{Signal, Signals},
    },
    http::Response,
    limits::ENTRA_RETRY_AFTER_S,
    redact::{self, Quotations},
    secret::ClientSecret,
    verdict,
};

/// Number of the error of an authority that takes RS256 alone (MSAL for .NET, change log, issue 4690).
const PS256_REFUSED: u32 = 5_002_730;

/// Returns the failure for a response other than 200. Nothing was sent, whatever the response says. `now` is in seconds since
/// 1970-01-01T00:00:00Z.
pub fn failure(response: &Response, context: &Context, proof: &Proof, now: u64) -> Failure {
    let context = context
        .clone()
        .with(proof_signals(proof))
        .with(guidance::clock_signals(response.header("date"), now));
    explained(response, &context, &[proof.reveal()], now)
}

/// Returns the failure for a response as it is known: live, or from a text. `secrets` are removed from Microsoft's message.
pub fn explained(response: &Response, context: &Context, secrets: &[&str], now: u64) -> Failure {
    let error = entra_error::read(&response.body);
    let status = error.judged_status(response.status);
    let action = verdict::of_token_response(status, error.oauth_error());
    let message = redact::service_message(&error.description, Quotations::Keep, secrets);
    let code = redact::service_code(error.service_code(), secrets);
    let foreign = !error.is_known() && reader::foreign(response).is_some();
    let context = context
        .clone()
        .with_presented_token(PresentedToken::read(&error.description))
        .with(Signals::when(foreign, Signal::Foreign));
    let diagnosis = guidance::entra::diagnose(&error.observed(response.status), &context);
    Failure::of_action(action, diagnosis)
        .with_response(response.status, Some(code), Some(message))
        .with_retry_after_ms(verdict::retry_after_ms(response, action, ENTRA_RETRY_AFTER_S, now))
        .with_client_refused(error.oauth_error() == "invalid_client")
}

/// Returns whether the authority did not take PS256: AADSTS5002730.
pub fn is_ps256_refused(response: &Response) -> bool {
    response.status != 200 && entra_error::read(&response.body).codes.contains(&PS256_REFUSED)
}

/// Returns what the proof shows, which does not disclose it.
fn proof_signals(proof: &Proof) -> Signals {
    match proof {
        Proof::Secret(secret) => secret_signals(secret),
        Proof::Signed(..) | Proof::Federated(_) => Signals::NONE,
    }
}

/// Returns what the form of a refused secret shows, which does not disclose the secret. A placeholder may have any form: this
/// explains a refusal and never causes one.
fn secret_signals(secret: &ClientSecret) -> Signals {
    let value = secret.reveal();
    Signals::when(guid::is_guid(value.trim()), Signal::SecretIsGuid)
        | Signals::when(value.trim().len() != value.len(), Signal::SecretPadded)
        | Signals::when(
            secret.is_quoted() || secret.has_invisible_character() || secret.is_assignment(),
            Signal::SecretPastedWithMore,
        )
}
