//! Hash of everything but the bytes of attachments: each field with its length before it, in the order of the contract.

use highway::{HighwayHash as _, HighwayHasher};

use super::{Digest, HashKey};
use crate::{
    contract::{Message, Recipient},
    graph::attachment::CheckedAttachment,
    http::body,
};

/// Hashes the fields of a message, and the names, types and sizes of its attachments.
pub fn of_message(key: HashKey, message: &Message, attachments: &[CheckedAttachment]) -> Digest {
    let mut hash = Fields(key.hasher());
    hash.message(message);
    hash.list(attachments, |hash, attachment| {
        hash.field(attachment.name.as_bytes());
        hash.optional(attachment.content_type.as_deref());
        hash.optional(attachment.content_id.as_deref());
        hash.length(attachment.content.length());
    });
    hash.finish()
}

/// Hashes a raw MIME message.
pub fn of_mime(key: HashKey, bytes: &[u8]) -> Digest {
    let mut hash = Fields(key.hasher());
    hash.field(bytes);
    hash.finish()
}

struct Fields(HighwayHasher);

impl Fields {
    fn finish(self) -> Digest {
        Digest(self.0.finalize128())
    }

    fn length(&mut self, length: u64) {
        self.0.append(&length.to_le_bytes());
    }

    fn field(&mut self, bytes: &[u8]) {
        self.length(body::length(bytes));
        self.0.append(bytes);
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
}
