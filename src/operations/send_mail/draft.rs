//! Sending by draft: write it, add what is large, send it. The mailbox is the record of what was done.
//!
//! With an idempotency key a run first looks what the mailbox holds of the key:
//!
//! | found | done |
//! |---|---|
//! | a sent message | nothing: it is reported |
//! | a complete draft | it is sent |
//! | an incomplete draft | it is removed and written anew |
//! | nothing | a draft is written |
//!
//! **Rebuild, not resume.** What a run that died had uploaded cannot be used: the upload URL died with it, and that an
//! attachment on the draft is the caller's could be told only by reading it back.
//!
//! **Two runs at once.** Whoever wrote a draft looks again before it sends, and goes on only if its draft is the oldest of
//! the key; others remove theirs and send the oldest. All that is ever sent is one draft, and Exchange submits a draft once.
//! The look counts only when it shows the run's own draft: then it is as fresh as that. What is guaranteed rests on three
//! things that Microsoft does not document and nobody tried here on a live tenant: that a draft is submitted at most once,
//! that the mailbox's listing shows changes in their order, and that `If-Match` protects a draft which another run
//! completes in the moment in which this one removes it as incomplete.
//!
//! Without a key nobody else knows of the draft. It is sent once: after an unclear answer it is looked at and not sent again.

use super::{
    fingerprint::{self, Mark},
    letter::Letter,
    outcome::{self, Sent},
};
use crate::{
    failure::{Failure, Kind, Outcome},
    graph::{
        client::Graph,
        drafts::{Item, Reference},
        properties::{self, Property},
        upload,
    },
    guidance,
    limits::{ATTACHMENT_BYTES, DRAFT_ROUNDS, LOOK_PAUSES_MS},
};

/// A send by draft.
pub struct ByDraft<'a, 'c, 'h> {
    graph: Graph<'c, 'h>,
    letter: &'a Letter,
    reference: Reference,
    keyed: bool,
    mark: Option<Mark>,
    folder: Option<String>,
}

/// What a look showed of one draft.
enum Seen {
    Sent(Item),
    Draft,
    Gone,
    Nothing,
}

impl<'a, 'c, 'h> ByDraft<'a, 'c, 'h> {
    /// Prepares a send. `keyed` says that the reference is the caller's own key.
    pub fn new(graph: Graph<'c, 'h>, letter: &'a Letter, reference: Reference, keyed: bool) -> Self {
        Self {
            graph,
            letter,
            reference,
            keyed,
            mark: None,
            folder: None,
        }
    }

    /// Sends.
    ///
    /// # Errors
    /// The failure, with what is left behind named in it.
    pub fn send(mut self) -> Outcome<Sent> {
        let mut look = self.keyed;
        for _ in 0..DRAFT_ROUNDS {
            if look {
                match self.resume()? {
                    Resumed::Sent(sent) => return Ok(sent),
                    Resumed::Again => continue,
                    Resumed::Nothing => {}
                }
            }
            let draft = match self.write() {
                Ok(draft) => draft,
                // The draft may be there: the next round finds it.
                Err(failure) if failure.is_unclear() => {
                    look = true;
                    self.graph.call().pause(LOOK_PAUSES_MS[0]);
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            if self.keyed && !self.is_first(&draft)? {
                look = true;
                continue;
            }
            if let Some(sent) = self.deliver(&draft)? {
                return Ok(sent);
            }
            look = true;
        }
        Err(outcome::taken_over(&self.reference))
    }

    /// Looks what there is of the reference, and finishes what was begun.
    fn resume(&mut self) -> Outcome<Resumed> {
        let found = self.find()?;
        if let Some(sent) = found.iter().find(|item| !item.is_draft) {
            self.same_message(sent)?;
            return Ok(Resumed::Sent(Sent::earlier(sent)));
        }
        let Some(oldest) = found
            .iter()
            .min_by(|a, b| (&a.created, &a.id).cmp(&(&b.created, &b.id)))
        else {
            return Ok(Resumed::Nothing);
        };
        self.same_message(oldest)?;
        if oldest.ready {
            let sent = self.deliver(oldest)?;
            return Ok(sent.map_or(Resumed::Again, Resumed::Sent));
        }
        // False when it changed meanwhile: another run is at work, or has just sent it. The next round looks again.
        self.graph.delete_draft(oldest)?;
        Ok(Resumed::Again)
    }

    /// What the mailbox holds of the reference: sent messages, and drafts that still lie in Drafts.
    fn find(&mut self) -> Outcome<Vec<Item>> {
        let found = self
            .graph
            .find(&self.reference)
            .map_err(|failure| self.explain(failure))?;
        let mut kept = Vec::new();
        for item in found {
            let ours = match &item.send {
                // A copy that another mailbox sent here carries that mailbox's key.
                Some(send) if self.keyed => !self.mark()?.is_foreign(send),
                _ => true,
            };
            // A deleted draft lies in another folder, still a draft.
            if ours && (!item.is_draft || item.folder == self.drafts_folder()?) {
                kept.push(item);
            }
        }
        Ok(kept)
    }

    fn drafts_folder(&mut self) -> Outcome<String> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let folder = self.graph.drafts_folder()?;
        self.folder = Some(folder.clone());
        Ok(folder)
    }

    fn mark(&mut self) -> Outcome<&Mark> {
        if self.mark.is_none() {
            let mailbox = &self.graph.connection().mailbox;
            let store = self.graph.call().host();
            self.mark = Some(fingerprint::of(self.letter, mailbox, store)?);
        }
        // Set just now, so that there always is one.
        self.mark
            .as_ref()
            .ok_or_else(|| Failure::new(Kind::Transient, "internal", "Nothing was sent."))
    }

    /// Refuses a key that stands for another message.
    fn same_message(&mut self, item: &Item) -> Outcome<()> {
        match &item.send {
            Some(send) if self.keyed && !self.mark()?.agrees(send) => Err(outcome::key_reused()),
            _ => Ok(()),
        }
    }

    /// Writes a complete draft. A failure removes what was written.
    fn write(&mut self) -> Outcome<Item> {
        let properties = self.properties()?;
        let (content_type, body) = self.letter.draft_body(&properties)?;
        let created = self.graph.create_draft(content_type, body);
        let created = created.or_else(|failure| self.find_unmarked(failure));
        let mut draft = created.map_err(|failure| self.explain(failure))?;
        self.folder.get_or_insert_with(|| draft.folder.clone());
        match self.complete(&draft.id, properties) {
            Ok(()) => {
                draft.ready = true;
                Ok(draft)
            }
            Err(failure) => {
                // Nobody but another run with this key knows of the draft.
                let gone = failure.http_status() == Some(404) && matches!(self.graph.look_at(&draft.id), Ok(None));
                let failure = if gone { outcome::taken_over(&self.reference) } else { failure };
                Err(self.clean_up(&draft, failure))
            }
        }
    }

    /// After an unclear failure: a draft written as MIME carries no key yet, and is found by its Message-ID only.
    fn find_unmarked(&mut self, failure: Failure) -> Outcome<Item> {
        let message_id = self.letter.message_id().filter(|_| failure.is_unclear());
        let Some(reference) = message_id.map(|id| Reference::MessageId(id.to_owned())) else {
            return Err(failure);
        };
        for pause in LOOK_PAUSES_MS {
            if !self.graph.call().pause(pause) {
                break;
            }
            if let Ok(found) = self.graph.find(&reference)
                && let Ok(folder) = self.drafts_folder()
                && let Some(draft) = found
                    .into_iter()
                    .find(|item| item.is_draft && item.send.is_none() && item.folder == folder)
            {
                return Ok(draft);
            }
        }
        Err(failure)
    }

    /// Properties that a draft is written with: all of them, if it is complete at once.
    fn properties(&mut self) -> Outcome<Vec<Property>> {
        let mut properties = self.letter.properties();
        if let Reference::Key(key) = &self.reference {
            properties.push(Property::new(properties::KEY, key.as_str()));
        }
        if self.keyed {
            properties.push(Property::new(properties::SEND, self.mark()?.to_text()));
        }
        if self.letter.carries_all() {
            properties.push(Property::new(properties::READY, "1"));
        }
        Ok(properties)
    }

    /// Adds what the draft could not be written with.
    fn complete(&mut self, id: &str, mut properties: Vec<Property>) -> Outcome<()> {
        if !self.letter.carries_all() {
            for (before, attached) in self.letter.attachments().iter().enumerate() {
                if attached.source.length() >= ATTACHMENT_BYTES {
                    upload::upload(&mut self.graph, id, before, attached)?;
                    continue;
                }
                let body = self.letter.attachment_body(attached)?;
                match self.graph.add_attachment(id, body) {
                    Err(failure) if failure.is_unclear() => {
                        if self.graph.count_attachments(id)? <= before {
                            self.graph.add_attachment(id, self.letter.attachment_body(attached)?)?;
                        }
                    }
                    added => added?,
                }
            }
            properties.push(Property::new(properties::READY, "1"));
        }
        // A draft written as MIME carries no property yet.
        if self.letter.is_mime() || (self.keyed && !self.letter.carries_all()) {
            self.graph.set_properties(id, &properties)?;
        }
        Ok(())
    }

    /// Tells whether a new draft is the oldest of its key; removes it, if it is not.
    fn is_first(&mut self, draft: &Item) -> Outcome<bool> {
        let mut seen = None;
        for pause in [0].into_iter().chain(LOOK_PAUSES_MS) {
            if pause > 0 && !self.graph.call().pause(pause) {
                break;
            }
            let found = match self.find() {
                Ok(found) => found,
                Err(failure) => return Err(self.clean_up(draft, failure)),
            };
            if found.iter().any(|item| item.id == draft.id) {
                seen = Some(found);
                break;
            }
        }
        let Some(found) = seen else {
            return Err(self.clean_up(draft, outcome::not_shown()));
        };
        let mine = found
            .iter()
            .find(|item| item.id == draft.id)
            .map(|item| item.created.clone());
        let mine = mine.unwrap_or_default();
        let mut others = found.iter().filter(|item| item.id != draft.id);
        // The mailbox's clock tells seconds: of two drafts of one second both yield, and try again.
        if others.all(|other| other.is_draft && other.created > mine) {
            return Ok(true);
        }
        self.graph.delete_draft(&Item {
            etag: None,
            ..draft.clone()
        })?;
        // Some way apart, so that two which yielded to each other do not meet again.
        let host = self.graph.call().host();
        let apart = LOOK_PAUSES_MS[0].saturating_add(host.random().checked_rem(LOOK_PAUSES_MS[1]).unwrap_or(0));
        self.graph.call().pause(apart);
        Ok(false)
    }

    /// Sends a complete draft. None, if it is gone and was not sent.
    fn deliver(&mut self, draft: &Item) -> Outcome<Option<Sent>> {
        let mut unclear = false;
        for _ in LOOK_PAUSES_MS {
            let failure = match self.graph.send_draft(&draft.id) {
                Ok(()) => return Ok(Some(Sent::now(draft))),
                Err(failure) => failure,
            };
            unclear |= failure.is_unclear();
            // With a key another run may have sent it a moment ago.
            let perhaps_sent = unclear || (self.keyed && failure.http_status() == Some(404));
            if !perhaps_sent {
                return Err(self.clean_up(draft, failure));
            }
            match self.watch(draft) {
                Seen::Sent(item) => return Ok(Some(Sent::seen(&item))),
                Seen::Gone if !unclear => return Ok(None),
                // It may be sent again with a key, and only then.
                Seen::Draft if self.keyed => {}
                Seen::Draft | Seen::Gone | Seen::Nothing => return Err(self.unknown(draft, failure)),
            }
        }
        Err(self.unknown(draft, outcome::unanswered(&self.graph.values())))
    }

    /// Looks at a draft for a while, for as long as it is one.
    fn watch(&mut self, draft: &Item) -> Seen {
        let mut seen = Seen::Nothing;
        for pause in LOOK_PAUSES_MS {
            if !self.graph.call().pause(pause) {
                break;
            }
            seen = match self.graph.look_at(&draft.id) {
                Ok(Some(item)) if !item.is_draft => return Seen::Sent(item),
                Ok(Some(_)) => Seen::Draft,
                Ok(None) => return self.sent_elsewhere(),
                Err(_) => seen,
            };
        }
        seen
    }

    /// The draft's id leads nowhere: looks for a sent message of the reference.
    fn sent_elsewhere(&mut self) -> Seen {
        match self.graph.find(&self.reference) {
            Ok(found) => found
                .into_iter()
                .find(|item| !item.is_draft)
                .map_or(Seen::Gone, Seen::Sent),
            Err(_) => Seen::Nothing,
        }
    }

    fn unknown(&self, draft: &Item, failure: Failure) -> Failure {
        let values = self.graph.values();
        outcome::unknown(failure, &values, &self.reference, self.keyed, Some(draft))
    }

    /// Removes the draft of a send that failed, and says so where that fails as well. A complete draft with a key is kept
    /// for the next run, when one makes sense.
    fn clean_up(&mut self, draft: &Item, failure: Failure) -> Failure {
        if draft.ready && self.keyed && matches!(failure.kind(), Kind::Throttled | Kind::Transient) {
            return failure.with_leftover(outcome::kept_draft(draft));
        }
        self.graph.call().grant_clean_up();
        let last = Item {
            etag: None,
            ..draft.clone()
        };
        match self.graph.delete_draft(&last) {
            Ok(_) => failure,
            Err(_) => failure.with_leftover(outcome::left_draft(draft)),
        }
    }

    /// A refusal here is most often the missing right to write drafts.
    fn explain(&self, failure: Failure) -> Failure {
        if failure.http_status() != Some(403) {
            return failure;
        }
        guidance::graph::drafts_denied(failure, &self.graph.values(), self.graph.token(), self.keyed)
    }
}

enum Resumed {
    Sent(Sent),
    Again,
    Nothing,
}
