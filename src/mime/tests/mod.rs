//! Parses composed messages with parsers that share no code with the writer.

mod injection;
mod inspect;
mod parsed;
mod python;

use super::{ComposeContext, Part, compose};
use crate::contract::{Message, Recipient};

/// Seed of the boundaries in these tests.
const SEED: &str = "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10";

fn context() -> ComposeContext<'static> {
    ComposeContext {
        date: 784_111_777,
        message_id: "id-1@contoso.com",
        boundary: SEED,
        mailbox: "orders@contoso.com",
    }
}

fn recipient(name: Option<&str>, address: &str) -> Recipient {
    Recipient {
        address: address.to_owned(),
        name: name.map(str::to_owned),
    }
}

fn message() -> Message {
    Message {
        to: vec![recipient(Some("Megan Bowen"), "megan@contoso.com")],
        text: Some("Hello".to_owned()),
        subject: "Order 42".to_owned(),
        ..Message::default()
    }
}

/// Composes, and checks what holds of every message: CRLF alone, no line too long, no control character in the header.
fn composed(message: &Message, attachments: &[Part<'_>]) -> String {
    composed_in(message, &context(), attachments)
}

fn composed_in(message: &Message, context: &ComposeContext<'_>, attachments: &[Part<'_>]) -> String {
    let text = String::from_utf8(compose(message, context, attachments)).expect("UTF-8");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "only CRLF");
    assert!(
        text.split("\r\n").all(|line| line.len() <= 998),
        "no line above 998 octets"
    );
    let (header, _) = text.split_once("\r\n\r\n").expect("an empty line");
    assert!(
        !header.replace("\r\n", "").contains(|c: char| c.is_control()),
        "{header}"
    );
    assert!(
        header.split("\r\n").all(|line| !line.trim().is_empty()),
        "no blank line: {header}"
    );
    text
}

/// Names of the header fields, in lower case.
fn field_names(mime: &str) -> Vec<String> {
    let (header, _) = mime.split_once("\r\n\r\n").unwrap();
    let lines = header.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    lines
        .map(|line| line.split_once(':').unwrap().0.to_ascii_lowercase())
        .collect()
}

/// The plain file of most tests.
fn file<'a>(name: &'a str, content: &'a [u8]) -> Part<'a> {
    Part {
        name,
        content_type: Some("application/pdf"),
        content_id: None,
        content,
    }
}

/// An image that HTML shows.
fn image<'a>(id: &'a str, content: &'a [u8]) -> Part<'a> {
    Part {
        name: "logo.png",
        content_type: Some("image/png"),
        content_id: Some(id),
        content,
    }
}
