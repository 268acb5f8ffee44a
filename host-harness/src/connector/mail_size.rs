//! Refuses a mail that does not fit into the sandbox, by the field at fault. Its arguments are copied into the sandbox before the
//! component sees them: without this check such a call ends as [`ErrorKind::OutOfMemory`](crate::ErrorKind::OutOfMemory), which
//! names no field.

use crate::types::{self, Attachment, Content, ErrorDetail, FieldProblem, Mail, Message, Recipient};

/// Memory that the component needs beside the mail: its data, its stack and what it makes of a small mail. It was measured at about
/// 2 MiB.
const OWN_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of a string or list in the sandbox beside its content: pointer and length, and what the allocator keeps.
const OVERHEAD: usize = 24;

/// Checks that a mail fits `memory_bytes`, the memory of a call.
///
/// # Errors
/// `permanent-invalid-input` with the largest field.
pub(super) fn check(mail: &Mail, memory_bytes: usize) -> Result<(), types::Error> {
    let fields = match mail {
        Mail::Mime(content) => vec![("mime".to_owned(), of_content(content))],
        Mail::Message(message) => of_message(message),
    };
    let total = fields
        .iter()
        .fold(0_usize, |sum, (_, bytes)| sum.saturating_add(*bytes));
    // In a small sandbox a part is kept: a mail whose files are stored fits into 4 MiB.
    let room = memory_bytes.saturating_sub(OWN_BYTES.min(memory_bytes / 2));
    if total <= room {
        return Ok(());
    }
    let largest = fields.into_iter().max_by_key(|(_, bytes)| *bytes);
    let (field, bytes) = largest.unwrap_or_default();
    Err(too_large(field, bytes, room))
}

fn too_large(field: String, bytes: usize, room: usize) -> types::Error {
    let message =
        format!("It takes about {bytes} bytes of memory. All that is passed by value may take {room} together.");
    let fix = if field.ends_with("content") || field == "mime" {
        "Pass the file by name: the host's attachment store reads it piece by piece."
    } else {
        "Pass less, or attach a part of it as a file."
    };
    types::Error::PermanentInvalidInput(ErrorDetail {
        code: "invalid-input".to_owned(),
        message: format!("{field}: {message} {fix}"),
        fields: vec![FieldProblem {
            field,
            code: "too-large".to_owned(),
            message,
            fix: fix.to_owned(),
            ..FieldProblem::default()
        }],
        ..ErrorDetail::default()
    })
}

fn of_message(message: &Message) -> Vec<(String, usize)> {
    let Message {
        to,
        cc,
        bcc,
        reply_to,
        from,
        subject,
        text,
        html,
        attachments,
        categories,
        headers,
        ..
    } = message;
    let headers = headers
        .iter()
        .map(|header| of_text(&header.name) + of_text(&header.value));
    let mut fields = vec![
        ("message.to".to_owned(), of_recipients(to)),
        ("message.cc".to_owned(), of_recipients(cc)),
        ("message.bcc".to_owned(), of_recipients(bcc)),
        ("message.reply-to".to_owned(), of_recipients(reply_to)),
        ("message.from".to_owned(), of_recipients(from.as_slice())),
        ("message.subject".to_owned(), of_text(subject)),
        ("message.text".to_owned(), of_option(text.as_deref())),
        ("message.html".to_owned(), of_option(html.as_deref())),
        (
            "message.categories".to_owned(),
            categories.iter().map(|text| of_text(text)).sum(),
        ),
        ("message.headers".to_owned(), headers.sum()),
    ];
    for (i, attachment) in attachments.iter().enumerate() {
        let Attachment {
            name,
            content_type,
            content_id,
            content,
        } = attachment;
        let names = of_text(name) + of_option(content_type.as_deref()) + of_option(content_id.as_deref());
        fields.push((format!("message.attachments[{i}].content"), names + of_content(content)));
    }
    fields
}

fn of_recipients(recipients: &[Recipient]) -> usize {
    let sizes = recipients
        .iter()
        .map(|recipient| of_text(&recipient.address) + of_option(recipient.name.as_deref()));
    sizes.sum()
}

fn of_content(content: &Content) -> usize {
    match content {
        Content::Bytes(bytes) => bytes.len() + OVERHEAD,
        Content::Base64(text) | Content::Stored(text) => of_text(text),
    }
}

fn of_text(text: &str) -> usize {
    text.len() + OVERHEAD
}

fn of_option(text: Option<&str>) -> usize {
    text.map_or(0, of_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: usize = 64 * 1024 * 1024;

    /// Returns the field that is refused.
    fn refused(change: impl FnOnce(&mut Message)) -> Option<String> {
        let mut message = Message::default();
        change(&mut message);
        match check(&Mail::Message(message), MEMORY) {
            Ok(()) => None,
            Err(types::Error::PermanentInvalidInput(detail)) => Some(detail.fields[0].field.clone()),
            Err(error) => panic!("{error:?}"),
        }
    }

    fn attachment(content: Content) -> Attachment {
        Attachment {
            content,
            ..Attachment::default()
        }
    }

    #[test]
    fn the_largest_field_is_named() {
        let room = MEMORY - OWN_BYTES;
        assert_eq!(
            refused(|m| m.text = Some("b".repeat(100_000_000))).as_deref(),
            Some("message.text")
        );
        assert_eq!(
            refused(|m| m.html = Some("b".repeat(room))).as_deref(),
            Some("message.html")
        );
        assert_eq!(refused(|m| m.html = Some("b".repeat(room - 1_000))), None);
        let recipient = Recipient {
            address: "megan@contoso.com".to_owned(),
            name: None,
        };
        let many = vec![recipient; 2_000_000];
        assert_eq!(refused(|m| m.bcc = many).as_deref(), Some("message.bcc"));
        let two = vec![
            attachment(Content::Base64("A".repeat(30_000_000))),
            attachment(Content::Bytes(vec![0; 40_000_000])),
        ];
        assert_eq!(
            refused(|m| m.attachments = two).as_deref(),
            Some("message.attachments[1].content")
        );
        let mime = Mail::Mime(Content::Base64("A".repeat(75_000_000)));
        assert!(check(&mime, MEMORY).is_err() && check(&mime, 2 * MEMORY).is_ok());
    }

    #[test]
    fn nothing_that_was_passed_is_repeated() {
        let mail = Mail::Message(Message {
            text: Some("marker".repeat(20_000_000)),
            ..Message::default()
        });
        assert!(!format!("{:?}", check(&mail, MEMORY)).contains("marker"));
    }
}
