//! The messages of this send in the mailbox: which are its own, by the table at the head of `idempotency`.

use super::DraftSend;
use crate::{
    failure::Result,
    graph::{messages::Message, ownership::Owner},
    operations::{doubt::Doubt, send_mail::fingerprint::Mark},
};

/// The messages of the reference that belong to this send.
#[derive(Default)]
pub(super) struct Ours {
    pub(super) messages: Vec<Message>,
    /// Present if another message was found that may be this mail.
    pub(super) doubt: Option<Doubt>,
}

impl Ours {
    /// Returns a message that was sent.
    pub(super) fn sent(&self) -> Option<&Message> {
        self.messages.iter().find(|message| !message.is_draft)
    }
}

/// How a message relates to this send.
enum Relation {
    Ours,
    NotOurs,
    InDoubt(Doubt),
}

/// Parses the mark of a message. Returns `None` if it cannot be compared. Only a draft that is not ready may lack the hash of its
/// attachments: a message without it was sent by hand, perhaps before it had all of them.
fn comparable(mark: &str, message: &Message) -> Option<Mark> {
    let is_unfinished = message.is_draft && !message.ready;
    Mark::parse(mark).filter(|mark| mark.contents.is_some() || is_unfinished)
}

impl DraftSend<'_, '_> {
    /// Finds this send's messages in all folders.
    pub(super) fn find(&mut self) -> Result<Ours> {
        let found = self
            .graph
            .find(self.mail.reference())
            .map_err(|failure| self.explain(failure))?;
        let mut ours = Ours {
            doubt: Doubt::of_list(&found),
            messages: Vec::new(),
        };
        for message in found.messages {
            // The list may show a draft for a while after it was removed.
            if self.removed.contains(&message.id) {
                continue;
            }
            match self.relation(&message)? {
                Relation::Ours => ours.messages.push(message),
                Relation::NotOurs => {}
                Relation::InDoubt(doubt) => ours.doubt = Some(doubt),
            }
        }
        if self.is_keyed() {
            let is_orphan = |message: &&Message| message.is_draft && !message.ready;
            self.orphan_drafts = ours.messages.iter().filter(is_orphan).cloned().collect();
        }
        Ok(ours)
    }

    /// Decides what a message is to this send, by the table at the head of this module.
    fn relation(&mut self, message: &Message) -> Result<Relation> {
        if !self.is_keyed() {
            // The reference was made for this send, and no mark is written.
            return Ok(match self.ownership.owner(&mut self.graph, message)? {
                Owner::ThisMailbox => Relation::Ours,
                Owner::AnotherMailbox => Relation::NotOurs,
                Owner::Unknown => Relation::InDoubt(Doubt::owner(message)),
            });
        }
        let Some(mark) = &message.mark else {
            return Ok(Relation::NotOurs);
        };
        let mark = comparable(mark, message);
        Ok(match (self.ownership.owner(&mut self.graph, message)?, mark) {
            (Owner::ThisMailbox, Some(_)) => Relation::Ours,
            (Owner::ThisMailbox, None) => Relation::InDoubt(Doubt::mark(message)),
            (Owner::AnotherMailbox, _) => Relation::NotOurs,
            (Owner::Unknown, Some(mark)) if !self.is_marked(&mark)? => Relation::NotOurs,
            (Owner::Unknown, _) => Relation::InDoubt(Doubt::owner(message)),
        })
    }

    /// Returns whether a message with this mark is this mail. Reads stored attachments if all else is the same: this run's own
    /// draft is never compared.
    pub(super) fn is_marked(&mut self, mark: &Mark) -> Result<bool> {
        self.mail.is_marked(mark, self.graph.call().host())
    }
}
