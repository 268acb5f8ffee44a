//! Causes of a refused request to Graph.

use super::{
    Advice, Causes,
    Confidence::*,
    Values,
    catalogue::{Shown, catalogue, causes as c},
    cause, rank, signals, with_status,
};
use crate::failure::{Failure, FailureKind};

/// A send of which no answer tells what became.
pub fn unknown_outcome(what: &str, values: &Values) -> Failure {
    let mut causes = Causes::new(values);
    causes.add(c::LOOK_BEFORE_SENDING_AGAIN, Certain, &[]);
    let message = format!("{what} The mail may have been sent: look before you send again.");
    Failure::advised(
        FailureKind::OutcomeUnknown,
        causes.advise("send-outcome-unknown", message),
    )
}

/// Adds to an unknown outcome that the key makes a repeat safe.
pub fn repeat_with_key(failure: Failure, values: &Values) -> Failure {
    let evidence = ["The mail carries an idempotency key, by which a repeat finds it."];
    failure.with_first_cause(cause(c::REPEAT_WITH_THE_SAME_KEY, Certain, &evidence, values))
}

/// Explains that the mailbox may not be read: an app that may only send is refused so, and is set up rightly.
pub fn look_denied(failure: Failure, values: &Values) -> Failure {
    let evidence = ["A request for messages was refused, which sending alone does not need."];
    failure
        .with_first_cause(cause(c::NO_GRANT_FOR_DRAFTS, Likely, &evidence, values))
        .with_message(
            "look-denied",
            "The app may not read this mailbox, so that it cannot look for the mail.",
        )
}

/// Explains that drafts were refused: they need another permission than sending.
pub fn drafts_denied(failure: Failure, values: &Values, keyed: bool) -> Failure {
    if values.signals & signals::HAS_MAIL_READ_WRITE != 0 {
        return failure;
    }
    let evidence = ["A request for drafts was refused, which sending alone does not need."];
    let why = match keyed {
        true => "an idempotency key",
        false => "a message of this size",
    };
    let message = format!("The app may not work with drafts in this mailbox, which {why} needs. Nothing was sent.");
    failure
        .with_first_cause(cause(c::NO_GRANT_FOR_DRAFTS, Likely, &evidence, values))
        .with_message("drafts-denied", message)
}

/// What an answer of Graph shows.
pub struct Answered<'a> {
    /// HTTP status.
    pub status: u16,
    /// Its codes, the most telling first.
    pub codes: &'a [String],
    /// Its message.
    pub text: &'a str,
    /// What an engine should do.
    pub kind: FailureKind,
}

/// Chooses causes for an error of Graph.
pub fn advice(answered: &Answered<'_>, values: &Values) -> Advice {
    let Answered {
        status,
        codes,
        text,
        kind,
    } = *answered;
    let shown = Shown {
        service: "graph",
        codes,
        text,
        error: "",
        status,
    };
    if kind == FailureKind::OutcomeUnknown {
        let mut causes = Causes::new(values);
        let evidence = ["Such an answer has been seen after mail that was sent, and after mail that was not."];
        causes.add(c::LOOK_BEFORE_SENDING_AGAIN, Certain, &evidence);
        if let Some(answer) = catalogue().find(&shown) {
            rank::add_ranked(&mut causes, answer, values.signals);
        }
        let message =
            format!("Graph answered {status} to the send. The mail may have been sent: look before you send again.");
        return causes.advise("send-outcome-unknown", message);
    }
    rank::advise(&shown, values).unwrap_or_else(|| by_form(status, codes, values))
}

/// Nothing in the catalogue fits.
fn by_form(status: u16, codes: &[String], values: &Values) -> Advice {
    let mut causes = Causes::new(values);
    let (id, evidence, code) = match codes {
        [] => (
            c::NOT_FROM_MICROSOFT,
            "The answer has not the form of Graph's errors.",
            "unusable-response",
        ),
        _ => (
            c::REQUEST_REFUSED,
            "The code is not known to this connector.",
            "request-refused",
        ),
    };
    causes.add(id, Likely, &[evidence]);
    causes.advise(
        code,
        format!(
            "Graph, or something on the way, answered{}. This is a guess from the form of the answer.",
            with_status(status)
        ),
    )
}
