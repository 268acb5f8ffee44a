//! Mail as MIME (RFC 5322, RFC 2045 to 2047, RFC 2231). Graph's JSON cannot carry everything, above all not plain text and HTML
//! in one message. Such a message is sent as MIME.
//!
//! [`compose`] writes a message from the contract's fields. [`inspect`] reads the header of messages that a caller wrote, and
//! [`line_ends`] completes their line ends.
//! Exchange parses a message and writes it anew when it sends it, so recipients do not see the transfer encodings that are
//! chosen here; a form that no parser misreads matters more. `validate` has checked the fields. Even so, no field can begin a
//! header or a part: control characters become spaces, and addresses lose every character that no address has.
//!
//! This module does not read a clock, draw random numbers, parse bodies, or change the content of attachments. Messages that a
//! caller wrote keep every byte but their line ends.
// Lengths and offsets here come from a peer or a caller.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod addresses;
mod header;
mod html_images;
mod inspect;
mod line_ends;
mod parts;

use email_encoding::headers::writer::EmailWriter;
use std::fmt;

use crate::{
    contract::{Header, Importance, Message, Recipient, Sensitivity},
    time,
};

pub use addresses::Malformed;
pub use html_images::{Images, find as find_images, is_same as is_same_content_id};
pub use inspect::{check_raw, fields, header_value, malformed_name};
pub use line_ends::{LineEnds, complete as complete_line_ends};

/// Values that a message needs and that are not its fields.
#[derive(Debug, Clone, Copy)]
pub struct ComposeContext<'a> {
    /// Date of the message, in seconds since 1970-01-01T00:00:00Z.
    pub date: u64,
    /// Message-ID, with or without angle brackets. If it is empty, Exchange chooses one.
    pub message_id: &'a str,
    /// Random text that no body contains, such as a GUID. The boundaries are made of it.
    pub boundary: &'a str,
    /// Sending mailbox: its address, or the object ID of the user.
    pub mailbox: &'a str,
}

impl ComposeContext<'_> {
    /// Returns the address for receipts: the address in From, or the mailbox. Returns `None` if the mailbox is an object ID; no
    /// receipt can be requested then.
    pub fn sender<'m>(&'m self, message: &'m Message) -> Option<&'m str> {
        let address = message.from.as_ref().map_or(self.mailbox, |from| &from.address).trim();
        address.contains('@').then_some(address)
    }
}

/// An attachment and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// File name.
    pub name: &'a str,
    /// Media type. `application/octet-stream` is written if it is absent or malformed.
    pub content_type: Option<&'a str>,
    /// Content ID of an image that the HTML displays.
    pub content_id: Option<&'a str>,
    /// Bytes.
    pub content: &'a [u8],
}

/// Writes a whole message with CRLF line ends. The field `attachments` of the message is not read.
///
/// The message has no From if the mailbox is an object ID and the message names no other sender: Exchange adds the mailbox's
/// own address. Bcc is written: Graph takes the recipients of a MIME message from its header, and Exchange removes the line.
/// Addresses with letters beyond ASCII are written unchanged (RFC 6532).
pub fn compose(message: &Message, context: &ComposeContext<'_>, attachments: &[Part<'_>]) -> Vec<u8> {
    let mut out = String::new();
    // The writers need `fmt::Write`. Writing to a `String` does not fail.
    let _never_fails = write(&mut out, message, context, attachments);
    out.into_bytes()
}

fn write(out: &mut String, message: &Message, context: &ComposeContext<'_>, attachments: &[Part<'_>]) -> fmt::Result {
    header::field(out, "Date", &mut |w| header::atom(w, &time::rfc5322(context.date)))?;
    match &message.from {
        Some(from) => addresses(out, "From", std::slice::from_ref(from))?,
        None if context.mailbox.contains('@') => {
            header::field(out, "From", &mut |w| header::mailbox(w, None, context.mailbox))?;
        }
        None => {}
    }
    addresses(out, "Reply-To", &message.reply_to)?;
    addresses(out, "To", &message.to)?;
    addresses(out, "Cc", &message.cc)?;
    addresses(out, "Bcc", &message.bcc)?;
    header::field(out, "Subject", &mut |w| header::unstructured(w, &message.subject))?;
    if !context.message_id.is_empty() {
        header::field(out, "Message-ID", &mut |w| header::angle_id(w, context.message_id))?;
    }
    importance_headers(out, message)?;
    if let Some(sender) = context.sender(message) {
        // RFC 8098 §2.1, and the older header that Exchange uses for delivery receipts ([MS-OXCMAIL] 2.1.3.1.5).
        if message.read_receipt {
            header::field(out, "Disposition-Notification-To", &mut |w| {
                header::mailbox(w, None, sender)
            })?;
        }
        if message.delivery_receipt {
            header::field(out, "Return-Receipt-To", &mut |w| header::mailbox(w, None, sender))?;
        }
    }
    if !message.categories.is_empty() {
        header::field(out, "Keywords", &mut |w| header::keywords(w, &message.categories))?;
    }
    for Header { name, value } in &message.headers {
        if header::is_custom(name) {
            header::field(out, name, &mut |w| header::unstructured(w, value))?;
        }
    }
    out.push_str("MIME-Version: 1.0\r\n");
    parts::write(out, message, context.boundary, attachments)
}

fn addresses(out: &mut String, name: &str, list: &[Recipient]) -> fmt::Result {
    if list.is_empty() {
        return Ok(());
    }
    header::field(out, name, &mut |w| header::address_list(w, list))
}

/// Writes importance and sensitivity. A message without these headers has the value normal.
fn importance_headers(out: &mut String, message: &Message) -> fmt::Result {
    let mut fixed =
        |name: &str, value: &str| header::field(out, name, &mut |w: &mut EmailWriter<'_>| header::atom(w, value));
    match message.importance {
        Some(Importance::High) => {
            fixed("Importance", "High")?;
            fixed("X-Priority", "1")?;
        }
        Some(Importance::Low) => {
            fixed("Importance", "Low")?;
            fixed("X-Priority", "5")?;
        }
        Some(Importance::Normal) | None => {}
    }
    // Values of RFC 2156, in the spelling of Outlook and Exchange.
    match message.sensitivity {
        Some(Sensitivity::Personal) => fixed("Sensitivity", "Personal"),
        Some(Sensitivity::Private) => fixed("Sensitivity", "Private"),
        Some(Sensitivity::Confidential) => fixed("Sensitivity", "Company-Confidential"),
        Some(Sensitivity::Normal) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
