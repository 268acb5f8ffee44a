//! Which draft of a key is sent, whatever happened before and whoever else is at work.
//!
//! A run first looks for the messages of the key. **Only this mailbox's own messages count**, and only those with a mark:
//!
//! | message | mark | taken for |
//! |---|---|---|
//! | any | none | not ours: this connector marks every message of a key |
//! | another mailbox sent it | any | not ours, whatever its mark says |
//! | this mailbox's own | this mail's | ours |
//! | this mailbox's own | another mail's | the key stands for another message: refused |
//! | this mailbox's own | unreadable | in doubt |
//! | owner unknown | this mail's, or unreadable | in doubt |
//! | owner unknown | another mail's | not ours: it is not this mail, so that sending cannot send it twice |
//!
//! Anybody in the organisation can send this mailbox a mail with the next key and any mark (keys are guessable by design,
//! "order-4711"). `graph::ownership` says how an owner is shown, `fingerprint` what a mark is. In doubt nothing is sent and
//! nothing is reported as sent, unless a message that is ours was sent; nor when the list of messages is longer than one page.
//!
//! What is ours decides:
//!
//! | found | done |
//! |---|---|
//! | a sent message | nothing: it is reported |
//! | a draft that is ready | it is sent |
//! | a draft that is not | it is removed and written anew |
//! | nothing | a draft is written |
//!
//! **Rebuild, not resume.** What a run that died had uploaded cannot be used: the upload URL died with it, and that an
//! attachment on the draft is the caller's could be told only by reading it back.
//!
//! **Two runs at once.** Only a draft that is ready is ever sent, and at most one draft of a key becomes ready: its run looks
//! again after writing it, goes on only if it sees no other, and marks it under the condition that nobody has touched it
//! (`If-Match`), which is the same condition under which another run removes it. The look counts only when it shows the
//! run's own draft: then of two runs the later one sees both. Runs that see each other both yield, and try again some random
//! time later. Whoever finds a ready draft may send it: all send the same one, and Exchange submits a draft once.
//!
//! That rests on three things that were not tried here on a live tenant: that a draft is submitted at most once, that the
//! mailbox's listing shows changes in their order, and that `If-Match` is honoured; Graph's documentation has none of them.
//! (That Exchange checks versions is seen: `ErrorIrresolvableConflict`, 412, msgraph-sdk-dotnet#1195.) Were `If-Match`
//! ignored, a second mail would take two runs that meet within one request of each other.

use super::{ByDraft, Seen};
use crate::{
    failure::{Failure, Result},
    graph::{
        drafts::Item,
        ownership::Owner,
        properties::{self, Property},
    },
    limits::{LOOK_PAUSES_MS, PAUSE_FIRST_MS},
    operations::{
        doubt::Doubt,
        send_mail::{
            fingerprint::{self, Comparison, Fingerprint},
            outcome::{self, Sent},
        },
    },
};

/// The messages of the reference that are this send's.
#[derive(Default)]
pub(super) struct Ours {
    pub(super) messages: Vec<Item>,
    /// Something else was found that may be this mail.
    pub(super) doubt: Option<Doubt>,
}

impl Ours {
    /// A message that was sent.
    pub(super) fn sent(&self) -> Option<&Item> {
        self.messages.iter().find(|message| !message.is_draft)
    }
}

/// What one message is to this send.
enum Relation {
    Ours,
    NotOurs,
    InDoubt(Doubt),
}

/// What came of an earlier run.
pub(super) enum Resumed {
    Sent(Sent),
    Again,
    Nothing,
}

impl ByDraft<'_, '_, '_> {
    /// Looks what there is of the reference, and finishes what was begun.
    pub(super) fn resume(&mut self) -> Result<Resumed> {
        let found = self.find()?;
        if let Some(sent) = found.sent() {
            self.same_message(sent)?;
            return Ok(Resumed::Sent(Sent::earlier(sent)));
        }
        if let Some(doubt) = found.doubt {
            return Err(self.in_doubt(doubt, found.messages));
        }
        let (drafts, deleted) = self.in_drafts(found.messages)?;
        // A run that died or failed may have removed a draft that another one was just sending.
        for item in deleted.iter().filter(|item| item.ready) {
            if let Seen::Sent(sent) = self.watch(item) {
                return Ok(Resumed::Sent(Sent::earlier(&sent)));
            }
        }
        if let Some(ready) = drafts.iter().find(|item| item.ready) {
            self.same_message(ready)?;
            let sent = self.deliver(ready, true)?;
            return Ok(sent.map_or(Resumed::Again, Resumed::Sent));
        }
        let Some(first) = drafts.first() else {
            return Ok(Resumed::Nothing);
        };
        self.same_message(first)?;
        let mut unchanged = true;
        for draft in &drafts {
            match self.remove(draft)? {
                true => self.removed.push(draft.id.clone()),
                false => unchanged = false,
            }
        }
        if !unchanged {
            // Another run is at work, and the listing may take a moment to show it.
            self.step_aside();
        }
        Ok(Resumed::Again)
    }

    /// Removes a draft, if it is as it was seen.
    fn remove(&mut self, draft: &Item) -> Result<bool> {
        let removed = self.graph.delete_draft(draft);
        removed.map_err(|failure| failure.with_leftover(outcome::left_draft(draft)))
    }

    /// Waits some random time, so that runs which met do not meet again.
    fn step_aside(&mut self) {
        let apart = self
            .graph
            .call()
            .host()
            .random()
            .checked_rem(PAUSE_FIRST_MS.saturating_mul(2));
        self.graph
            .call()
            .pause(PAUSE_FIRST_MS.saturating_add(apart.unwrap_or(0)));
    }

    /// Finds this send's messages in all folders.
    pub(super) fn find(&mut self) -> Result<Ours> {
        let found = self
            .graph
            .find(&self.reference)
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
        if self.keyed {
            let is_stray = |message: &&Item| message.is_draft && !message.ready;
            self.strays = ours.messages.iter().filter(is_stray).cloned().collect();
        }
        Ok(ours)
    }

    /// Decides what a message is to this send, by the table at the head of this module.
    fn relation(&mut self, message: &Item) -> Result<Relation> {
        if !self.keyed {
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
        let comparison = self.fingerprint()?.compare(mark);
        Ok(match (self.ownership.owner(&mut self.graph, message)?, comparison) {
            (Owner::ThisMailbox, Comparison::Same | Comparison::Different) => Relation::Ours,
            (Owner::ThisMailbox, Comparison::Unreadable) => Relation::InDoubt(Doubt::mark(message)),
            (Owner::AnotherMailbox, _) | (Owner::Unknown, Comparison::Different) => Relation::NotOurs,
            (Owner::Unknown, Comparison::Same | Comparison::Unreadable) => Relation::InDoubt(Doubt::owner(message)),
        })
    }

    /// The failure of a doubt. Names the drafts of earlier runs, which this run leaves where they are.
    fn in_doubt(&mut self, doubt: Doubt, messages: Vec<Item>) -> Failure {
        let failure = doubt.into_failure(&self.reference);
        let drafts = self.in_drafts(messages).map(|(drafts, _)| drafts).unwrap_or_default();
        drafts.iter().fold(failure, |failure, draft| {
            failure.with_leftover(outcome::left_by_earlier_run(draft))
        })
    }

    /// Drafts that lie in Drafts, and those that do not: a deleted draft is still a draft.
    fn in_drafts(&mut self, found: Vec<Item>) -> Result<(Vec<Item>, Vec<Item>)> {
        if found.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let folder = self.drafts_folder()?;
        let drafts = found.into_iter().filter(|item| item.is_draft);
        Ok(drafts.partition(|item| item.folder == folder))
    }

    /// Once a mail is sent, drafts of its key that are not ready are what dead runs left behind.
    pub(super) fn remove_strays(&mut self, sent: &Sent) {
        let strays = std::mem::take(&mut self.strays);
        let others = strays
            .into_iter()
            .filter(|item| Some(&item.id) != sent.message_id.as_ref());
        let others: Vec<Item> = others.collect();
        if let Ok((others, _)) = self.in_drafts(others) {
            for stray in others {
                // Best effort: the mail is sent.
                let _ = self.graph.delete_draft(&stray);
            }
        }
    }

    /// The fingerprint of the mail. Computed once: it reads every stored attachment.
    pub(super) fn fingerprint(&mut self) -> Result<&Fingerprint> {
        let fingerprint = match self.fingerprint.take() {
            Some(fingerprint) => fingerprint,
            None => fingerprint::of(self.letter, self.graph.call().host())?,
        };
        Ok(self.fingerprint.insert(fingerprint))
    }

    /// Refuses a key that stands for another message.
    fn same_message(&mut self, message: &Item) -> Result<()> {
        match &message.mark {
            Some(mark) if self.fingerprint()?.compare(mark) != Comparison::Same => Err(outcome::key_reused()),
            _ => Ok(()),
        }
    }

    /// Makes a new draft the one that is sent. None, if it is not the only one of its key, or was touched meanwhile.
    pub(super) fn claim(&mut self, draft: &Item) -> Result<Option<Item>> {
        let shown = match self.shown(draft) {
            Ok(Some(shown)) => shown,
            Ok(None) => return Err(self.clean_up(draft, outcome::not_shown())),
            Err(failure) => return Err(self.clean_up(draft, failure)),
        };
        // The next round reports a message that was sent, or a doubt.
        let is_settled = shown.sent().is_some() || shown.doubt.is_some();
        let mut others = shown.messages;
        others.retain(|message| message.id != draft.id);
        let is_alone = !is_settled && self.in_drafts(others)?.0.is_empty();
        if is_alone {
            let ready = [Property::new(properties::READY, "1")];
            let folder = self.drafts_folder()?;
            let marked = match self.graph.mark_unchanged(draft, &ready) {
                Ok(marked) => marked,
                Err(failure) => return Err(self.clean_up(draft, failure)),
            };
            if let Some(ready) = marked.filter(|item| item.is_draft && item.folder == folder) {
                return Ok(Some(ready));
            }
        } else if self.remove(draft)? {
            self.removed.push(draft.id.clone());
        }
        self.step_aside();
        Ok(None)
    }

    /// Finds this send's messages, as soon as the list shows this draft. `None` if it never does.
    fn shown(&mut self, draft: &Item) -> Result<Option<Ours>> {
        for pause in [0].into_iter().chain(LOOK_PAUSES_MS) {
            if pause > 0 && !self.graph.call().pause(pause) {
                break;
            }
            let found = self.find()?;
            if found.messages.iter().any(|message| message.id == draft.id) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
