//! Which draft of a key is sent, whatever happened before and whoever else is at work.
//!
//! A run first looks what the mailbox holds of the key:
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
    failure::{Failure, FailureKind, Result},
    graph::{
        drafts::Item,
        properties::{self, Property},
    },
    limits::{LOOK_PAUSES_MS, PAUSE_FIRST_MS},
    operations::send_mail::{
        fingerprint::{self, Mark},
        outcome::{self, Sent},
    },
};

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
        if let Some(sent) = found.iter().find(|item| !item.is_draft) {
            self.same_message(sent)?;
            return Ok(Resumed::Sent(Sent::earlier(sent)));
        }
        let (drafts, deleted) = self.in_drafts(found)?;
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

    /// What the mailbox holds of the reference, in whatever folder.
    pub(super) fn find(&mut self) -> Result<Vec<Item>> {
        let found = self
            .graph
            .find(&self.reference)
            .map_err(|failure| self.explain(failure))?;
        if !self.keyed {
            return Ok(found);
        }
        let mut ours = Vec::new();
        for item in found {
            // A copy that another mailbox sent here carries that mailbox's key.
            let foreign = match &item.send {
                Some(send) => self.mark()?.is_foreign(send),
                None => false,
            };
            if !foreign && !self.removed.contains(&item.id) {
                ours.push(item);
            }
        }
        self.strays = ours
            .iter()
            .filter(|item| item.is_draft && !item.ready)
            .cloned()
            .collect();
        Ok(ours)
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

    pub(super) fn mark(&mut self) -> Result<&Mark> {
        if self.mark.is_none() {
            let mailbox = &self.graph.connection().mailbox;
            let store = self.graph.call().host();
            self.mark = Some(fingerprint::of(self.letter, mailbox, store)?);
        }
        // Set just now, so that there always is one.
        self.mark
            .as_ref()
            .ok_or_else(|| Failure::new(FailureKind::Transient, "internal", "Nothing was sent."))
    }

    /// Refuses a key that stands for another message.
    pub(super) fn same_message(&mut self, item: &Item) -> Result<()> {
        match &item.send {
            Some(send) if self.keyed && !self.mark()?.agrees(send) => Err(outcome::key_reused()),
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
        let others: Vec<Item> = shown.into_iter().filter(|item| item.id != draft.id).collect();
        let is_alone = match others.iter().any(|item| !item.is_draft) {
            true => false,
            false => self.in_drafts(others)?.0.is_empty(),
        };
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

    /// What the mailbox holds of the reference, as soon as it shows this draft.
    fn shown(&mut self, draft: &Item) -> Result<Option<Vec<Item>>> {
        for pause in [0].into_iter().chain(LOOK_PAUSES_MS) {
            if pause > 0 && !self.graph.call().pause(pause) {
                break;
            }
            let found = self.find()?;
            if found.iter().any(|item| item.id == draft.id) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
