//! Error responses of Entra.
//!
//! `verdict` decides what follows, on the HTTP status and OAuth's `error`. The AADSTS numbers choose the text. Microsoft may
//! change numbers and texts at any time (entra-docs `reference-error-codes.md`).

use crate::{
    failure::Failure,
    guid,
    guidance::{
        self, Context,
        reader::{self, entra_error},
        signals::{Signal, Signals},
    },
    http::Response,
    limits::ENTRA_RETRY_AFTER_S,
    redact::{self, Quotations},
    secret::ClientSecret,
    verdict,
};

/// Returns the failure for a response other than 200. Nothing was sent, whatever the response says. `now` is in seconds since
/// 1970-01-01T00:00:00Z.
pub fn failure(response: &Response, context: &Context, secret: &ClientSecret, now: u64) -> Failure {
    let context = context
        .clone()
        .with(secret_signals(secret))
        .with(guidance::clock_signals(response.header("date"), now));
    explained(response, &context, &[secret.reveal()], now)
}

/// Returns the failure for a response as it is known: live, or from a text. `secrets` are removed from Microsoft's message.
pub fn explained(response: &Response, context: &Context, secrets: &[&str], now: u64) -> Failure {
    let error = entra_error::read(&response.body);
    let status = error.judged_status(response.status);
    let action = verdict::of_token_response(status, error.oauth_error());
    let message = redact::service_message(&error.description, Quotations::Keep, secrets);
    let code = redact::service_code(error.service_code(), secrets);
    let foreign = !error.is_known() && reader::foreign(response).is_some();
    let context = context.clone().with(Signals::when(foreign, Signal::Foreign));
    let diagnosis = guidance::entra::diagnose(&error.observed(response.status), &context);
    Failure::of_action(action, diagnosis)
        .with_response(response.status, Some(code), Some(message))
        .with_retry_after_ms(verdict::retry_after_ms(response, action, ENTRA_RETRY_AFTER_S, now))
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
