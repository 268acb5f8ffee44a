//! Failures of calls.

use http::StatusCode;
use outlook_contract_json::responses::kind;
use outlook_host::{Error, ErrorKind};

use super::Problem;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (status, title) = status(&error);
        let detail = match error.detail() {
            Some(detail) => detail.message.clone(),
            None if error.may_have_been_sent() => format!("{error}. The mail may have been sent"),
            None => format!("{error}. Nothing was sent"),
        };
        let retry_after_ms = error
            .retry_after()
            .and_then(|wait| u64::try_from(wait.as_millis()).ok());
        Self {
            may_have_been_sent: error.may_have_been_sent(),
            is_permanent: error.is_permanent(),
            retry_after_ms,
            reference: error.detail().and_then(|detail| detail.reference.clone()),
            error: error.detail().cloned().map(Into::into),
            ..Self::new(status, kind(&error), error.code(), title, detail)
        }
    }
}

/// The status, such that no generic client repeats what must not be repeated. Generic clients repeat 408, 429 and 5xx.
fn status(error: &Error) -> (StatusCode, &'static str) {
    if error.may_have_been_sent() {
        return (StatusCode::FAILED_DEPENDENCY, "The mail may have been sent");
    }
    match error.kind() {
        ErrorKind::InvalidInput => (StatusCode::UNPROCESSABLE_ENTITY, "A field is not usable"),
        ErrorKind::Unauthorized => (
            StatusCode::FAILED_DEPENDENCY,
            "Microsoft refused the sign-in or the permission",
        ),
        ErrorKind::Rejected => (StatusCode::FAILED_DEPENDENCY, "Microsoft refused the request for good"),
        ErrorKind::Throttled => (StatusCode::TOO_MANY_REQUESTS, "Microsoft limits the rate of requests"),
        ErrorKind::Transient => (StatusCode::SERVICE_UNAVAILABLE, "A temporary fault"),
        ErrorKind::Busy => (StatusCode::SERVICE_UNAVAILABLE, "Too many calls at once"),
        ErrorKind::TimedOut => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The call took too long and was stopped",
        ),
        ErrorKind::Cancelled => (StatusCode::SERVICE_UNAVAILABLE, "The service stopped the call"),
        // A defect. Nothing was sent, so that a repeat does no harm.
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "The connector broke off"),
    }
}

#[cfg(test)]
mod tests {
    use outlook_host::types::{self, ErrorDetail};

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
            let problem = Problem::from(Error::from(case(ErrorDetail::default())));
            assert_eq!((problem.status, problem.kind.as_str()), (status, kind));
            assert_eq!(problem.may_have_been_sent, kind == "permanent-outcome-unknown");
            assert_eq!(problem.is_permanent, kind.starts_with("permanent"));
        }
        // No reason is known, so that the mail may have been sent.
        let problem = Problem::from(Error::from(types::Error::ExecutionFailed));
        assert_eq!((problem.status, problem.may_have_been_sent), (424, true));
    }
}
