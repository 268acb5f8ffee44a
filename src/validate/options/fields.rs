//! What `describe` tells of the options of a call, and of the reference that `check-outcome` takes.

use super::key_fix;
use crate::{
    limits::{KEY_CHARS, TIME_BUDGET_MAX_MS, TIME_BUDGET_MIN_MS, TIME_BUDGET_MS},
    validate::{
        field::{Field, Kind, Text, Whole},
        pattern,
    },
};

/// The idempotency key.
pub fn idempotency_key(group: &'static str) -> Field {
    key(
        "idempotency_key",
        "options.idempotency-key",
        "Idempotency key",
        "Makes a send repeatable without a second mail: one key for one mail, such as the id of the run and the step. Needs Mail.ReadWrite.",
        group,
    )
    .advanced()
}

/// The reference of an earlier send.
pub fn reference(group: &'static str) -> Field {
    key(
        "reference",
        "reference",
        "Reference",
        "The reference that the receipt or the error of the send named: its idempotency key, or an id made for it.",
        group,
    )
    .required(&["key"])
}

fn key(name: &'static str, path: &'static str, title: &'static str, help: &'static str, group: &'static str) -> Field {
    let text = Text::of("text", pattern::key()).min(1).max(KEY_CHARS);
    Field::new(name, path, title, help, group, Kind::Text(text))
        .says("minLength", &["key"], key_fix())
        .says("pattern", &["key"], key_fix())
        .says_too_long(&["key"])
}

/// The time budget.
pub fn time_budget(group: &'static str) -> Field {
    let sentence = format!("Type a number from {TIME_BUDGET_MIN_MS} to {TIME_BUDGET_MAX_MS}.");
    let kind = Kind::Whole(Whole {
        min: TIME_BUDGET_MIN_MS.into(),
        max: TIME_BUDGET_MAX_MS.into(),
        default: Some(TIME_BUDGET_MS.into()),
    });
    Field::new(
        "time_budget_ms",
        "options.time-budget-ms",
        "Time budget (milliseconds)",
        "Time that the whole call may take, waits for Microsoft's throttling included. Large attachments on a slow line need more.",
        group,
        kind,
    )
    .advanced()
    .says("minimum", &["range"], sentence.clone())
    .says("maximum", &["range"], sentence)
}

/// Whether a test sends a mail.
pub fn send_test_mail(group: &'static str) -> Field {
    Field::new(
        "send_test_mail",
        "options.send-test-mail",
        "Send a test mail",
        "One real mail from the mailbox to itself: the only full proof.",
        group,
        Kind::Flag(Some(false)),
    )
}
