//! Decides which mailbox a message came from, with the permission that a send needs anyway (Mail.ReadWrite).
//!
//! The idempotency key and the mark of a message are extended properties. They travel with a mail inside an organisation, and
//! anybody there can write them. So they prove nothing by themselves: a message is this mailbox's own only if the mailbox
//! itself shows that.
//!
//! | message | owner | reason |
//! |---|---|---|
//! | a draft | this mailbox | delivery never makes a draft (MS-OXCMSG, mfUnsent) |
//! | `sender` is the connection's mailbox | this mailbox | the service sets `sender`, a client does not ("Send Outlook messages from another user") |
//! | in Sent Items, and never delivered | this mailbox | Exchange files the copy of a sent message there |
//! | delivered, and in another folder | another mailbox | a sent copy is not delivered, and `sender` is another |
//! | anything else | unknown | |
//!
//! `sender` alone is not enough. It holds the primary SMTP address, while a connection may name the mailbox by its user principal
//! name or its object ID, and translating one into the other needs User.Read.All. With Send As, `sender` is the address that
//! was sent as. The folder alone is not enough either: a rule or a person can move received mail into Sent Items. That is why
//! `RECEIVED_BY` is read. It was not tried on a live tenant. If sent copies carried it, a message in Sent Items would be of
//! unknown owner; if received mail lacked it, so would mail in other folders. In both cases the caller does not send.
//!
//! A message that this mailbox sent to itself lies in it twice. The copy in Sent Items counts; the delivered one counts only
//! where `sender` is the connection's mailbox.
//!
//! Not covered: whoever may write to this mailbox, or send as it, can make a message that is its own in every property. An import
//! into Sent Items with the key and the mark of this mail counts as this mail. Such a person can send and delete mail here anyway.
//!
//! Not covered: a mail from outside the organisation with a forged `From` that passes the tenant's anti-spoofing and brings
//! extended properties along (as TNEF). Whether Exchange Online keeps those was not tried.

use super::{client::Graph, messages::Message};
use crate::failure::Result;

/// The mailbox that a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The connection's mailbox.
    ThisMailbox,
    /// Another mailbox sent it here.
    AnotherMailbox,
    /// The mailbox does not show it.
    Unknown,
}

/// Answers for the messages of one mailbox. Remembers the id of Sent Items.
#[derive(Debug, Default)]
pub struct Ownership {
    sent_items: Option<String>,
}

impl Ownership {
    /// Decides which mailbox a message came from. Asks for the id of Sent Items when `sender` does not settle it.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn owner(&mut self, graph: &mut Graph<'_, '_>, message: &Message) -> Result<Owner> {
        if message.is_draft || is_sender(message, &graph.connection().mailbox) {
            return Ok(Owner::ThisMailbox);
        }
        let in_sent_items = message.folder == self.sent_items(graph)?;
        Ok(match (in_sent_items, message.received) {
            (true, false) => Owner::ThisMailbox,
            (false, true) => Owner::AnotherMailbox,
            (true, true) | (false, false) => Owner::Unknown,
        })
    }

    fn sent_items(&mut self, graph: &mut Graph<'_, '_>) -> Result<&str> {
        let folder = match self.sent_items.take() {
            Some(folder) => folder,
            None => graph.sent_items_folder()?,
        };
        Ok(self.sent_items.insert(folder))
    }
}

/// Addresses compare without letter case. Beyond ASCII that does not hold, and then the folder decides.
fn is_sender(message: &Message, mailbox: &str) -> bool {
    let sender = message.sender.as_deref().unwrap_or_default();
    sender.trim().eq_ignore_ascii_case(mailbox.trim())
}
