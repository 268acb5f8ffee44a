//! Decides which draft of an idempotency key is sent, whatever happened before and whichever other runs are at work.
//!
//! A run searches for the messages of the key. **Only this mailbox's own messages count**, and only those with a mark:
//!
//! | message | mark | counts as |
//! |---|---|---|
//! | any | none | not ours: this connector marks every message of a key |
//! | another mailbox sent it | any | not ours, whatever its mark says |
//! | this mailbox's own | this mail's | ours |
//! | this mailbox's own | another mail's | the key stands for another message: refused |
//! | this mailbox's own | not comparable | in doubt |
//! | owner unknown | this mail's, or not comparable | in doubt |
//! | owner unknown | another mail's | not ours: it is not this mail, so sending cannot send it twice |
//!
//! Anybody in the organisation can send this mailbox a mail with the next key and any mark (keys are guessable by design,
//! "order-4711"). `graph::ownership` explains how an owner is shown, `fingerprint` what a mark is. In doubt nothing is sent and
//! nothing is reported as sent, unless a message that is ours was sent. A list of more than one page is in doubt too.
//!
//! The messages that are ours decide:
//!
//! | found | action |
//! |---|---|
//! | a sent message | none: it is reported |
//! | a draft that is ready, in Drafts | it is sent |
//! | several drafts that are ready, in Drafts | none: in doubt. One is the original, which Exchange may be sending, and the others are copies |
//! | a draft that is ready, in another folder | none: it is in doubt, unless it was sent meanwhile. A person deleted or moved it, perhaps while Exchange was sending it |
//! | a draft that is not ready | it is removed, and a new one is created |
//! | nothing | a draft is created |
//!
//! **One search, and it comes after the draft is created.** Nothing is sent without a search that lists the run's own draft. An
//! earlier search can show nothing that this one does not show, as the mailbox lists changes in their order. A small mail
//! therefore needs four requests: create, search, make ready, send. (MIME carries no key: a fifth marks the draft before the
//! search.) The price is paid by a repeat of a mail that was sent, which creates a draft and deletes it. Where that would upload
//! megabytes, with attachments that are added one by one, a run searches first as well.
//!
//! **Rebuild, not resume.** What a dead run had uploaded cannot be used: the upload URL died with the run, and only reading an
//! attachment back would show that it is the caller's.
//!
//! **Two runs at once.** Only a ready draft is ever sent, and at most one draft of a key becomes ready. Its run searches again after
//! creating it, goes on only if it finds no other draft, and sets the property `READY` under the condition that nobody has
//! changed the draft (`If-Match`). Another run removes the draft under the same condition. The search counts only if it lists
//! the run's own draft; so of two runs the later one finds both drafts. Runs that find each other both back off, and try again
//! after a random time. Any run that finds a ready draft may send it: all send the same one, and Exchange submits a draft once.
//!
//! **A draft that Graph refuses for good to send** is withdrawn before it is removed: its property `READY` gets another value, under
//! the condition that nobody has changed the draft. That it is unchanged also shows that no other run has sent it. A run that
//! finds such a draft waits a while, for a run that began to send it before.
//!
//! **What remains.** A run looks at the draft before it repeats a request to send, and not while one is under way. If Graph takes such
//! a request only after the draft was withdrawn and after another run has waited in vain, two mails are sent.
//!
//! This rests on three properties of Exchange that were not tried on a live tenant and that Graph's documentation does not
//! mention: a draft is submitted at most once, the mailbox lists changes in their order, and `If-Match` is honoured. (Exchange
//! does compare versions: `ErrorIrresolvableConflict`, 412, was seen in msgraph-sdk-dotnet#1195.) If `If-Match` were ignored,
//! it would take two runs that meet within one request of each other to send a second mail.

use super::{DraftSend, DraftState, found::Ours};
use crate::{
    failure::{Failure, FailureKind, Result},
    failure_message::leftovers,
    graph::messages::Message,
    limits::{OUTCOME_POLL_DELAYS_MS, PAUSE_FIRST_MS},
    operations::{
        doubt::Doubt,
        notices,
        send_mail::{
            fingerprint::Mark,
            outcome::{self, Accepted},
        },
    },
};

/// Result of looking for an earlier run with the same reference.
pub(super) enum EarlierRun {
    Sent(Accepted),
    /// It changed while it was looked at.
    SearchAgain,
    None,
}

/// Result of making a draft ready.
pub(super) enum Claim {
    /// The new version of the draft. It may be sent.
    Ready(Message),
    /// An earlier run had sent the mail.
    Sent(Accepted),
    /// Another run is at work.
    Lost,
}

/// What the messages of the key say.
enum Settled {
    Sent(Accepted),
    /// No message was sent. These drafts are in the Drafts folder.
    Drafts(Vec<Message>),
}

impl DraftSend<'_, '_> {
    /// Searches for messages of the reference, and finishes what an earlier run began.
    pub(super) fn finish_earlier_run(&mut self) -> Result<EarlierRun> {
        let found = self.find()?;
        let drafts = match self.settle(found)? {
            Settled::Sent(accepted) => return Ok(EarlierRun::Sent(accepted)),
            Settled::Drafts(drafts) => drafts,
        };
        if let Some(ready) = drafts.iter().find(|draft| draft.ready) {
            self.check_same_mail(ready)?;
            let accepted = self.send_draft(ready, true)?;
            return Ok(accepted.map_or(EarlierRun::SearchAgain, EarlierRun::Sent));
        }
        let Some(first) = drafts.first() else {
            return Ok(EarlierRun::None);
        };
        self.check_same_mail(first)?;
        let mut all_removed = true;
        for draft in &drafts {
            if self.remove(draft)? {
                self.removed.push(draft.id.clone());
            } else {
                all_removed = false;
            }
        }
        if !all_removed {
            // Another run is at work, and the list may take a moment to show it.
            self.back_off();
        }
        Ok(EarlierRun::SearchAgain)
    }

    /// Searches after a draft was refused for good in the first round, where nobody has searched yet: the mail may have been sent
    /// before the app lost a permission or the mailbox was full. Returns `None` if the next round may find more.
    ///
    /// # Errors
    /// The doubt that the search leaves. Otherwise `refused`, which says why nothing can be created.
    pub(super) fn search_after(&mut self, refused: Failure) -> Result<Option<Accepted>> {
        match self.finish_earlier_run() {
            Ok(EarlierRun::Sent(accepted)) => Ok(Some(accepted)),
            Ok(EarlierRun::SearchAgain) => Ok(None),
            Err(failure) if matches!(failure.kind(), FailureKind::OutcomeUnknown | FailureKind::InvalidInput) => {
                Err(failure)
            }
            Ok(EarlierRun::None) => Err(refused),
            Err(_) => Err(refused.with_leftover(leftovers::MAILBOX_NOT_SEARCHED.leftover(""))),
        }
    }

    /// Reports a message that was sent, and a doubt. Otherwise returns the drafts.
    fn settle(&mut self, found: Ours) -> Result<Settled> {
        if let Some(sent) = found.sent() {
            self.check_same_mail(sent)?;
            return Ok(Settled::Sent(Accepted::earlier(sent)));
        }
        if let Some(doubt) = found.doubt {
            return Err(self.in_doubt(doubt, found.messages));
        }
        if let Some(sent) = self.watch_withdrawn(&found.messages)? {
            self.check_same_mail(&sent)?;
            return Ok(Settled::Sent(Accepted::earlier(&sent)));
        }
        let (drafts, elsewhere) = self.in_drafts(found.messages)?;
        // A person deleted or moved a draft that is ready. Exchange may have accepted it before.
        for draft in elsewhere.iter().filter(|draft| draft.ready) {
            self.check_same_mail(draft)?;
            match self.poll(draft) {
                DraftState::Sent(sent) => return Ok(Settled::Sent(Accepted::earlier(&sent))),
                DraftState::Draft(_) | DraftState::Unknown => return Err(self.in_doubt(Doubt::moved(draft), drafts)),
                DraftState::Gone => {}
            }
        }
        // A run makes one draft ready. A person or a program copied it, and Exchange may be sending the one or the other.
        let mut ready = drafts.iter().filter(|draft| draft.ready);
        if let (Some(first), Some(_)) = (ready.next(), ready.next()) {
            let doubt = Doubt::copied(first);
            return Err(self.in_doubt(doubt, drafts));
        }
        Ok(Settled::Drafts(drafts))
    }

    /// Watches the withdrawn drafts for a while: another run may have been sending one when its run withdrew it. Returns a message
    /// that was sent.
    fn watch_withdrawn(&mut self, messages: &[Message]) -> Result<Option<Message>> {
        let mut ids: Vec<String> = messages
            .iter()
            .filter(|message| message.withdrawn)
            .map(|message| message.id.clone())
            .collect();
        ids.retain(|id| !self.watched.contains(id));
        if ids.is_empty() {
            return Ok(None);
        }
        for delay in OUTCOME_POLL_DELAYS_MS {
            if !self.graph.call().pause(delay) {
                return Err(outcome::taken_over(self.mail.reference()));
            }
            for id in &ids {
                if let Some(sent) = self.graph.get_message(id)?.filter(|message| !message.is_draft) {
                    return Ok(Some(sent));
                }
            }
        }
        self.watched.append(&mut ids);
        Ok(None)
    }

    /// Removes a draft that has not changed since it was read. Returns false if it has.
    fn remove(&mut self, draft: &Message) -> Result<bool> {
        let removed = self.graph.delete_if_unchanged(draft);
        removed.map_err(|failure| failure.with_leftover(leftovers::DRAFT_LEFT.leftover(&draft.id)))
    }

    /// Waits a random time, so that runs that met do not meet again.
    fn back_off(&mut self) {
        let call = self.graph.call();
        let random = call.host().random().checked_rem(PAUSE_FIRST_MS.saturating_mul(2));
        call.pause(PAUSE_FIRST_MS.saturating_add(random.unwrap_or(0)));
    }

    /// Returns the failure of a doubt. It names the drafts of earlier runs, which this run does not touch.
    fn in_doubt(&mut self, doubt: Doubt, messages: Vec<Message>) -> Failure {
        let failure = doubt.into_failure(self.mail.reference());
        let drafts = self.in_drafts(messages).map(|(drafts, _)| drafts).unwrap_or_default();
        drafts.iter().fold(failure, |failure, draft| {
            failure.with_leftover(leftovers::DRAFT_OF_EARLIER_RUN.leftover(&draft.id))
        })
    }

    /// Separates drafts in the Drafts folder from those elsewhere: a deleted draft is still a draft.
    fn in_drafts(&mut self, messages: Vec<Message>) -> Result<(Vec<Message>, Vec<Message>)> {
        if messages.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let folder = self.drafts_folder()?;
        let drafts = messages.into_iter().filter(|message| message.is_draft);
        Ok(drafts.partition(|draft| draft.folder == folder))
    }

    /// Removes the other drafts of the key after the mail was sent: those that dead runs left behind, and this run's own if an
    /// earlier run had sent the mail.
    pub(super) fn remove_orphan_drafts(&mut self, accepted: &Accepted) {
        let mut orphans = std::mem::take(&mut self.orphan_drafts);
        orphans.retain(|draft| Some(&draft.id) != accepted.message_id.as_ref());
        if let Ok((orphans, _)) = self.in_drafts(orphans) {
            for orphan in orphans {
                // The mail is sent, whatever becomes of this.
                let deleted = self.graph.delete_if_unchanged(&orphan);
                if !self.is_gone(&orphan, deleted) {
                    self.graph.call().note(notices::draft_left(&orphan.id));
                }
            }
        }
    }

    /// Refuses a key that stands for another mail.
    fn check_same_mail(&mut self, message: &Message) -> Result<()> {
        if self.is_same_mail(message)? {
            Ok(())
        } else {
            Err(outcome::key_reused())
        }
    }

    /// Returns whether a message that is ours is this mail, and not another one with the same key.
    pub(super) fn is_same_mail(&mut self, message: &Message) -> Result<bool> {
        let mark = message.mark.as_deref().filter(|_| self.is_keyed());
        match mark.and_then(Mark::parse) {
            Some(mark) => self.is_marked(&mark),
            None => Ok(true),
        }
    }

    /// Makes a new draft ready to be sent, if it is the only draft of its key and nobody has changed it.
    pub(super) fn claim(&mut self, draft: &Message) -> Result<Claim> {
        let mut found = match self.wait_until_listed(draft) {
            Ok(Some(found)) => found,
            Ok(None) => return Err(self.clean_up(draft, outcome::not_shown())),
            Err(failure) => return Err(self.clean_up(draft, failure)),
        };
        found.messages.retain(|message| message.id != draft.id);
        let others = match self.settle(found) {
            // The draft is removed with those of dead runs.
            Ok(Settled::Sent(accepted)) => return Ok(Claim::Sent(accepted)),
            Ok(Settled::Drafts(others)) => others,
            Err(failure) => return Err(self.clean_up(draft, failure)),
        };
        if others.is_empty() {
            let folder = self.drafts_folder()?;
            let changed = self
                .mail
                .ready_properties()
                .and_then(|ready| self.graph.set_properties_if_unchanged(draft, &ready));
            let changed = match changed {
                Ok(changed) => changed,
                Err(failure) => return Err(self.clean_up(draft, failure)),
            };
            if let Some(ready) = changed.filter(|message| message.is_draft && message.folder == folder) {
                return Ok(Claim::Ready(ready));
            }
        } else {
            if self.remove(draft)? {
                self.removed.push(draft.id.clone());
            }
            // The next round sends it at once.
            if others.iter().any(|other| other.ready) {
                return Ok(Claim::Lost);
            }
        }
        self.back_off();
        Ok(Claim::Lost)
    }

    /// Searches until the list shows this draft. Returns `None` if it never does.
    fn wait_until_listed(&mut self, draft: &Message) -> Result<Option<Ours>> {
        for delay in [0].into_iter().chain(OUTCOME_POLL_DELAYS_MS) {
            if delay > 0 && !self.graph.call().pause(delay) {
                break;
            }
            let found = self.find()?;
            // A list that is too long need not show it, and is in doubt in any case.
            let is_too_long = found.doubt == Some(Doubt::TooMany);
            if is_too_long || found.messages.iter().any(|message| message.id == draft.id) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
