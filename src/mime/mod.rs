//! Mail as MIME (RFC 5322, RFC 2045 to 2047, RFC 2231): the form for what Graph's JSON cannot carry, above all plain text
//! and HTML in one message.
//!
//! [`compose`] writes a message from the contract's fields, and [`raw`] looks at messages that a caller wrote. Exchange
//! parses what it gets and writes the message anew when it sends, so that the choice of transfer encodings here is not
//! seen by recipients; being read without doubt is what counts. Fields are taken as checked by `rules`. Even so, nothing in
//! any field can begin a header or a part: control characters become spaces, and addresses lose what no address has.
//!
//! It refuses to: read a clock, draw random numbers, parse bodies, and cut or change content of attachments.

mod body;
mod date;
mod header;
mod raw;

use email_encoding::headers::writer::EmailWriter;
use std::fmt;

use crate::contract::{Header, Importance, Message, Recipient, Sensitivity};

pub use raw::{check_raw, header_value};

/// What a message needs from outside.
#[derive(Debug, Clone, Copy)]
pub struct ComposeContext<'a> {
    /// When it is written, in seconds since 1970-01-01T00:00:00Z.
    pub date: u64,
    /// Its Message-ID, with or without angle brackets. Empty leaves the choice to Exchange.
    pub message_id: &'a str,
    /// A random text that no body holds, such as a GUID: boundaries are made of it.
    pub boundary: &'a str,
    /// The sending mailbox: its address, or the object ID of the user.
    pub mailbox: &'a str,
}

impl ComposeContext<'_> {
    /// The address that receipts go to: that of From, or of the mailbox. None when the mailbox is named by its object ID;
    /// receipts cannot be asked for then.
    pub fn sender<'m>(&'m self, message: &'m Message) -> Option<&'m str> {
        let address = message.from.as_ref().map_or(self.mailbox, |from| &from.address).trim();
        address.contains('@').then_some(address)
    }
}

/// An attachment with its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// File name.
    pub name: &'a str,
    /// Media type. Absent, or not of that form, means `application/octet-stream`.
    pub content_type: Option<&'a str>,
    /// Content ID of an image that the HTML shows.
    pub content_id: Option<&'a str>,
    /// The bytes.
    pub content: &'a [u8],
}

/// Writes a whole message, with CRLF line ends. The message's own `attachments` are not looked at.
///
/// From is left out when the mailbox is named by an object ID and the message names no other sender: Exchange fills in the
/// mailbox's own address. Bcc is written: Graph takes the recipients of a MIME message from its header, and Exchange takes
/// the line out. Addresses in letters beyond ASCII stand as they are (RFC 6532).
pub fn compose(message: &Message, context: &ComposeContext<'_>, attachments: &[Part<'_>]) -> Vec<u8> {
    let mut out = String::new();
    // The writers know only `fmt::Write`; a `String` takes everything.
    let _never_fails = write(&mut out, message, context, attachments);
    out.into_bytes()
}

fn write(out: &mut String, message: &Message, context: &ComposeContext<'_>, attachments: &[Part<'_>]) -> fmt::Result {
    header::field(out, "Date", &mut |w| header::atom(w, &date::rfc5322(context.date)))?;
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
    marks(out, message)?;
    if let Some(sender) = context.sender(message) {
        // RFC 8098 §2.1, and the older header that Exchange uses for delivery ([MS-OXCMAIL] 2.1.3.1.5).
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
    body::write(out, message, context.boundary, attachments)
}

fn addresses(out: &mut String, name: &str, list: &[Recipient]) -> fmt::Result {
    if list.is_empty() {
        return Ok(());
    }
    header::field(out, name, &mut |w| header::address_list(w, list))
}

/// Importance and sensitivity. Normal is what a message without these headers has.
fn marks(out: &mut String, message: &Message) -> fmt::Result {
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
    // The values of RFC 2156, as Outlook and Exchange write them.
    match message.sensitivity {
        Some(Sensitivity::Personal) => fixed("Sensitivity", "Personal"),
        Some(Sensitivity::Private) => fixed("Sensitivity", "Private"),
        Some(Sensitivity::Confidential) => fixed("Sensitivity", "Company-Confidential"),
        Some(Sensitivity::Normal) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
