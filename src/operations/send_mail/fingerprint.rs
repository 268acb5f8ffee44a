//! The mark on a message of an idempotency key: which mail the key stands for, so that a key is not used for two mails.
//!
//! # Format
//! Three words with one space between: `<version> <algorithm> <fingerprint>`. This version writes and reads
//!
//! ```text
//! 1 sha256 <64 lower-case hexadecimal digits>
//! ```
//!
//! The fingerprint is SHA-256 over everything that a recipient would see: each field with its length before it, in the order
//! of the contract. The version says which fields are hashed and how, the algorithm with which function. Either can change
//! later: anything that is not exactly the line above is [`Comparison::Unreadable`], and is never taken for the same message or
//! for another one.
//!
//! The mark does not name the mailbox. A sender can write any name there, and one mailbox has several names. Which mailbox a
//! message came from is decided by `graph::ownership`.

use sha2::{Digest, Sha256};

use super::attachments;
use crate::{
    call::Host,
    contract::{Message, Recipient},
    failure::Result,
    graph::attachment::CheckedAttachment,
    http::body,
    limits::READ_BYTES,
};

/// Version and algorithm of the marks that this connector writes.
const VERSION: &str = "1 sha256 ";

/// Hexadecimal digits of a SHA-256.
const FINGERPRINT_DIGITS: usize = 64;

/// Fingerprint of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

/// What a mark says about a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// It is the mark of this mail.
    Same,
    /// It is the mark of another mail.
    Different,
    /// Its version or algorithm is unknown, or it is malformed: it may be the mark of this mail.
    Unreadable,
}

impl Fingerprint {
    /// The mark to write.
    pub fn to_mark(&self) -> String {
        format!("{VERSION}{}", self.0)
    }

    /// Compares the mark of a message with this mail.
    pub fn compare(&self, mark: &str) -> Comparison {
        match parse(mark) {
            Some(fingerprint) if fingerprint == self.0 => Comparison::Same,
            Some(_) => Comparison::Different,
            None => Comparison::Unreadable,
        }
    }
}

/// Whether this version of the connector can compare the mark.
pub fn is_readable(mark: &str) -> bool {
    parse(mark).is_some()
}

/// Parses a mark. Returns the fingerprint, or `None` for any other form than the one that is written here.
fn parse(mark: &str) -> Option<&str> {
    let fingerprint = mark.strip_prefix(VERSION)?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_valid = fingerprint.len() == FINGERPRINT_DIGITS && fingerprint.bytes().all(is_digit);
    is_valid.then_some(fingerprint)
}

/// Computes the fingerprint of a message. Reads stored attachments once.
///
/// # Errors
/// When a stored attachment cannot be read.
pub fn of_message(message: &Message, attachments: &[CheckedAttachment], host: &dyn Host) -> Result<Fingerprint> {
    let mut hash = Fields(Sha256::new());
    hash.message(message);
    for (i, attachment) in attachments.iter().enumerate() {
        hash.attachment(i, attachment, host)?;
    }
    Ok(hash.finish())
}

/// Computes the fingerprint of a raw MIME message.
pub fn of_mime(bytes: &[u8]) -> Fingerprint {
    let mut hash = Fields(Sha256::new());
    hash.field(bytes);
    hash.finish()
}

struct Fields(Sha256);

impl Fields {
    fn finish(self) -> Fingerprint {
        let mut fingerprint = String::new();
        for byte in self.0.finalize() {
            fingerprint.push_str(&format!("{byte:02x}"));
        }
        Fingerprint(fingerprint)
    }

    fn length(&mut self, length: u64) {
        self.0.update(length.to_be_bytes());
    }

    fn field(&mut self, bytes: &[u8]) {
        self.length(body::length(bytes));
        self.0.update(bytes);
    }

    fn optional(&mut self, text: Option<&str>) {
        // An absent field differs from an empty one.
        self.length(text.is_some().into());
        self.field(text.unwrap_or_default().as_bytes());
    }

    fn list<T>(&mut self, items: &[T], one: impl Fn(&mut Self, &T)) {
        self.length(u64::try_from(items.len()).unwrap_or(u64::MAX));
        for item in items {
            one(self, item);
        }
    }

    fn recipient(&mut self, recipient: &Recipient) {
        self.field(recipient.address.trim().as_bytes());
        self.optional(recipient.name.as_deref());
    }

    fn message(&mut self, message: &Message) {
        for list in [&message.to, &message.cc, &message.bcc, &message.reply_to] {
            self.list(list, Self::recipient);
        }
        self.list(message.from.as_slice(), Self::recipient);
        self.field(message.subject.as_bytes());
        self.optional(message.text.as_deref());
        self.optional(message.html.as_deref());
        // Enumerations of a contract keep the numbers of their cases.
        for number in [
            message.importance.map_or(u64::MAX, |importance| importance as u64),
            message.sensitivity.map_or(u64::MAX, |sensitivity| sensitivity as u64),
            message.read_receipt.into(),
            message.delivery_receipt.into(),
        ] {
            self.length(number);
        }
        self.list(&message.categories, |hash, category| hash.field(category.as_bytes()));
        self.list(&message.headers, |hash, header| {
            hash.field(header.name.as_bytes());
            hash.field(header.value.as_bytes());
        });
    }

    fn attachment(&mut self, i: usize, attachment: &CheckedAttachment, host: &dyn Host) -> Result<()> {
        self.field(attachment.name.as_bytes());
        self.optional(attachment.content_type.as_deref());
        self.optional(attachment.content_id.as_deref());
        self.length(attachment.content.length());
        let mut write = |bytes: &[u8]| {
            self.0.update(bytes);
            true
        };
        match attachment.content.as_stored() {
            Some(range) => body::read(host, &range, READ_BYTES, &mut write)
                .map(|_| ())
                .map_err(|error| attachments::unreadable(&format!("message.attachments[{i}].content"), error)),
            None => {
                write(&attachments::load(host, "", &attachment.content)?);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_documented_form_of_a_mark_is_compared() {
        let digits = "0123456789abcdef".repeat(4);
        let fingerprint = Fingerprint(digits.clone());
        assert_eq!(fingerprint.to_mark(), format!("1 sha256 {digits}"));
        assert_eq!(fingerprint.compare(&fingerprint.to_mark()), Comparison::Same);
        let other = format!("1 sha256 {}", "0".repeat(64));
        assert_eq!(fingerprint.compare(&other), Comparison::Different);
        for unreadable in [
            String::new(),
            digits.clone(),
            format!("1 {digits}"),
            format!("2 sha256 {digits}"),
            format!("01 sha256 {digits}"),
            format!("1 sha512 {digits}"),
            format!("1 SHA256 {digits}"),
            format!("1  sha256 {digits}"),
            format!(" 1 sha256 {digits}"),
            format!("1 sha256 {digits} "),
            format!("1 sha256 {digits} sender@contoso.com"),
            format!("1 sha256 {}", digits.to_uppercase()),
            format!("1 sha256 {}", &digits[1..]),
            format!("1 sha256 {digits}0"),
            format!("1 sha256 {}g", &digits[1..]),
        ] {
            assert_eq!(fingerprint.compare(&unreadable), Comparison::Unreadable, "{unreadable}");
            assert!(!is_readable(&unreadable), "{unreadable}");
        }
    }
}
