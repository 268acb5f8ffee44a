//! Causes when no answer came, or not one of Microsoft's.

use super::{
    Causes,
    Confidence::*,
    Values,
    catalogue::{CauseId, causes as c},
};
use crate::{
    failure::{Failure, FailureKind},
    http::{Effect, TransportError, TransportFault},
};

/// Turns a transport error into a failure.
pub fn failure(error: TransportError, host: &str, effect: Effect, values: &Values) -> Failure {
    let (code, what, cause) = describe(error.fault);
    let mut causes = Causes::new(values);
    if error.may_have_been_sent && effect == Effect::SendsMail {
        causes.add(
            c::LOOK_BEFORE_SENDING_AGAIN,
            Certain,
            &["The request had begun to go out, and no answer came back."],
        );
        causes.add(cause, Possible, &[]);
        let message = format!(
            "{what} after the send to {host} had begun. The mail may have been sent: look before you send again."
        );
        return Failure::advised(
            FailureKind::OutcomeUnknown,
            causes.advise("send-outcome-unknown", message),
        );
    }
    let kind = match error.fault {
        TransportFault::Denied | TransportFault::Unsupported => FailureKind::Rejected,
        _ => FailureKind::Transient,
    };
    causes.add(cause, Likely, &[]);
    let advice = causes.advise(code, format!("{what}, calling {host}. Nothing was sent."));
    let unclear = error.may_have_been_sent && effect == Effect::Creates;
    Failure::advised(kind, advice).with_possible_effect(unclear)
}

/// Failure when the sign-in service answers 200 with something that is no token.
pub fn not_a_token(values: &Values) -> Failure {
    let mut causes = Causes::new(values);
    causes.add(
        c::NOT_FROM_MICROSOFT,
        Likely,
        &["The answer was 200, but held no token."],
    );
    let message = "The sign-in service answered with success, but not with a token. Nothing was sent.";
    Failure::advised(FailureKind::Transient, causes.advise("unusable-response", message))
}

/// Our code, what happened in words, and the cause.
fn describe(fault: TransportFault) -> (&'static str, &'static str, CauseId) {
    match fault {
        TransportFault::Dns => ("dns-failed", "The host name did not resolve", c::HOST_NAME_NOT_RESOLVED),
        TransportFault::Unreachable => ("unreachable", "No connection came about", c::HOST_NOT_REACHABLE),
        TransportFault::ConnectTimeout => (
            "connect-timed-out",
            "No connection came about in time",
            c::HOST_NOT_REACHABLE,
        ),
        TransportFault::Tls => ("tls-failed", "TLS could not be agreed", c::TLS_FAILED),
        TransportFault::Denied => (
            "egress-denied",
            "The engine's policy forbids the request",
            c::EGRESS_DENIED,
        ),
        TransportFault::Unsupported => (
            "request-unsupported",
            "The engine cannot carry the request",
            c::REQUEST_UNSUPPORTED_BY_ENGINE,
        ),
        TransportFault::Timeout => ("timed-out", "The time budget ran out", c::MICROSOFT_FAULT),
        TransportFault::Broken => ("connection-broken", "The connection broke", c::MICROSOFT_FAULT),
        TransportFault::Source => (
            "attachment-store-unavailable",
            "The host could not read an attachment's bytes",
            c::ATTACHMENT_UNREADABLE,
        ),
        TransportFault::NotHttp => ("unusable-response", "The answer was not HTTP", c::NOT_FROM_MICROSOFT),
        TransportFault::Other => ("transport-failed", "The exchange failed", c::HOST_NOT_REACHABLE),
    }
}
