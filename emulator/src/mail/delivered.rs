//! Accepted mail, as tests look at it.

use bytes::Bytes;
use time::OffsetDateTime;
use uuid::Uuid;

/// A mail that was accepted with 202.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// Number of the mail, from 1; also that of its file in the spool folder.
    pub number: u64,
    /// Tenant of the mailbox.
    pub tenant: Uuid,
    /// User principal name of the mailbox that it was sent from.
    pub mailbox: String,
    /// Sender in the envelope.
    pub envelope_from: String,
    /// Recipients in the envelope, Bcc included, each once, in order of first mention.
    pub envelope_to: Vec<String>,
    /// Where the mail went, groups expanded.
    pub deliveries: Vec<Delivery>,
    /// Subject.
    pub subject: String,
    /// Internet Message-ID, without angle brackets.
    pub internet_message_id: String,
    /// Immutable id of the message in the mailbox that it was sent from. None when no copy was saved.
    pub message_id: Option<String>,
    /// The attached files, in order.
    pub attachments: Vec<DeliveredFile>,
    /// Whether a copy is in Sent Items.
    pub saved_to_sent_items: bool,
    /// Whether the envelope asks for a receipt on delivery.
    pub delivery_receipt: bool,
    /// When it was accepted, by the emulator's clock.
    pub accepted_at: OffsetDateTime,
    /// The message itself.
    pub eml: Bytes,
}

/// A file of an accepted mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveredFile {
    /// Name.
    pub name: String,
    /// Content; shared with the mailbox, so a clone costs nothing.
    pub content: Bytes,
}

/// One delivery of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Address that it was delivered for.
    pub address: String,
    /// Where it went.
    pub destination: Destination,
}

/// Where a mail went for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Inbox of a mailbox of the tenant, by user principal name.
    Inbox(String),
    /// Out to the internet.
    Internet,
    /// Nobody of that address in the tenant's own domains, or the sender has no recipients left for the day: the sender gets a
    /// non-delivery report, after the 202.
    Undeliverable,
}

impl Delivered {
    /// Whether the mail reached the inbox of this mailbox, given by user principal name.
    pub fn reached_inbox(&self, user_principal_name: &str) -> bool {
        self.deliveries.iter().any(|delivery| match &delivery.destination {
            Destination::Inbox(owner) => owner.eq_ignore_ascii_case(user_principal_name),
            Destination::Internet | Destination::Undeliverable => false,
        })
    }
}
