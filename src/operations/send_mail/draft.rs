//! Sending by draft: write it, add what is large, send it. The mailbox is the record of what was done.
//!
//! With an idempotency key a run first looks what the mailbox holds of the key:
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
        attached::Attached,
        client::Graph,
        drafts::{Item, Reference},
        properties::{self, Property},
        upload,
    },
    guidance,
    limits::{ATTACHMENT_BYTES, DRAFT_ROUNDS, LOOK_PAUSES_MS, PAUSE_FIRST_MS},
};

/// A send by draft.
pub struct ByDraft<'a, 'c, 'h> {
    graph: Graph<'c, 'h>,
    letter: &'a Letter,
    reference: Reference,
    keyed: bool,
    mark: Option<Mark>,
    folder: Option<String>,
    /// Drafts seen last that are not ready.
    strays: Vec<Item>,
    /// Ids of drafts that were removed: the listing may show them for a while.
    removed: Vec<String>,
}

/// Graph's code for a file that is too small for an upload session (Graph, "Attach large files").
const TOO_SMALL_FOR_SESSION: &str = "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize";

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
            strays: Vec::new(),
            removed: Vec::new(),
        }
    }

    /// Sends.
    ///
    /// # Errors
    /// The failure, with what is left behind named in it.
    pub fn send(mut self) -> Outcome<Sent> {
        let sent = self.send_once()?;
        self.remove_strays(&sent);
        Ok(sent)
    }

    fn send_once(&mut self) -> Outcome<Sent> {
        let mut look = self.keyed;
        for _ in 0..DRAFT_ROUNDS {
            if look {
                match self.resume()? {
                    Resumed::Sent(sent) => return Ok(sent),
                    Resumed::Again => continue,
                    Resumed::Nothing => {}
                }
            }
            look = true;
            let draft = match self.write() {
                Ok(draft) => draft,
                // The draft may be there: the next round finds it.
                Err(failure) if failure.is_unclear() => {
                    self.graph.call().pause(PAUSE_FIRST_MS);
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            let ready = match self.keyed {
                true => self.claim(&draft)?,
                false => Some(draft),
            };
            if let Some(ready) = ready
                && let Some(sent) = self.deliver(&ready, false)?
            {
                return Ok(sent);
            }
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
            match self.graph.delete_draft(draft)? {
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
    fn find(&mut self) -> Outcome<Vec<Item>> {
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
    fn in_drafts(&mut self, found: Vec<Item>) -> Outcome<(Vec<Item>, Vec<Item>)> {
        if found.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let folder = self.drafts_folder()?;
        let drafts = found.into_iter().filter(|item| item.is_draft);
        Ok(drafts.partition(|item| item.folder == folder))
    }

    /// Once a mail is sent, drafts of its key that are not ready are what dead runs left behind.
    fn remove_strays(&mut self, sent: &Sent) {
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

    /// Writes a draft with all that belongs to it. A failure removes what was written.
    fn write(&mut self) -> Outcome<Item> {
        let properties = self.properties()?;
        let (content_type, body) = self.letter.draft_body(&properties)?;
        let created = self.graph.create_draft(content_type, body);
        let created = created.or_else(|failure| self.find_unmarked(failure));
        let mut draft = created.map_err(|failure| self.explain(failure))?;
        self.folder.get_or_insert_with(|| draft.folder.clone());
        match self.complete(&draft.id, properties) {
            Ok(changed) => {
                draft.etag = match changed {
                    Some(changed) => changed.etag,
                    // Without a key nobody else changes it, and attachments have made another version of it.
                    None => draft.etag.filter(|_| self.keyed),
                };
                Ok(draft)
            }
            Err(failure) => {
                // Nobody but another run with this key knows of the draft.
                let gone = failure.http_status() == Some(404) && matches!(self.graph.look_at(&draft.id), Ok(None));
                let failure = if gone {
                    outcome::taken_over(&self.reference)
                } else {
                    failure
                };
                // Nobody else takes one that is not ready, and what was added to it has changed it.
                draft.etag = None;
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

    /// Properties that a draft is written with.
    fn properties(&mut self) -> Outcome<Vec<Property>> {
        let mut properties = self.letter.properties();
        if let Reference::Key(key) = &self.reference {
            properties.push(Property::new(properties::KEY, key.as_str()));
        }
        if self.keyed {
            properties.push(Property::new(properties::SEND, self.mark()?.to_text()));
        }
        Ok(properties)
    }

    /// Adds what the draft could not be written with. Returns the draft as it is then, if that matters.
    fn complete(&mut self, id: &str, properties: Vec<Property>) -> Outcome<Option<Item>> {
        if !self.letter.carries_all() {
            for (before, attached) in self.letter.attachments().iter().enumerate() {
                self.attach(id, before, attached)?;
            }
        }
        // A draft written as MIME carries no property yet.
        if self.letter.is_mime() && self.keyed {
            return self.graph.set_properties(id, &properties).map(Some);
        }
        // Each attachment made another version of it.
        match self.keyed && !self.letter.carries_all() {
            true => self.graph.look_at(id),
            false => Ok(None),
        }
    }

    /// Adds one attachment to a draft that holds `before` already.
    fn attach(&mut self, id: &str, before: usize, attached: &Attached) -> Outcome<()> {
        if attached.source.length() >= ATTACHMENT_BYTES {
            match upload::upload(&mut self.graph, id, before, attached) {
                // Graph says "3 MB" and not which: whoever counts in MiB takes this one the other way.
                Err(failure) if failure.service_code() == Some(TOO_SMALL_FOR_SESSION) => {}
                uploaded => return uploaded,
            }
        }
        match self.graph.add_attachment(id, self.letter.attachment_body(attached)?) {
            Err(failure) if failure.is_unclear() && self.graph.count_attachments(id)? > before => Ok(()),
            Err(failure) if failure.is_unclear() => {
                self.graph.add_attachment(id, self.letter.attachment_body(attached)?)
            }
            added => added,
        }
    }

    /// Makes a new draft the one that is sent. None, if it is not the only one of its key, or was touched meanwhile.
    fn claim(&mut self, draft: &Item) -> Outcome<Option<Item>> {
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
        } else if self.graph.delete_draft(draft)? {
            self.removed.push(draft.id.clone());
        }
        self.step_aside();
        Ok(None)
    }

    /// What the mailbox holds of the reference, as soon as it shows this draft.
    fn shown(&mut self, draft: &Item) -> Outcome<Option<Vec<Item>>> {
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

    /// Sends a draft that is ready. None, if it is gone and was not sent. `adopted` says that another run made it ready.
    fn deliver(&mut self, draft: &Item, adopted: bool) -> Outcome<Option<Sent>> {
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
                return Err(match adopted {
                    // The other run may be sending it.
                    true => failure.with_leftover(outcome::kept_draft(draft)),
                    false => self.clean_up(draft, failure),
                });
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
        match self.graph.delete_draft(draft) {
            Ok(true) => failure,
            // A deletion whose answer was lost has changed it as well.
            Ok(false) if !matches!(self.graph.look_at(&draft.id), Ok(Some(item)) if self.is_left(&item)) => failure,
            Ok(false) | Err(_) => failure.with_leftover(outcome::left_draft(draft)),
        }
    }

    fn is_left(&self, item: &Item) -> bool {
        item.is_draft && self.folder.as_ref() == Some(&item.folder)
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
