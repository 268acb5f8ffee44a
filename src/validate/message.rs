//! The fields of a message.

use super::{address, headers, text};
use crate::{
    contract::{Attachment, Message, Recipient},
    limits,
    violation::{InvalidInput, Violation, Violations},
};

/// Checks every field, except for the content of attachments.
///
/// # Errors
/// Every violation.
pub fn check(message: &Message) -> Result<(), InvalidInput> {
    let mut violations = Violations::default();
    check_recipients(message, &mut violations);
    for (i, recipient) in message.reply_to.iter().enumerate() {
        check_recipient(&format!("message.reply-to[{i}]"), recipient, &mut violations);
    }
    if let Some(from) = &message.from {
        check_recipient("message.from", from, &mut violations);
    }
    violations.check("message.subject", text::one_line(&message.subject));
    violations.check(
        "message.subject",
        text::at_most(&message.subject, limits::SUBJECT_CHARS),
    );
    for (i, attachment) in message.attachments.iter().enumerate() {
        check_attachment(i, attachment, &mut violations);
    }
    for (i, category) in message.categories.iter().enumerate() {
        let field = format!("message.categories[{i}]");
        let checked = text::not_empty(category, "Type a category, or leave the entry out.")
            .and_then(|()| text::one_line(category))
            .and_then(|()| text::at_most(category, limits::CATEGORY_CHARS));
        violations.check(&field, checked);
    }
    headers::check(&message.headers, &mut violations);
    violations.into_result()
}

fn check_recipients(message: &Message, violations: &mut Violations) {
    let lists = [("to", &message.to), ("cc", &message.cc), ("bcc", &message.bcc)];
    let total: usize = lists.iter().map(|(_, list)| list.len()).fold(0, usize::saturating_add);
    if total == 0 {
        let fix = "Add at least one address to To, Cc or Bcc.";
        violations.add(
            "message.to",
            Violation::new("required", "The message has no recipient.", fix),
        );
    }
    if total > limits::RECIPIENTS {
        violations.add(
            "message.to",
            Violation::new(
                "too-many",
                format!(
                    "To, Cc and Bcc hold {total} recipients together; Exchange takes {} by default.",
                    limits::RECIPIENTS
                ),
                "Send several messages, or send to a distribution group: an unexpanded group counts as one recipient.",
            ),
        );
    }
    for (name, list) in lists {
        for (i, recipient) in list.iter().enumerate() {
            check_recipient(&format!("message.{name}[{i}]"), recipient, violations);
        }
    }
}

fn check_recipient(field: &str, recipient: &Recipient, violations: &mut Violations) {
    if let Err((part, broken)) = address::check_recipient(recipient) {
        violations.add(&format!("{field}.{part}"), broken);
    }
}

fn check_attachment(i: usize, attachment: &Attachment, violations: &mut Violations) {
    let field = |name: &str| format!("message.attachments[{i}].{name}");
    let name = text::not_empty(&attachment.name, "Type a file name such as report.pdf.")
        .and_then(|()| text::one_line(&attachment.name))
        .and_then(|()| text::at_most(&attachment.name, limits::FILE_NAME_CHARS));
    violations.check(&field("name"), name);
    if let Some(content_type) = &attachment.content_type {
        let is_type = content_type
            .split(';')
            .next()
            .and_then(|essence| essence.trim().split_once('/'))
            .is_some_and(|(kind, subtype)| text::is_token(kind) && text::is_token(subtype));
        if !is_type || text::one_line(content_type).is_err() {
            let fix = "Type a media type such as application/pdf, or leave it out.";
            violations.add(
                &field("content-type"),
                Violation::new("media-type", "It is not a media type.", fix),
            );
        }
    }
    if let Some(content_id) = &attachment.content_id
        && (content_id.is_empty()
            || content_id
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || "<>".contains(c)))
    {
        let fix = "Type the id as it stands in the HTML behind cid:, without angle brackets and spaces.";
        violations.add(
            &field("content-id"),
            Violation::new("content-id", "It is not a content id.", fix),
        );
    }
}

#[cfg(test)]
mod tests;
