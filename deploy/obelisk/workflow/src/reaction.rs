//! What the workflow does after an error: repeat with the same key after a wait, or end.
//!
//! Obelisk could repeat a failed activity by itself. It would not wait as long as Microsoft asks (`retry-after-ms`), so that the deployment
//! switches it off (`max_retries = 0`) and the workflow repeats.

use crate::bindings::{
    exports::outlook::workflow::flow::Failure,
    outlook::connector::types::{Error, ErrorDetail},
};

/// Calls for one mail at most. With [`pause`] they take about a day.
const TRIES: u32 = 30;

/// Calls at most while it is unknown whether the mail was sent. A call with the key looks into the mailbox each time. What it cannot tell
/// after an hour needs a person: a draft that somebody moved or copied, or a mailbox that cannot be read.
const TRIES_IN_DOUBT: u32 = 6;

/// What to do.
#[derive(Debug)]
pub enum Reaction {
    /// Call again with the same key.
    Repeat {
        /// Wait before the call, in milliseconds.
        after_ms: u64,
    },
    /// End the workflow.
    End(Failure),
}

/// Decides after the call number `tries`, counted from 1.
pub fn to(error: &Error, tries: u32) -> Reaction {
    match error {
        // A person must change something. Nothing was sent.
        Error::PermanentInvalidInput(detail)
        | Error::PermanentUnauthorized(detail)
        | Error::PermanentRejected(detail) => Reaction::End(Failure::PermanentRefused(describe(detail))),
        // The mail may have been sent. The key makes a repeat safe.
        Error::PermanentOutcomeUnknown(detail) if tries < TRIES_IN_DOUBT => repeat(detail.retry_after_ms, tries),
        Error::PermanentOutcomeUnknown(detail) => Reaction::End(Failure::PermanentUnknown(describe(detail))),
        // Nothing was sent.
        Error::Throttled(detail) | Error::Transient(detail) if tries < TRIES => repeat(detail.retry_after_ms, tries),
        Error::Throttled(detail) | Error::Transient(detail) => {
            Reaction::End(Failure::PermanentGivenUp(describe(detail)))
        }
        // Obelisk itself ended the call: the lock expired, or the node died. The mail may have been sent.
        Error::ExecutionFailed if tries < TRIES => repeat(None, tries),
        Error::ExecutionFailed => Reaction::End(Failure::PermanentUnknown(
            "the engine ended each call before it returned".to_owned(),
        )),
    }
}

fn repeat(retry_after_ms: Option<u64>, tries: u32) -> Reaction {
    Reaction::Repeat {
        after_ms: retry_after_ms.unwrap_or_else(|| pause(tries)),
    }
}

/// A growing pause: 15 seconds, 30 seconds, and so on, up to an hour.
fn pause(tries: u32) -> u64 {
    15_000_u64
        .saturating_mul(1 << tries.saturating_sub(1).min(10))
        .min(3_600_000)
}

/// The message, and the other fields at fault or the likeliest cause with its fix. Obelisk keeps it in its database: it holds no secret and
/// no text of the mail.
fn describe(detail: &ErrorDetail) -> String {
    let mut text = format!("{}: {}", detail.code, detail.message);
    // The message has the first problem already, with what to do.
    for problem in detail.fields.iter().skip(1) {
        text.push_str(&format!(" {}: {} {}", problem.field, problem.message, problem.fix));
    }
    if detail.fields.is_empty()
        && let Some(cause) = detail.causes.first()
    {
        text.push_str(&format!(" Likely cause: {} Fix: {}", cause.title, cause.fix));
    }
    if let Some(reference) = &detail.reference {
        text.push_str(&format!(" Reference: {reference}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::outlook::connector::types::{Cause, FieldProblem};

    fn detail(retry_after_ms: Option<u64>) -> ErrorDetail {
        ErrorDetail {
            code: "some-code".to_owned(),
            message: "It failed.".to_owned(),
            params: Vec::new(),
            fields: Vec::new(),
            causes: Vec::new(),
            http_status: None,
            service_code: None,
            service_message: None,
            retry_after_ms,
            reference: Some("order-4711".to_owned()),
            leftovers: Vec::new(),
            understood: Vec::new(),
            not_understood: Vec::new(),
            requests: Vec::new(),
        }
    }

    fn wait(error: &Error, tries: u32) -> Option<u64> {
        match to(error, tries) {
            Reaction::Repeat { after_ms } => Some(after_ms),
            Reaction::End(_) => None,
        }
    }

    #[test]
    fn what_a_person_must_change_ends_at_once() {
        for error in [
            Error::PermanentInvalidInput(detail(None)),
            Error::PermanentUnauthorized(detail(None)),
            Error::PermanentRejected(detail(Some(1000))),
        ] {
            let Reaction::End(Failure::PermanentRefused(text)) = to(&error, 1) else {
                panic!("{error:?} is repeated");
            };
            assert_eq!(text, "some-code: It failed. Reference: order-4711");
        }
    }

    fn problem(field: &str) -> FieldProblem {
        FieldProblem {
            field: field.to_owned(),
            code: "missing".to_owned(),
            message: "It is empty.".to_owned(),
            fix: format!("Give {field}."),
            params: Vec::new(),
            links: Vec::new(),
        }
    }

    fn cause() -> Cause {
        Cause {
            id: "some-cause".to_owned(),
            title: "A title.".to_owned(),
            confidence: "likely".to_owned(),
            owner: "recipe-builder".to_owned(),
            evidence: Vec::new(),
            counter_evidence: Vec::new(),
            check: "Look.".to_owned(),
            check_commands: Vec::new(),
            fix: "Mend it.".to_owned(),
            fix_commands: Vec::new(),
            retry: "no".to_owned(),
            guide_step: None,
            params: Vec::new(),
            links: Vec::new(),
        }
    }

    #[test]
    fn the_text_has_the_likeliest_cause_or_the_fields_at_fault() {
        let mut detail = detail(None);
        detail.causes.push(cause());
        assert_eq!(
            describe(&detail),
            "some-code: It failed. Likely cause: A title. Fix: Mend it. Reference: order-4711"
        );
        detail.fields.extend([problem("to"), problem("subject")]);
        assert_eq!(
            describe(&detail),
            "some-code: It failed. subject: It is empty. Give subject. Reference: order-4711"
        );
    }

    #[test]
    fn microsofts_wait_is_kept() {
        for error in [
            Error::Throttled(detail(Some(90_000))),
            Error::Transient(detail(Some(90_000))),
            Error::PermanentOutcomeUnknown(detail(Some(90_000))),
        ] {
            assert_eq!(wait(&error, 1), Some(90_000));
            assert_eq!(wait(&error, 5), Some(90_000));
        }
    }

    #[test]
    fn without_a_wait_the_pause_grows_to_an_hour() {
        let error = Error::Transient(detail(None));
        assert_eq!(
            (1..=4).map(|tries| wait(&error, tries)).collect::<Vec<_>>(),
            [Some(15_000), Some(30_000), Some(60_000), Some(120_000)]
        );
        assert_eq!(wait(&error, TRIES - 1), Some(3_600_000));
        let day: u64 = (1..TRIES).map(pause).sum();
        assert!((20 * 3_600_000..28 * 3_600_000).contains(&day), "{day}");
    }

    #[test]
    fn each_case_ends_after_some_tries() {
        assert!(matches!(
            to(&Error::Throttled(detail(Some(1))), TRIES),
            Reaction::End(Failure::PermanentGivenUp(_))
        ));
        assert!(matches!(
            to(&Error::PermanentOutcomeUnknown(detail(None)), TRIES_IN_DOUBT),
            Reaction::End(Failure::PermanentUnknown(_))
        ));
    }

    #[test]
    fn a_call_that_the_engine_ended_may_have_sent_the_mail() {
        assert_eq!(wait(&Error::ExecutionFailed, 1), Some(15_000));
        assert!(matches!(
            to(&Error::ExecutionFailed, TRIES),
            Reaction::End(Failure::PermanentUnknown(_))
        ));
    }
}
