//! What a key stands for: a fingerprint of everything that a recipient would see, so that a key is not used for two mails.
//!
//! It is noted on the draft. SHA-256 over each field with its length before it, in the order of the contract; the note
//! begins with a number, so that a later way of computing it is not mistaken for another message.

use sha2::{Digest, Sha256};

use super::{attachments, letter::Letter};
use crate::{
    call::Host,
    contract::{Message, Recipient},
    failure::Result,
    graph::attached::Attached,
    http::body,
    limits::READ_BYTES,
};

/// Number of this way of computing it.
const VERSION: &str = "1";

/// The note on a draft.
pub struct Mark {
    fingerprint: String,
    mailbox: String,
}

impl Mark {
    /// As it is noted: version, fingerprint, mailbox as the connection names it.
    pub fn to_text(&self) -> String {
        format!("{VERSION} {} {}", self.fingerprint, self.mailbox)
    }

    /// Tells whether a note is that of this message. One of another version cannot be compared, and counts as such.
    pub fn agrees(&self, note: &str) -> bool {
        let mut words = note.split(' ');
        words.next() != Some(VERSION) || words.next() == Some(self.fingerprint.as_str())
    }

    /// Tells whether a note came with a mail from another mailbox: the extended properties of a mail travel with it inside an
    /// organisation.
    pub fn is_foreign(&self, note: &str) -> bool {
        let mailbox = note.splitn(3, ' ').nth(2);
        !self.agrees(note) && mailbox.is_some_and(|mailbox| mailbox != self.mailbox)
    }
}

/// Computes the note of a letter. Reads stored attachments once.
///
/// # Errors
/// When a stored attachment cannot be read.
pub fn of(letter: &Letter, mailbox: &str, host: &dyn Host) -> Result<Mark> {
    let mut hash = Fields(Sha256::new());
    match letter.message() {
        Some(message) => hash.message(message),
        None => hash.field(letter.raw()),
    }
    for (i, attached) in letter.attachments().iter().enumerate() {
        hash.attachment(i, attached, host)?;
    }
    let mut fingerprint = String::new();
    for byte in hash.0.finalize() {
        fingerprint.push_str(&format!("{byte:02x}"));
    }
    Ok(Mark {
        fingerprint,
        mailbox: mailbox.to_ascii_lowercase(),
    })
}

struct Fields(Sha256);

impl Fields {
    fn length(&mut self, length: u64) {
        self.0.update(length.to_be_bytes());
    }

    fn field(&mut self, bytes: &[u8]) {
        self.length(body::length(bytes));
        self.0.update(bytes);
    }

    fn optional(&mut self, text: Option<&str>) {
        // Absent and empty differ.
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
        // The cases of an enumeration keep their numbers in a contract.
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

    fn attachment(&mut self, i: usize, attached: &Attached, host: &dyn Host) -> Result<()> {
        self.field(attached.name.as_bytes());
        self.optional(attached.content_type.as_deref());
        self.optional(attached.content_id.as_deref());
        self.length(attached.source.length());
        let mut write = |bytes: &[u8]| {
            self.0.update(bytes);
            true
        };
        match attached.source.as_stored() {
            Some(range) => body::read(host, &range, READ_BYTES, &mut write)
                .map(|_| ())
                .map_err(|error| attachments::unreadable(&format!("message.attachments[{i}].content"), error)),
            None => {
                write(&attachments::load(host, "", &attached.source)?);
                Ok(())
            }
        }
    }
}
