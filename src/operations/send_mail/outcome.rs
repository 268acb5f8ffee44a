//! What became of a send: the success, and the failures of which the caller must know more than that they happened.

use crate::{
    failure::{Failure, FailureKind},
    graph::drafts::{Item, Reference},
    guidance::{self, CauseList, Confidence, Context, catalogue::causes, signals::Signal},
    limits::{REPEAT_WITH_KEY_MS, TAKEN_OVER_MS},
    violation::Violation,
};

/// An accepted mail.
pub struct Sent {
    /// Immutable id, where there is one.
    pub message_id: Option<String>,
    /// Internet Message-ID.
    pub internet_message_id: Option<String>,
    /// When it was sent, if not by the last exchange of the call.
    pub sent_at: Option<String>,
    /// An earlier run had sent it.
    pub already_sent: bool,
}

impl Sent {
    /// Graph accepted this draft now.
    pub fn now(draft: &Item) -> Self {
        Self {
            message_id: Some(draft.id.clone()),
            internet_message_id: draft.internet_message_id.clone(),
            sent_at: None,
            already_sent: false,
        }
    }

    /// The mailbox shows that this call's send was accepted, although its answer was unclear.
    pub fn seen(item: &Item) -> Self {
        Self {
            sent_at: item.sent_at.clone(),
            ..Self::now(item)
        }
    }

    /// The mailbox shows that an earlier run sent it.
    pub fn earlier(item: &Item) -> Self {
        Self {
            already_sent: true,
            ..Self::seen(item)
        }
    }
}

/// The mail may have been sent. Says how to find out, and whether a repeat is safe.
pub fn unknown(
    failure: Failure,
    context: &Context,
    reference: &Reference,
    keyed: bool,
    draft: Option<&Item>,
) -> Failure {
    let mut failure = match failure.kind() {
        FailureKind::OutcomeUnknown => failure,
        // What failed later than the send tells nothing of the send.
        _ => unanswered(context),
    };
    if let Some(draft) = draft {
        failure = failure.with_leftover(format!(
            "What was to be sent is the message {}, in Sent Items or still in Drafts.",
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

/// No answer told anything, for as long as there was time to ask.
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

/// The key stands for another message.
pub fn key_reused() -> Failure {
    Failure::invalid(
        "options.idempotency-key",
        Violation::new(
            "key-of-another-message",
            "The mailbox holds a message of this key, and it is not this one. Nothing was sent by this call.",
            "Use a new key for each mail, or repeat with exactly the same message.",
        ),
    )
}

/// Another run with the same key removed this one's draft, or was always ahead of it.
pub fn taken_over(reference: &Reference) -> Failure {
    let message =
        "Another run with the same key is sending this mail, or its draft was removed by hand. This call sent nothing.";
    Failure::new(FailureKind::Transient, "taken-over", message)
        .with_reference(reference.as_text())
        .with_retry_after_ms(Some(TAKEN_OVER_MS))
}

/// The mailbox does not list what was just written to it.
pub fn not_shown() -> Failure {
    let message = "The mailbox did not list the draft that was just written, so that a second mail could not be ruled out. \
                   Nothing was sent.";
    Failure::new(FailureKind::Transient, "mailbox-behind", message)
}

/// A draft that stayed although it should not.
pub fn left_draft(draft: &Item) -> String {
    format!(
        "The draft of this mail could not be removed: delete it in the mailbox's Drafts folder (message {}).",
        draft.id
    )
}

/// A draft of an earlier run that this run does not touch.
pub fn left_by_earlier_run(draft: &Item) -> String {
    format!(
        "An earlier run with this key left a draft: delete it in the mailbox's Drafts folder if the mail was sent (message {}).",
        draft.id
    )
}

/// A draft that was kept on purpose.
pub fn kept_draft(draft: &Item) -> String {
    format!(
        "The complete draft of this mail is kept for the next run with the same key; if there will be none, delete it in the \
         mailbox's Drafts folder (message {}).",
        draft.id
    )
}
