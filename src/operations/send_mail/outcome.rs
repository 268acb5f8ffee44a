//! Outcomes of a send: the success, and the failures that need more words than their cause.

use crate::{
    failure::{Failure, FailureKind},
    graph::messages::{Message, Reference},
    guidance::{self, CauseList, Confidence, Context, catalogue::causes, signals::Signal},
    limits::{CONCURRENT_RUN_RETRY_MS, REPEAT_WITH_KEY_MS},
    violation::Violation,
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
        failure = failure.with_leftover(format!(
            "The mail is the message {}, in Sent Items or still in Drafts.",
            draft.id
        ));
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
    let message =
        "No response showed whether the mail was sent. The mail may have been sent: look before you send again.";
    Failure::from_detail(
        FailureKind::OutcomeUnknown,
        list.diagnose("send-outcome-unknown", message),
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
        "The app may not work with drafts in this mailbox. A send with an idempotency key needs drafts. Nothing was sent."
    } else {
        "The app may not work with drafts in this mailbox. A message of this size needs drafts. Nothing was sent."
    };
    failure.with_first_cause(cause).with_message("drafts-denied", message)
}

/// The failure when the key stands for another message.
pub fn key_reused() -> Failure {
    Failure::invalid(
        "options.idempotency-key",
        Violation::new(
            "key-of-another-message",
            "The mailbox has another message with this key. This call sent nothing.",
            "Use a new key for each mail, or repeat with exactly the same message.",
        ),
    )
}

/// The failure when another run with the same key removed this run's draft, or was ahead of it in every round.
pub fn taken_over(reference: &Reference) -> Failure {
    let message =
        "Another run with the same key is sending this mail, or its draft was removed by hand. This call sent nothing.";
    Failure::new(FailureKind::Transient, "taken-over", message)
        .with_reference(reference.as_text())
        .with_retry_after_ms(Some(CONCURRENT_RUN_RETRY_MS))
}

/// The failure when the mailbox does not list the new draft.
pub fn not_shown() -> Failure {
    let message = "The mailbox did not list the draft that was just created, so a second mail could not be ruled out. Nothing was \
                   sent.";
    Failure::new(FailureKind::Transient, "mailbox-behind", message)
}

/// The failure when the mailbox does not show the version of the new draft. Without it nothing shows whether another run changes
/// the draft.
pub fn version_not_shown() -> Failure {
    let message = "The mailbox did not show the version of the draft that was just created, so a second mail could not be ruled \
                   out. Nothing was sent.";
    Failure::new(FailureKind::Transient, "mailbox-behind", message)
}

/// The failure when a draft with the Message-ID of the caller's MIME is in the Drafts folder after a creation of unclear outcome.
pub fn draft_not_told_apart(draft: &Message) -> Failure {
    let message = "It is unknown whether a draft was created, and the Drafts folder has one with the Message-ID of this mail, which \
                   may be another person's. Nothing was sent.";
    Failure::new(FailureKind::Transient, "draft-not-told-apart", message).with_leftover(format!(
        "The draft with the Message-ID of this mail may be left over: delete it in the mailbox's Drafts folder if nobody needs it \
         (message {}).",
        draft.id
    ))
}

/// Says that a failed search leaves open what an earlier run did.
pub fn not_searched() -> String {
    "This call sent nothing. The mailbox could not be searched: an earlier call with this key may have sent the mail."
        .to_owned()
}

/// Describes a draft that could not be removed.
pub fn left_draft(draft: &Message) -> String {
    format!(
        "The draft of this mail could not be removed: delete it in the mailbox's Drafts folder (message {}).",
        draft.id
    )
}

/// Describes a draft of an earlier run that this run did not touch.
pub fn left_by_earlier_run(draft: &Message) -> String {
    format!(
        "An earlier run with this key left a draft: delete it in the mailbox's Drafts folder if the mail was sent (message {}).",
        draft.id
    )
}

/// Describes a draft that was kept on purpose.
pub fn kept_draft(draft: &Message) -> String {
    format!(
        "The complete draft of this mail is kept for the next run with the same key; if there is no such run, delete it in the \
         mailbox's Drafts folder (message {}).",
        draft.id
    )
}
