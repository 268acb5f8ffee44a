//! Sending with a draft: create it, add what is large, send it. The mailbox is the record of what was done.
//!
//! With an idempotency key, `idempotency` decides which draft of the key is sent, and whether it was sent already.
//!
//! Without a key nobody else knows of the draft. It is sent once: after an unclear response it is looked at, not sent again.

mod found;
mod idempotency;
mod write;

use idempotency::{Claim, EarlierRun};

use super::{
    outcome::{self, Accepted},
    prepared::{PreparedMail, Way},
};
use crate::{
    failure::{Failure, Result},
    failure_message::leftovers,
    graph::{
        client::Graph,
        extended_properties::{self as properties, Property},
        messages::Message,
        ownership::Ownership,
    },
    limits::{DRAFT_ROUNDS, OUTCOME_POLL_DELAYS_MS, PAUSE_FIRST_MS, SEND_POLLS},
};

/// A send with a draft.
pub struct DraftSend<'c, 'h> {
    graph: Graph<'c, 'h>,
    mail: PreparedMail,
    ownership: Ownership,
    /// Id of the Drafts folder, once it is known.
    folder: Option<String>,
    /// Drafts of the key that were not ready when the mailbox was searched last.
    orphan_drafts: Vec<Message>,
    /// Ids of removed drafts. The list may show them for a while.
    removed: Vec<String>,
    /// Ids of withdrawn drafts that were watched and not sent.
    watched: Vec<String>,
}

/// State of one draft, as the mailbox shows it.
enum DraftState {
    Sent(Message),
    Draft(Message),
    Gone,
    Unknown,
}

impl<'c, 'h> DraftSend<'c, 'h> {
    /// Creates a send.
    pub fn new(graph: Graph<'c, 'h>, mail: PreparedMail) -> Self {
        Self {
            graph,
            mail,
            ownership: Ownership::default(),
            folder: None,
            orphan_drafts: Vec::new(),
            removed: Vec::new(),
            watched: Vec::new(),
        }
    }

    /// Sends the mail.
    ///
    /// # Errors
    /// The failure. It names what is left behind.
    pub fn send(mut self) -> Result<Accepted> {
        let sent = self.run_rounds();
        let accepted = sent.map_err(|failure| self.mail.keep_private(failure))?;
        self.remove_orphan_drafts(&accepted);
        Ok(accepted)
    }

    fn run_rounds(&mut self) -> Result<Accepted> {
        let mut search = self.searches_first();
        for _ in 0..DRAFT_ROUNDS {
            let has_searched = search;
            if search {
                match self.finish_earlier_run()? {
                    EarlierRun::Sent(accepted) => return Ok(accepted),
                    EarlierRun::SearchAgain => continue,
                    EarlierRun::None => {}
                }
            }
            search = true;
            let draft = match self.write() {
                Ok(draft) => draft,
                // The draft may exist. The next round finds it.
                Err(failure) if failure.may_have_taken_effect() => {
                    self.graph.call().pause(PAUSE_FIRST_MS);
                    continue;
                }
                Err(failure) if !has_searched && self.is_keyed() && failure.is_permanent() => {
                    match self.search_after(failure)? {
                        Some(accepted) => return Ok(accepted),
                        None => continue,
                    }
                }
                Err(failure) => return Err(failure),
            };
            let ready = if self.is_keyed() {
                match self.claim(&draft)? {
                    Claim::Ready(ready) => ready,
                    Claim::Sent(accepted) => return Ok(accepted),
                    Claim::Lost => continue,
                }
            } else {
                draft
            };
            if let Some(accepted) = self.send_draft(&ready, false)? {
                return Ok(accepted);
            }
        }
        Err(outcome::taken_over(self.mail.reference()))
    }

    /// Returns whether the mailbox is searched before a draft is created. A small mail needs no such search: the one after the
    /// draft is created shows the same, so that a send takes four requests. A repeat of a mail that was sent then creates a draft
    /// and deletes it, which is wrong for an attachment of many megabytes.
    fn searches_first(&self) -> bool {
        self.is_keyed() && self.mail.way() == Way::DraftAndAttachments
    }

    /// Returns whether the caller gave an idempotency key.
    fn is_keyed(&self) -> bool {
        self.mail.is_keyed()
    }

    fn drafts_folder(&mut self) -> Result<String> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let folder = self.graph.drafts_folder()?;
        self.folder = Some(folder.clone());
        Ok(folder)
    }

    /// Sends a draft that is ready. Returns `None` if another run changed it, or if it is gone, and it was not sent. `adopted` means
    /// that another run made it ready.
    ///
    /// With a key the draft is looked at before each repeat: while this run waits, another one may have withdrawn it and sent a new
    /// one. A draft in Deleted Items can still be sent.
    fn send_draft(&mut self, draft: &Message, adopted: bool) -> Result<Option<Accepted>> {
        let (mut unclear, mut tries, mut polls) = (false, 1, 0);
        loop {
            let failure = match self.request_send(draft) {
                Ok(()) => return Ok(Some(Accepted::now(draft))),
                Err(failure) => failure,
            };
            unclear |= failure.may_have_taken_effect();
            // With a key another run may have sent it a moment ago.
            let may_be_sent = unclear || (self.is_keyed() && failure.http_status() == Some(404));
            if self.is_keyed() && self.graph.call().wait_to_repeat(&failure, tries) {
                tries = tries.saturating_add(1);
                match self.graph.get_message(&draft.id) {
                    Ok(Some(now)) if self.is_unchanged(draft, &now) => continue,
                    // This call has not sent it, and nothing can be seen now. The next run with the key looks again.
                    Err(_) if !unclear => return Err(failure.with_leftover(leftovers::DRAFT_KEPT.leftover(&draft.id))),
                    _ => {}
                }
            } else if !may_be_sent {
                return match (self.is_keyed(), failure.is_permanent()) {
                    (true, true) => self.after_refusal(draft, failure, adopted).map(Some),
                    // The next run with the key sends it, or another run is sending it.
                    (true, false) => Err(failure.with_leftover(leftovers::DRAFT_KEPT.leftover(&draft.id))),
                    (false, _) => Err(self.clean_up(draft, failure)),
                };
            }
            match self.poll(draft) {
                DraftState::Sent(message) => return Ok(Some(Accepted::seen(&message))),
                // Only a key makes it safe to send it again.
                DraftState::Draft(now) if polls < SEND_POLLS && self.is_unchanged(draft, &now) => {
                    polls = polls.saturating_add(1);
                }
                DraftState::Draft(now) if !unclear && !self.is_unchanged(draft, &now) => return Ok(None),
                DraftState::Gone if !unclear => return Ok(None),
                DraftState::Draft(_) | DraftState::Gone | DraftState::Unknown => {
                    return Err(self.outcome_unknown(draft, failure));
                }
            }
        }
    }

    fn request_send(&mut self, draft: &Message) -> Result<()> {
        if self.is_keyed() {
            self.graph.send_shared_draft(&draft.id)
        } else {
            self.graph.send_draft(&draft.id)
        }
    }

    /// Returns whether a draft of a key is still the one to send: ready, in the Drafts folder, and in the version that was read.
    fn is_unchanged(&self, draft: &Message, now: &Message) -> bool {
        self.is_keyed() && self.is_left(now) && now.ready && now.etag.is_some() && now.etag == draft.etag
    }

    /// Decides after Graph refused for good to send a draft of a key. Another run may have sent it a moment ago, and the refusal
    /// may be that of a repeat. The version of the draft shows it: sending changes it.
    ///
    /// # Errors
    /// `refused`, if the draft is unchanged. Then this run's own draft is withdrawn, so that no other run sends it or waits for it,
    /// and removed. `permanent-outcome-unknown` if the mailbox does not show what became of the draft.
    fn after_refusal(&mut self, draft: &Message, refused: Failure, adopted: bool) -> Result<Accepted> {
        self.graph.call().extend_for_cleanup();
        if !adopted {
            let withdrawn = [Property::new(properties::READY, properties::WITHDRAWN)];
            if let Ok(Some(withdrawn)) = self.graph.set_properties_if_unchanged(draft, &withdrawn) {
                return self.remove_withdrawn(&withdrawn, refused);
            }
        }
        match self.poll(draft) {
            DraftState::Sent(message) => Ok(Accepted::seen(&message)),
            // The run that made it ready withdraws it, if it lives.
            DraftState::Draft(now) if adopted && self.is_unchanged(draft, &now) => {
                Err(refused.with_leftover(leftovers::DRAFT_KEPT.leftover(&draft.id)))
            }
            DraftState::Draft(_) | DraftState::Gone | DraftState::Unknown => Err(self.outcome_unknown(draft, refused)),
        }
    }

    /// Removes a draft that this run has withdrawn. If that fails, another run's request to send it may have arrived just before.
    fn remove_withdrawn(&mut self, withdrawn: &Message, refused: Failure) -> Result<Accepted> {
        if matches!(self.graph.delete_if_unchanged(withdrawn), Ok(true)) {
            return Err(refused);
        }
        match self.poll(withdrawn) {
            DraftState::Sent(message) => Ok(Accepted::seen(&message)),
            DraftState::Draft(now) if self.is_left(&now) => {
                Err(refused.with_leftover(leftovers::DRAFT_LEFT.leftover(&withdrawn.id)))
            }
            DraftState::Draft(_) | DraftState::Gone => Err(refused),
            DraftState::Unknown => Err(self.outcome_unknown(withdrawn, refused)),
        }
    }

    /// Looks at a draft several times, until it is no draft any more. The state is unknown if there is no time for all looks:
    /// Exchange takes a moment to send a mail that it has accepted.
    fn poll(&mut self, draft: &Message) -> DraftState {
        let mut state = DraftState::Unknown;
        for delay in OUTCOME_POLL_DELAYS_MS {
            if !self.graph.call().pause(delay) {
                return DraftState::Unknown;
            }
            state = match self.graph.get_message(&draft.id) {
                Ok(Some(message)) if !message.is_draft => return DraftState::Sent(message),
                Ok(Some(message)) => DraftState::Draft(message),
                Ok(None) => return self.search_sent(),
                Err(_) => state,
            };
        }
        state
    }

    /// Searches for a sent message, after the draft's id was not found.
    fn search_sent(&mut self) -> DraftState {
        match self.find() {
            Ok(found) => match found.sent() {
                Some(sent) => match self.is_same_mail(sent) {
                    Ok(true) => DraftState::Sent(sent.clone()),
                    // Another mail was sent with the key.
                    Ok(false) => DraftState::Gone,
                    Err(_) => DraftState::Unknown,
                },
                None if found.doubt.is_some() => DraftState::Unknown,
                None => DraftState::Gone,
            },
            Err(_) => DraftState::Unknown,
        }
    }

    fn outcome_unknown(&self, draft: &Message, failure: Failure) -> Failure {
        let context = self.graph.context();
        outcome::unknown(failure, &context, self.mail.reference(), self.is_keyed(), Some(draft))
    }

    /// Removes this run's draft after a failure. Adds it to the failure if it cannot be removed. A draft of a key is removed if
    /// nobody else has changed it.
    fn clean_up(&mut self, draft: &Message, failure: Failure) -> Failure {
        self.graph.call().extend_for_cleanup();
        let deleted = if self.is_keyed() {
            self.graph.delete_if_unchanged(draft)
        } else {
            self.graph.delete_draft(&draft.id)
        };
        self.after_deletion(draft, deleted, failure)
    }

    /// Adds a draft to the failure if it was not deleted.
    fn after_deletion(&mut self, draft: &Message, deleted: Result<bool>, failure: Failure) -> Failure {
        if self.is_gone(draft, deleted) {
            failure
        } else {
            failure.with_leftover(leftovers::DRAFT_LEFT.leftover(&draft.id))
        }
    }

    /// Returns whether a draft is gone from the Drafts folder after this result of its deletion.
    fn is_gone(&mut self, draft: &Message, deleted: Result<bool>) -> bool {
        match deleted {
            Ok(true) => true,
            // A deletion whose response was lost has changed the draft too.
            Ok(false) => !matches!(self.graph.get_message(&draft.id), Ok(Some(message)) if self.is_left(&message)),
            Err(_) => false,
        }
    }

    fn is_left(&self, message: &Message) -> bool {
        message.is_draft && self.folder.as_ref() == Some(&message.folder)
    }

    /// Explains a refusal. Most often the app lacks the permission to write drafts.
    fn explain(&self, failure: Failure) -> Failure {
        if failure.http_status() != Some(403) {
            return failure;
        }
        outcome::drafts_denied(failure, &self.graph.context(), self.is_keyed())
    }
}
