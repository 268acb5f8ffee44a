//! Message-IDs that a mail is found by.

use crate::{
    field_problem::{FieldProblemInfo, field_problems},
    limits::MESSAGE_ID_CHARS,
    violation::Violation,
};

/// Checks the Message-ID of MIME that is sent without an idempotency key: it is the reference of the send, and the mailbox is
/// searched for it. `value` is the value of the header field.
///
/// RFC 5322 §3.6.4 wants an `@` as well. Exchange does not, and many messages have none.
///
/// # Errors
/// The violation, with a Message-ID to type.
pub fn check(value: &str) -> Result<(), Violation> {
    match problem(value) {
        None => Ok(()),
        Some(problem) => Err(problem.violated(&[("max", MESSAGE_ID_CHARS.to_string())])),
    }
}

fn problem(value: &str) -> Option<&'static FieldProblemInfo> {
    let inner = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let Some(inner) = inner else {
        return Some(if value.is_empty() {
            &field_problems::MESSAGE_ID_EMPTY
        } else {
            &field_problems::MESSAGE_ID_BRACKETS
        });
    };
    if inner.is_empty() {
        return Some(&field_problems::MESSAGE_ID_EMPTY);
    }
    if inner.contains(['<', '>']) {
        return Some(&field_problems::MESSAGE_ID_SEVERAL);
    }
    if !inner.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(&field_problems::MESSAGE_ID_CHARACTER);
    }
    (value.len() > MESSAGE_ID_CHARS).then_some(&field_problems::MESSAGE_ID_TOO_LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_ids_can_be_searched_for() {
        let of_length = |length: usize| format!("<{}>", "x".repeat(length - 2));
        for good in [
            "<order-4711@contoso.com>",
            "<1>",
            "<o'brien@x>",
            &of_length(MESSAGE_ID_CHARS),
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "<>",
            "order-4711@contoso.com",
            "<a@b",
            "a@b>",
            "<a@b> <c@d>",
            "<a@b> (comment)",
            "<a b@c>",
            "<a\t@c>",
            "<a\0@c>",
            "<\u{e9}@c>",
            &of_length(MESSAGE_ID_CHARS + 1),
        ] {
            let violation = check(bad).expect_err(bad);
            assert_eq!(violation.code, "message-id", "{bad}");
        }
    }
}
