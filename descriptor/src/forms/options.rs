//! The forms of `test-connection` and `check-outcome`, and the options of a send.

use outlook_connector::{
    limits::{KEY_CHARS, TIME_BUDGET_MAX_MS, TIME_BUDGET_MIN_MS},
    tables::fixes,
};

use super::{
    Form,
    field::{Field, Kind, Mapping, Text, Whole},
    pattern,
};

/// Returns the fix of an idempotency key.
fn key_fix() -> String {
    fixes::KEY.replace("{max}", &KEY_CHARS.to_string())
}

/// The form of `test-connection`.
pub fn test_form() -> Form {
    let fields = vec![send_test_mail("test"), time_limit("test")];
    Form::new("Test the connection", &[("test", "Test")], fields, Vec::new())
}

/// The form of `check-outcome`.
pub fn reference_form() -> Form {
    let fields = vec![reference("send")];
    Form::new(
        "Check what became of a mail",
        &[("send", "Earlier send")],
        fields,
        Vec::new(),
    )
}

/// The idempotency key.
pub fn idempotency_key(group: &'static str) -> Field {
    key(
        "idempotency_key",
        "options.idempotency-key",
        "Idempotency key",
        "Makes it safe to repeat a send: the same key never sends a second mail. Use one key for each mail, such as the ID of the run and the step. Needs the permission Mail.ReadWrite.",
        group,
    )
    .advanced()
}

/// The reference of an earlier send.
fn reference(group: &'static str) -> Field {
    key(
        "reference",
        "reference",
        "Reference",
        "The reference in the receipt or the error of the send. It is the idempotency key, or an ID that the connector made.",
        group,
    )
    .required(&["key"])
}

fn key(name: &'static str, path: &'static str, title: &'static str, help: &'static str, group: &'static str) -> Field {
    let text = Text::of("text", pattern::key()).min(1).max(KEY_CHARS);
    Field::new(name, path, title, help, group, Kind::Text(text))
        .message("minLength", &["key"], key_fix())
        .message("pattern", &["key"], key_fix())
        .message_too_long(&["key"])
}

/// The time limit. It has no default: the connector makes one of the size of the mail, and a form would send a stale one.
pub fn time_limit(group: &'static str) -> Field {
    const SECOND_MS: u32 = 1_000;
    let (min, max) = (TIME_BUDGET_MIN_MS / SECOND_MS, TIME_BUDGET_MAX_MS / SECOND_MS);
    let sentence = format!("Type a number from {min} to {max}.");
    let kind = Kind::Whole(Whole {
        min: min.into(),
        max: max.into(),
    });
    Field::new(
        "time_limit_s",
        "options.time-budget-ms",
        "Time limit (seconds)",
        "The time that the whole call may take, including waits while Microsoft throttles. If you leave it out, it is 100 seconds, and more for large files.",
        group,
        kind,
    )
    .advanced()
    .mapping(Mapping::Seconds)
    .message("minimum", &["range"], sentence.clone())
    .message("maximum", &["range"], sentence)
}

/// Whether a test sends a mail.
fn send_test_mail(group: &'static str) -> Field {
    Field::new(
        "send_test_mail",
        "options.send-test-mail",
        "Send a test mail",
        "Send one real mail from the mailbox to itself. Only this proves that sending works.",
        group,
        Kind::Flag(Some(false)),
    )
}
