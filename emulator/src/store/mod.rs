//! What the mailboxes hold: messages in folders, and the upload sessions of their drafts.
//!
//! One lock guards all of it, so each request is one atomic step. Time passes only when somebody looks: whoever opens a mailbox
//! first lets the submissions end that are due.

pub(crate) mod duplicate;
pub(crate) mod extended;
pub(crate) mod file;
pub(crate) mod folder;
pub(crate) mod item;
mod mailbox;
pub(crate) mod session;
pub(crate) mod view;

use std::collections::HashMap;

use time::OffsetDateTime;
use uuid::Uuid;

pub(crate) use mailbox::{MailboxStore, RECEIVED_BY, Submit};

/// Tenant and mailbox.
pub(crate) type Key = (Uuid, Uuid);

/// When a mailbox is looked at, and how far its filtered listings are behind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) now: OffsetDateTime,
    pub(crate) lag: time::Duration,
}

/// All mailboxes that were touched so far.
#[derive(Default)]
pub(crate) struct Store {
    mailboxes: HashMap<Key, MailboxStore>,
    sessions: session::Sessions,
}

impl Store {
    /// Opens a mailbox. Submissions that are due by now have ended when this returns.
    pub(crate) fn open(&mut self, key: Key, moment: Moment) -> &mut MailboxStore {
        let mailbox = self.mailboxes.entry(key).or_insert_with(|| MailboxStore::new(key.1));
        mailbox.settle(moment);
        mailbox
    }

    /// Forgets every mail that is neither a draft nor on its way.
    pub(crate) fn forget_finished(&mut self) {
        self.mailboxes.values_mut().for_each(MailboxStore::forget_finished);
    }
}
