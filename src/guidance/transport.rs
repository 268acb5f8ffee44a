//! Causes of a request without a response.

use super::{
    CauseList,
    Confidence::{Certain, Likely, Possible},
    Context, Diagnosis,
    catalogue::{CauseInfo, causes},
};
use crate::{
    failure_message::{FailureMessage, failure_messages},
    http::TransportFault,
};

/// Diagnoses a request that brought about nothing, or nothing that a repeat would do twice.
pub fn diagnose(fault: TransportFault, host: &str, context: &Context) -> Diagnosis {
    let Words { message, cause, .. } = words(fault);
    let mut list = CauseList::new(context);
    list.add(cause, Likely, &[]);
    list.diagnose(message, &[("host", host)])
}

/// Diagnoses a request to send that had begun to go out.
pub fn diagnose_unknown_outcome(fault: TransportFault, host: &str, context: &Context) -> Diagnosis {
    let Words { of_send, cause, .. } = words(fault);
    let mut list = CauseList::new(context);
    list.add(
        &causes::LOOK_BEFORE_SENDING_AGAIN,
        Certain,
        &["The request had begun to go out, and no response came back."],
    );
    list.add(cause, Possible, &[]);
    list.diagnose(of_send, &[("host", host)])
}

/// What is said of a fault.
struct Words {
    /// Message of a request that may be repeated.
    message: &'static FailureMessage,
    /// Message of a request to send.
    of_send: &'static FailureMessage,
    /// Likely cause.
    cause: &'static CauseInfo,
}

fn words(fault: TransportFault) -> Words {
    let (message, of_send, cause) = match fault {
        TransportFault::Dns => (
            &failure_messages::DNS_FAILED,
            &failure_messages::SEND_DNS_FAILED,
            &causes::HOST_NAME_NOT_RESOLVED,
        ),
        TransportFault::Unreachable => (
            &failure_messages::UNREACHABLE,
            &failure_messages::SEND_UNREACHABLE,
            &causes::HOST_NOT_REACHABLE,
        ),
        TransportFault::ConnectTimeout => (
            &failure_messages::CONNECT_TIMED_OUT,
            &failure_messages::SEND_CONNECT_TIMED_OUT,
            &causes::HOST_NOT_REACHABLE,
        ),
        TransportFault::Tls => (
            &failure_messages::TLS_FAILED,
            &failure_messages::SEND_TLS_FAILED,
            &causes::TLS_FAILED,
        ),
        TransportFault::Denied => (
            &failure_messages::EGRESS_DENIED,
            &failure_messages::SEND_EGRESS_DENIED,
            &causes::EGRESS_DENIED,
        ),
        TransportFault::Unsupported => (
            &failure_messages::REQUEST_UNSUPPORTED,
            &failure_messages::SEND_REQUEST_UNSUPPORTED,
            &causes::REQUEST_UNSUPPORTED_BY_ENGINE,
        ),
        TransportFault::Timeout => (
            &failure_messages::TIMED_OUT,
            &failure_messages::SEND_TIMED_OUT,
            &causes::MICROSOFT_FAULT,
        ),
        TransportFault::Broken => (
            &failure_messages::CONNECTION_BROKEN,
            &failure_messages::SEND_CONNECTION_BROKEN,
            &causes::MICROSOFT_FAULT,
        ),
        TransportFault::Source => (
            &failure_messages::ATTACHMENT_NOT_READ,
            &failure_messages::SEND_ATTACHMENT_NOT_READ,
            &causes::ATTACHMENT_UNREADABLE,
        ),
        TransportFault::NotHttp => (
            &failure_messages::RESPONSE_NOT_HTTP,
            &failure_messages::SEND_RESPONSE_NOT_HTTP,
            &causes::NOT_FROM_MICROSOFT,
        ),
        TransportFault::Other => (
            &failure_messages::TRANSPORT_FAILED,
            &failure_messages::SEND_TRANSPORT_FAILED,
            &causes::HOST_NOT_REACHABLE,
        ),
    };
    Words {
        message,
        of_send,
        cause,
    }
}
