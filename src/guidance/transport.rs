//! Causes of a request without a response.

use super::{
    CauseList,
    Confidence::{Certain, Likely, Possible},
    Context, Diagnosis,
    catalogue::{CauseInfo, causes},
};
use crate::http::TransportFault;

/// Diagnoses a request that brought about nothing, or nothing that a repeat would do twice.
pub fn diagnose(fault: TransportFault, host: &str, context: &Context) -> Diagnosis {
    let (code, event, cause) = describe(fault);
    let mut list = CauseList::new(context);
    list.add(cause, Likely, &[]);
    list.diagnose(code, format!("{event}, calling {host}. Nothing was sent."))
}

/// Diagnoses a request to send that had begun to go out.
pub fn diagnose_unknown_outcome(fault: TransportFault, host: &str, context: &Context) -> Diagnosis {
    let (_, event, cause) = describe(fault);
    let mut list = CauseList::new(context);
    list.add(
        &causes::LOOK_BEFORE_SENDING_AGAIN,
        Certain,
        &["The request had begun to go out, and no response came back."],
    );
    list.add(cause, Possible, &[]);
    let message =
        format!("{event} after the send to {host} had begun. The mail may have been sent: look before you send again.");
    list.diagnose("send-outcome-unknown", message)
}

/// Returns the connector's code, the event in words, and the cause.
fn describe(fault: TransportFault) -> (&'static str, &'static str, &'static CauseInfo) {
    match fault {
        TransportFault::Dns => (
            "dns-failed",
            "The host name did not resolve",
            &causes::HOST_NAME_NOT_RESOLVED,
        ),
        TransportFault::Unreachable => ("unreachable", "The connection failed", &causes::HOST_NOT_REACHABLE),
        TransportFault::ConnectTimeout => (
            "connect-timed-out",
            "The connection was not made in time",
            &causes::HOST_NOT_REACHABLE,
        ),
        TransportFault::Tls => ("tls-failed", "The TLS handshake failed", &causes::TLS_FAILED),
        TransportFault::Denied => (
            "egress-denied",
            "The engine's policy forbids the request",
            &causes::EGRESS_DENIED,
        ),
        TransportFault::Unsupported => (
            "request-unsupported",
            "The engine cannot carry the request",
            &causes::REQUEST_UNSUPPORTED_BY_ENGINE,
        ),
        TransportFault::Timeout => ("timed-out", "No response came back in time", &causes::MICROSOFT_FAULT),
        TransportFault::Broken => ("connection-broken", "The connection broke", &causes::MICROSOFT_FAULT),
        TransportFault::Source => (
            "attachment-store-unavailable",
            "The host could not read an attachment's bytes",
            &causes::ATTACHMENT_UNREADABLE,
        ),
        TransportFault::NotHttp => (
            "unusable-response",
            "The response was not HTTP",
            &causes::NOT_FROM_MICROSOFT,
        ),
        TransportFault::Other => ("transport-failed", "The request failed", &causes::HOST_NOT_REACHABLE),
    }
}
