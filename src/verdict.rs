//! Verdicts: what an engine should do after a failure. They follow from the response, or its absence, and from what the request
//! may have done; never from a guess about causes.

use crate::{
    failure::FailureKind,
    http::{Effect, TransportError, TransportFault},
};

/// Returns the verdict on a request without a response.
pub fn of_transport(error: TransportError, effect: Effect) -> FailureKind {
    match error.fault {
        _ if error.may_have_been_sent && effect == Effect::SendsMail => FailureKind::OutcomeUnknown,
        TransportFault::Denied | TransportFault::Unsupported => FailureKind::Rejected,
        _ => FailureKind::Transient,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_send_that_may_have_gone_out_is_of_unknown_outcome() {
        use TransportFault::*;
        for (fault, expected) in [
            (Dns, FailureKind::Transient),
            (Unreachable, FailureKind::Transient),
            (ConnectTimeout, FailureKind::Transient),
            (Tls, FailureKind::Transient),
            (Denied, FailureKind::Rejected),
            (Unsupported, FailureKind::Rejected),
            (Timeout, FailureKind::Transient),
            (Broken, FailureKind::Transient),
            (NotHttp, FailureKind::Transient),
            (Source, FailureKind::Transient),
            (Other, FailureKind::Transient),
        ] {
            for effect in [Effect::SendsMail, Effect::Creates, Effect::Idempotent] {
                assert_eq!(of_transport(TransportError::before_sending(fault), effect), expected);
                let after = of_transport(TransportError::after_sending(fault), effect);
                match effect {
                    Effect::SendsMail => assert_eq!(after, FailureKind::OutcomeUnknown),
                    Effect::Creates | Effect::Idempotent => assert_eq!(after, expected),
                }
            }
        }
    }
}
