//! The fields of a message.

#[cfg(not(target_arch = "wasm32"))]
pub mod fields;

use super::{Broken, Problems, address, headers, text};
use crate::{
    contract::{Attachment, Message, Recipient},
    limits,
};

/// Checks every field, apart from the content of attachments.
pub fn check(message: &Message, problems: &mut Problems) {
    check_recipients(message, problems);
    for (i, recipient) in message.reply_to.iter().enumerate() {
        check_recipient(&format!("message.reply-to[{i}]"), recipient, problems);
    }
    if let Some(from) = &message.from {
        check_recipient("message.from", from, problems);
    }
    problems.take("message.subject", text::one_line(&message.subject));
    problems.take(
        "message.subject",
        text::at_most(&message.subject, limits::SUBJECT_CHARS),
    );
    for (i, attachment) in message.attachments.iter().enumerate() {
        check_attachment(i, attachment, problems);
    }
    for (i, category) in message.categories.iter().enumerate() {
        let field = format!("message.categories[{i}]");
        let checked = text::not_empty(category, "Type a category, or leave the entry out.")
            .and_then(|()| text::one_line(category))
            .and_then(|()| text::at_most(category, limits::CATEGORY_CHARS));
        problems.take(&field, checked);
    }
    headers::check(&message.headers, problems);
}

fn check_recipients(message: &Message, problems: &mut Problems) {
    let lists = [("to", &message.to), ("cc", &message.cc), ("bcc", &message.bcc)];
    let total: usize = lists.iter().map(|(_, list)| list.len()).fold(0, usize::saturating_add);
    if total == 0 {
        let fix = "Add at least one address to To, Cc or Bcc.";
        problems.add(
            "message.to",
            Broken::new("required", "The message has no recipient.", fix),
        );
    }
    if total > limits::RECIPIENTS {
        problems.add(
            "message.to",
            Broken::new(
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
            check_recipient(&format!("message.{name}[{i}]"), recipient, problems);
        }
    }
}

fn check_recipient(field: &str, recipient: &Recipient, problems: &mut Problems) {
    if let Err((part, broken)) = address::check_recipient(recipient) {
        problems.add(&format!("{field}.{part}"), broken);
    }
}

fn check_attachment(i: usize, attachment: &Attachment, problems: &mut Problems) {
    let field = |name: &str| format!("message.attachments[{i}].{name}");
    let name = text::not_empty(&attachment.name, "Type a file name such as report.pdf.")
        .and_then(|()| text::one_line(&attachment.name))
        .and_then(|()| text::at_most(&attachment.name, limits::FILE_NAME_CHARS));
    problems.take(&field("name"), name);
    if let Some(content_type) = &attachment.content_type {
        let is_type = content_type
            .split(';')
            .next()
            .and_then(|essence| essence.trim().split_once('/'))
            .is_some_and(|(kind, subtype)| text::is_token(kind) && text::is_token(subtype));
        if !is_type || text::one_line(content_type).is_err() {
            let fix = "Type a media type such as application/pdf, or leave it out.";
            problems.add(
                &field("content-type"),
                Broken::new("media-type", "It is not a media type.", fix),
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
        problems.add(
            &field("content-id"),
            Broken::new("content-id", "It is not a content id.", fix),
        );
    }
}

#[cfg(test)]
mod tests;
