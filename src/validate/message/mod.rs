//! The fields of a message.

mod headers;
#[cfg(test)]
mod tests;

use super::{address, text};
use crate::{
    contract::{Attachment, Message, Recipient},
    field_problem::{field_fixes, field_problems},
    http::body,
    limits,
    violation::{InvalidInput, Violation, Violations},
};

/// Checks every field, except for the content of attachments.
///
/// # Errors
/// Every violation.
pub fn check(message: &Message) -> Result<(), InvalidInput> {
    check_number_of_entries(message)?;
    let mut violations = Violations::default();
    check_recipients(message, &mut violations);
    for (i, recipient) in message.reply_to.iter().enumerate() {
        check_recipient(&format!("message.reply-to[{i}]"), recipient, &mut violations);
    }
    for (field, body) in [("message.text", &message.text), ("message.html", &message.html)] {
        violations.check(field, check_body(body.as_deref().unwrap_or_default()));
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
        let checked = text::not_empty(category, field_fixes::CATEGORY)
            .and_then(|()| text::one_line(category))
            .and_then(|()| text::at_most(category, limits::CATEGORY_CHARS));
        violations.check(&format!("message.categories[{i}]"), checked);
    }
    headers::check(message, &mut violations);
    violations.into_result()
}

fn check_recipients(message: &Message, violations: &mut Violations) {
    let lists = [("to", &message.to), ("cc", &message.cc), ("bcc", &message.bcc)];
    violations.check("message.to", check_number_of_recipients(count_recipients(message)));
    for (name, list) in lists {
        for (i, recipient) in list.iter().enumerate() {
            check_recipient(&format!("message.{name}[{i}]"), recipient, violations);
        }
    }
}

/// Refuses lists that are far too long, before anything is made of their entries.
fn check_number_of_entries(message: &Message) -> Result<(), InvalidInput> {
    let Message {
        to, cc, bcc, reply_to, ..
    } = message;
    let entries = to.len().saturating_add(cc.len()).saturating_add(bcc.len());
    for (field, entries) in [("message.to", entries), ("message.reply-to", reply_to.len())] {
        if entries > limits::RECIPIENT_ENTRIES {
            let values = [
                ("entries", entries.to_string()),
                ("max", limits::RECIPIENT_ENTRIES.to_string()),
            ];
            return Err(field_problems::TOO_MANY_ENTRIES.violated(&values).at(field));
        }
    }
    Ok(())
}

/// Refuses a body that no request can hold. Whether a shorter one fits is known when the request is built: JSON and base64 make it
/// longer.
fn check_body(body: &str) -> Result<(), Violation> {
    let length = body::length(body.as_bytes());
    if length > limits::REQUEST_BYTES {
        let values = [
            ("length", length.to_string()),
            ("max", limits::REQUEST_BYTES.to_string()),
        ];
        return Err(field_problems::BODY_TOO_LARGE.violated(&values));
    }
    Ok(())
}

/// Returns the number of different addresses in To, Cc and Bcc. Exchange delivers to each address once, and counts it once.
pub fn count_recipients(message: &Message) -> usize {
    let lists = [&message.to, &message.cc, &message.bcc];
    let given = lists.iter().fold(0, |sum: usize, list| sum.saturating_add(list.len()));
    if given < 2 {
        return given;
    }
    let mut addresses: Vec<String> = lists
        .into_iter()
        .flatten()
        .map(|recipient| recipient.address.trim().to_ascii_lowercase())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses.len()
}

fn check_number_of_recipients(total: usize) -> Result<(), Violation> {
    match total {
        0 => Err(field_problems::NO_RECIPIENT.violated(&[])),
        1..=limits::RECIPIENTS => Ok(()),
        _ => {
            let values = [
                ("recipients", total.to_string()),
                ("max", limits::RECIPIENTS.to_string()),
            ];
            Err(field_problems::TOO_MANY_RECIPIENTS.violated(&values))
        }
    }
}

fn check_recipient(field: &str, recipient: &Recipient, violations: &mut Violations) {
    if let Err((part, violation)) = address::check_recipient(recipient) {
        violations.add(&format!("{field}.{part}"), violation);
    }
}

fn check_attachment(i: usize, attachment: &Attachment, violations: &mut Violations) {
    let field = |name: &str| format!("message.attachments[{i}].{name}");
    let name = text::not_empty(&attachment.name, field_fixes::FILE_NAME)
        .and_then(|()| text::one_line(&attachment.name))
        .and_then(|()| text::at_most(&attachment.name, limits::FILE_NAME_CHARS));
    violations.check(&field("name"), name);
    if let Some(content_type) = &attachment.content_type {
        violations.check(&field("content-type"), check_media_type(content_type));
    }
    if let Some(content_id) = &attachment.content_id {
        violations.check(&field("content-id"), check_content_id(content_id));
    }
}

fn check_media_type(content_type: &str) -> Result<(), Violation> {
    let is_type = content_type
        .split(';')
        .next()
        .and_then(|essence| essence.trim().split_once('/'))
        .is_some_and(|(kind, subtype)| text::is_token(kind) && text::is_token(subtype));
    if !is_type || text::one_line(content_type).is_err() {
        return Err(field_problems::MEDIA_TYPE.violated(&[]));
    }
    Ok(())
}

fn check_content_id(content_id: &str) -> Result<(), Violation> {
    let is_id = !content_id.is_empty()
        && !content_id
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>".contains(c));
    if !is_id {
        return Err(field_problems::CONTENT_ID.violated(&[]));
    }
    Ok(())
}
