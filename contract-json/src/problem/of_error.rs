//! Failures of calls.

use super::Problem;
use crate::contract as types;

/// The status of a failure and its title, such that no generic client repeats what must not be repeated. Generic clients repeat 408,
/// 429 and 5xx.
fn status(kind: &str, may_have_been_sent: bool) -> (u16, &'static str) {
    if may_have_been_sent {
        return (424, "The mail may have been sent");
    }
    match kind {
        "permanent-invalid-input" => (422, "A field is not usable"),
        "permanent-unauthorized" => (424, "Microsoft refused the sign-in or the permission"),
        "permanent-rejected" => (424, "Microsoft refused the request for good"),
        "throttled" => (429, "Microsoft limits the rate of requests"),
        "transient" => (503, "A temporary fault"),
        "busy" => (503, "Too many calls at once"),
        "timed-out" => (503, "The call took too long and was stopped"),
        "cancelled" => (503, "The service stopped the call"),
        // A defect. Nothing was sent, so that a repeat does no harm.
        _ => (500, "The connector broke off"),
    }
}

/// A failure that the connector reports.
impl From<types::Error> for Problem {
    fn from(error: types::Error) -> Self {
        const UNKNOWN: &str = "permanent-outcome-unknown";
        let (kind, detail) = match error {
            // Nothing is known, so a mail may have been sent.
            types::Error::ExecutionFailed => {
                let (status, title) = status(UNKNOWN, true);
                let detail = "the component gave no reason for its failure. The mail may have been sent";
                return Self {
                    may_have_been_sent: true,
                    ..Self::new(status, UNKNOWN, "execution-failed", title, detail)
                };
            }
            types::Error::PermanentInvalidInput(detail) => ("permanent-invalid-input", detail),
            types::Error::PermanentUnauthorized(detail) => ("permanent-unauthorized", detail),
            types::Error::PermanentRejected(detail) => ("permanent-rejected", detail),
            types::Error::PermanentOutcomeUnknown(detail) => (UNKNOWN, detail),
            types::Error::Throttled(detail) => ("throttled", detail),
            types::Error::Transient(detail) => ("transient", detail),
        };
        let may_have_been_sent = kind == UNKNOWN;
        let (status, title) = status(kind, may_have_been_sent);
        Self {
            may_have_been_sent,
            is_permanent: kind.starts_with("permanent"),
            retry_after_ms: detail.retry_after_ms,
            reference: detail.reference.clone(),
            ..Self::new(status, kind, &detail.code, title, detail.message.as_str())
        }
        .with_error(detail)
    }
}

/// A failure of a call by the host library.
#[cfg(not(target_family = "wasm"))]
impl From<outlook_host::Error> for Problem {
    fn from(error: outlook_host::Error) -> Self {
        let kind = crate::responses::kind(&error);
        let (status, title) = status(kind, error.may_have_been_sent());
        let detail = match error.detail() {
            Some(detail) => detail.message.clone(),
            None if error.may_have_been_sent() => format!("{error}. The mail may have been sent"),
            None => format!("{error}. Nothing was sent"),
        };
        let retry_after_ms = error
            .retry_after()
            .and_then(|wait| u64::try_from(wait.as_millis()).ok());
        let problem = Self {
            may_have_been_sent: error.may_have_been_sent(),
            is_permanent: error.is_permanent(),
            retry_after_ms,
            reference: error.detail().and_then(|detail| detail.reference.clone()),
            ..Self::new(status, kind, error.code(), title, detail)
        };
        match error.detail().cloned() {
            Some(detail) => problem.with_error(detail),
            None => problem,
        }
    }
}

impl Problem {
    fn with_error(mut self, detail: types::ErrorDetail) -> Self {
        self.error = Some(detail.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use outlook_host::{Error, ErrorKind};
    use types::ErrorDetail;

    use super::*;

    #[test]
    fn no_status_invites_a_repeat_that_could_send_twice() {
        type Case = fn(ErrorDetail) -> types::Error;
        for (case, status, kind) in [
            (
                types::Error::PermanentInvalidInput as Case,
                422,
                "permanent-invalid-input",
            ),
            (types::Error::PermanentUnauthorized, 424, "permanent-unauthorized"),
            (types::Error::PermanentRejected, 424, "permanent-rejected"),
            (types::Error::PermanentOutcomeUnknown, 424, "permanent-outcome-unknown"),
            (types::Error::Throttled, 429, "throttled"),
            (types::Error::Transient, 503, "transient"),
        ] {
            let error = case(ErrorDetail {
                code: "some-code".to_owned(),
                message: "Some message.".to_owned(),
                retry_after_ms: Some(7_001),
                reference: Some("reference".to_owned()),
                ..ErrorDetail::default()
            });
            let problem = Problem::from(Error::from(error.clone()));
            assert_eq!((problem.status, problem.kind.as_str()), (status, kind));
            assert_eq!(problem.may_have_been_sent, kind == "permanent-outcome-unknown");
            assert_eq!(problem.is_permanent, kind.starts_with("permanent"));
            let seconds = matches!(status, 429 | 503).then_some(8);
            assert_eq!(problem.retry_after_seconds(), seconds, "{kind}");
            assert_eq!(
                Problem::from(error),
                problem,
                "the service and a component say the same"
            );
        }
        // No reason is known, so that the mail may have been sent.
        let problem = Problem::from(Error::from(types::Error::ExecutionFailed));
        assert_eq!((problem.status, problem.may_have_been_sent), (424, true));
        assert_eq!(Problem::from(types::Error::ExecutionFailed), problem);
    }

    #[test]
    fn failures_of_the_host_that_a_repeat_may_mend_are_503() {
        for kind in [
            ErrorKind::Transient,
            ErrorKind::Busy,
            ErrorKind::TimedOut,
            ErrorKind::Cancelled,
        ] {
            assert_eq!(status(kind.as_str(), false).0, 503, "{kind:?}");
        }
        for kind in [
            ErrorKind::ProcessorTime,
            ErrorKind::OutOfMemory,
            ErrorKind::Trap,
            ErrorKind::NotStarted,
            ErrorKind::NoResponse,
        ] {
            assert_eq!(status(kind.as_str(), false).0, 500, "{kind:?}");
        }
    }
}
