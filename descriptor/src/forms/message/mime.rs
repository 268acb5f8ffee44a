//! A complete MIME message.

use outlook_connector::limits;

use super::attachments::{content_rule, file};
use crate::forms::{
    Form,
    field::{Field, Rule},
    options::{idempotency_key, time_limit},
};

/// The form of `send-mail` for a complete MIME message.
pub fn form() -> Form {
    let groups = &[("content", "Message"), ("more", "More")];
    Form::new("Send a complete message", groups, fields(), rules())
}

fn fields() -> Vec<Field> {
    let help = "The complete message, such as a file with the ending .eml.";
    vec![
        file("mime", "content", help),
        idempotency_key("more"),
        time_limit("more"),
    ]
}

fn rules() -> Vec<Rule> {
    vec![
        content_rule(&["/file"]),
        Rule::new(
            "mime-size",
            &["/file"],
            &["request-too-large"],
            format!("The message has at most {} bytes.", limits::MIME_BYTES),
        ),
        Rule::new(
            "mime-form",
            &["/file"],
            &["mime", "mime-address"],
            "The content is a complete RFC 5322 message: a header with To, Cc or Bcc, an empty line, and a body. A name with an @ or a \
             comma stands in quotation marks.",
        ),
        Rule::new(
            "message-id",
            &["/file"],
            &["message-id"],
            format!(
                "Without an idempotency key, a Message-ID in the header stands alone in angle brackets, without spaces, and has at \
                 most {} characters.",
                limits::MESSAGE_ID_CHARS
            ),
        ),
    ]
}
