//! Outcomes of a send: the success, and the failures that need more words than their cause.

use crate::{
    failure::{Failure, FailureKind},
    failure_message::{failure_messages, leftovers},
    field_problem::field_problems,
    graph::messages::{Message, Reference},
    guidance::{self, CauseList, Confidence, Context, catalogue::causes, signals::Signal},
    limits::{CONCURRENT_RUN_RETRY_MS, REPEAT_WITH_KEY_MS},
};

/// A mail that Graph accepted.
pub struct Accepted {
    /// Immutable id, if it is known.
    pub message_id: Option<String>,
    /// Internet Message-ID.
    pub internet_message_id: Option<String>,
    /// When it was sent, if the last request of the call does not say it.
    pub sent_at: Option<String>,
    /// True if an earlier run sent it.
    pub already_sent: bool,
}

impl Accepted {
    /// Graph accepted this draft just now.
    pub fn now(draft: &Message) -> Self {
        Self {
            message_id: Some(draft.id.clone()),
            internet_message_id: draft.internet_message_id.clone(),
            sent_at: None,
            already_sent: false,
        }
    }

    /// This call's request was accepted, as the mailbox shows. The response was unclear.
    pub fn seen(message: &Message) -> Self {
        Self {
            sent_at: message.sent_at.clone(),
            ..Self::now(message)
        }
    }

    /// An earlier run sent it, as the mailbox shows.
    pub fn earlier(message: &Message) -> Self {
        Self {
            already_sent: true,
            ..Self::seen(message)
        }
    }
}

/// The failure of a mail that may have been sent. Says how to find out, and whether a repeat is safe.
pub fn unknown(
    failure: Failure,
    context: &Context,
    reference: &Reference,
    keyed: bool,
    draft: Option<&Message>,
) -> Failure {
    let mut failure = match failure.kind() {
        FailureKind::OutcomeUnknown => failure,
        // A request that failed after the send says nothing about the send.
        _ => unanswered(context),
    };
    if let Some(draft) = draft {
        failure = failure.with_leftover(leftovers::MAIL_IN_DOUBT.leftover(&draft.id));
    }
    if keyed {
        let evidence = ["The mail has an idempotency key. A repeat with the same key finds the mail by it."];
        let cause = guidance::cause(
            &causes::REPEAT_WITH_THE_SAME_KEY,
            Confidence::Certain,
            &evidence,
            context,
        );
        failure = failure
            .with_first_cause(cause)
            .with_retry_after_ms(Some(REPEAT_WITH_KEY_MS));
    }
    failure.with_reference(reference.as_text())
}

/// The failure when no response made the outcome clear before the time was up.
pub fn unanswered(context: &Context) -> Failure {
    let mut list = CauseList::new(context);
    list.add(&causes::LOOK_BEFORE_SENDING_AGAIN, Confidence::Certain, &[]);
    Failure::from_detail(
        FailureKind::OutcomeUnknown,
        list.diagnose(&failure_messages::SEND_WITHOUT_RESPONSE, &[]),
    )
}

/// Explains a refusal of a request for drafts: drafts need another permission than sending.
pub fn drafts_denied(failure: Failure, context: &Context, keyed: bool) -> Failure {
    if context.signals().contains(Signal::HasMailReadWrite) {
        return failure;
    }
    let evidence = ["Graph refused a request for drafts. Sending alone does not need that right."];
    let cause = guidance::cause(&causes::NO_GRANT_FOR_DRAFTS, Confidence::Likely, &evidence, context);
    let message = if keyed {
        &failure_messages::DRAFTS_DENIED_WITH_KEY
    } else {
        &failure_messages::DRAFTS_DENIED
    };
    failure.with_first_cause(cause).with_message(message, &[])
}

/// The failure when the key stands for another message.
pub fn key_reused() -> Failure {
    Failure::invalid(
        "options.idempotency-key",
        field_problems::KEY_OF_ANOTHER_MESSAGE.violated(&[]),
    )
}

/// The failure when another run with the same key removed this run's draft, or was ahead of it in every round.
pub fn taken_over(reference: &Reference) -> Failure {
    Failure::new(FailureKind::Transient, &failure_messages::TAKEN_OVER, &[])
        .with_reference(reference.as_text())
        .with_retry_after_ms(Some(CONCURRENT_RUN_RETRY_MS))
}

/// The failure when the mailbox does not list the new draft.
pub fn not_shown() -> Failure {
    Failure::new(FailureKind::Transient, &failure_messages::DRAFT_NOT_LISTED, &[])
}

/// The failure when the mailbox does not show the version of the new draft. Without it nothing shows whether another run changes
/// the draft.
pub fn version_not_shown() -> Failure {
    Failure::new(FailureKind::Transient, &failure_messages::VERSION_NOT_SHOWN, &[])
}

/// The failure when a draft with the Message-ID of the caller's MIME is in the Drafts folder after a creation of unclear outcome.
pub fn draft_not_told_apart(draft: &Message) -> Failure {
    Failure::new(FailureKind::Transient, &failure_messages::DRAFT_NOT_TOLD_APART, &[])
        .with_leftover(leftovers::DRAFT_IN_DOUBT.leftover(&draft.id))
}
