//! Failures of requests to Graph.
//!
//! `verdict` decides what follows, on the HTTP status, on what the request may have done, and on the code. Codes choose the text;
//! messages decide nothing where there is a status. `guidance::reader::graph_error` reads the body.

use serde_json::Value;

use crate::{
    failure::{Failure, FailureKind},
    guidance::{
        self, Context,
        catalogue::{self, ObservedError, Service},
        reader::{self, graph_error, graph_error::GraphError},
        signals::{Signal, Signals},
    },
    http::{Effect, Response, TransportError},
    limits::GRAPH_RETRY_AFTER_S,
    redact::{self, Quotations},
    verdict::{self, Action},
};

/// Returns the failure for a response with an unexpected status. The response may repeat `secrets`. `now` is in seconds since
/// 1970-01-01T00:00:00Z.
pub fn failure(response: &Response, effect: Effect, context: &Context, secrets: &[&str], now: u64) -> Failure {
    let error = graph_error::read(&response.body);
    let judged_as = catalogue::judged_as(&observed(&error, response.status, context));
    let action = verdict::of_graph(response.status, judged_as, &error.code, effect);
    let message = redact::service_message(&error.message, Quotations::Remove, secrets);
    let context = context
        .clone()
        .with(response_signals(response))
        .with(denial_signals(response, context.signals()));
    explained(&error, response.status, action, &context)
        .with_response(
            response.status,
            Some(redact::service_code(error.code, secrets)),
            Some(message),
        )
        .with_retry_after_ms(verdict::retry_after_ms(response, action, GRAPH_RETRY_AFTER_S, now))
}

/// Returns the failure for a response with an expected status and an unreadable body.
pub fn unreadable(response: &Response, effect: Effect, context: &Context) -> Failure {
    let action = verdict::of_unreadable_response(effect);
    explained(&GraphError::default(), response.status, action, context).with_response(response.status, None, None)
}

/// Returns the failure for a request without a response.
pub fn without_response(error: TransportError, host: &str, effect: Effect, context: &Context) -> Failure {
    let action = verdict::without_response(error, effect);
    let diagnosis = match action.kind() {
        FailureKind::OutcomeUnknown => guidance::transport::diagnose_unknown_outcome(error.fault, host, context),
        _ => guidance::transport::diagnose(error.fault, host, context),
    };
    Failure::of_action(action, diagnosis)
}

fn explained(error: &GraphError, status: u16, action: Action, context: &Context) -> Failure {
    let observed = observed(error, status, context);
    let diagnosis = match action.kind() {
        FailureKind::OutcomeUnknown => guidance::graph::diagnose_unknown_outcome(&observed, context),
        _ => guidance::graph::diagnose(&observed, context),
    };
    Failure::of_action(action, diagnosis)
}

fn observed<'e>(error: &'e GraphError, status: u16, context: &Context) -> ObservedError<'e> {
    ObservedError {
        codes: &error.codes,
        text: &error.match_text,
        status,
        signals: context.signals(),
        ..ObservedError::empty(Service::Graph)
    }
}

/// Returns what a response shows besides its codes.
pub fn response_signals(response: &Response) -> Signals {
    let challenge = response.header("www-authenticate").unwrap_or_default();
    let is_challenge = challenge.contains("insufficient_claims") || challenge.contains("claims=");
    let is_empty = response.body.iter().all(u8::is_ascii_whitespace);
    // A body that begins as an object and breaks off was cut, and is Graph's all the same.
    let is_json =
        response.body.trim_ascii_start().starts_with(b"{") || serde_json::from_slice::<Value>(&response.body).is_ok();
    Signals::when(is_challenge, Signal::ClaimsChallenge)
        | Signals::when(is_empty, Signal::EmptyBody)
        | Signals::when(!is_json && reader::foreign(response).is_some(), Signal::Foreign)
}

/// Returns what a refusal shows: that the app may not send.
fn denial_signals(response: &Response, known: Signals) -> Signals {
    Signals::when(
        response.status == 403 && known.contains(Signal::ForSending),
        Signal::SendDenied,
    )
}
