//! Sending by draft: write it, add what is large, send it. The mailbox is the record of what was done.
//!
//! With an idempotency key, `keyed` decides which draft of the key is the one that is sent, and whether it was.
//!
//! Without a key nobody else knows of the draft. It is sent once: after an unclear answer it is looked at and not sent again.

mod keyed;

use keyed::Resumed;

use super::{
    fingerprint::Fingerprint,
    letter::Letter,
    outcome::{self, Sent},
};
use crate::{
    failure::{Failure, FailureKind, Result},
    graph::{
        attached::Attached,
        client::Graph,
        drafts::{Item, Reference},
        ownership::Ownership,
        properties::{self, Property},
        upload,
    },
    limits::{ATTACHMENT_BYTES, DRAFT_ROUNDS, LOOK_PAUSES_MS, PAUSE_FIRST_MS},
};

/// A send by draft.
pub struct ByDraft<'a, 'c, 'h> {
    graph: Graph<'c, 'h>,
    letter: &'a Letter,
    reference: Reference,
    keyed: bool,
    fingerprint: Option<Fingerprint>,
    ownership: Ownership,
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
            fingerprint: None,
            ownership: Ownership::default(),
            folder: None,
            strays: Vec::new(),
            removed: Vec::new(),
        }
    }

    /// Sends.
    ///
    /// # Errors
    /// The failure, with what is left behind named in it.
    pub fn send(mut self) -> Result<Sent> {
        let sent = self.send_once()?;
        self.remove_strays(&sent);
        Ok(sent)
    }

    fn send_once(&mut self) -> Result<Sent> {
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
                Err(failure) if failure.may_have_taken_effect() => {
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

    fn drafts_folder(&mut self) -> Result<String> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let folder = self.graph.drafts_folder()?;
        self.folder = Some(folder.clone());
        Ok(folder)
    }

    /// Writes a draft with all that belongs to it. A failure removes what was written.
    fn write(&mut self) -> Result<Item> {
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
    fn find_unmarked(&mut self, failure: Failure) -> Result<Item> {
        let message_id = self.letter.message_id().filter(|_| failure.may_have_taken_effect());
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
                    .messages
                    .into_iter()
                    .find(|item| item.is_draft && item.mark.is_none() && item.folder == folder)
            {
                return Ok(draft);
            }
        }
        Err(failure)
    }

    /// Properties that a draft is written with.
    fn properties(&mut self) -> Result<Vec<Property>> {
        let mut properties = self.letter.properties();
        if let Reference::Key(key) = &self.reference {
            properties.push(Property::new(properties::KEY, key.as_str()));
        }
        if self.keyed {
            properties.push(Property::new(properties::MARK, self.fingerprint()?.to_mark()));
        }
        Ok(properties)
    }

    /// Adds what the draft could not be written with. Returns the draft as it is then, if that matters.
    fn complete(&mut self, id: &str, properties: Vec<Property>) -> Result<Option<Item>> {
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
    fn attach(&mut self, id: &str, before: usize, attached: &Attached) -> Result<()> {
        if attached.source.length() >= ATTACHMENT_BYTES {
            match upload::upload(&mut self.graph, id, before, attached) {
                // Graph says "3 MB" and not which: whoever counts in MiB takes this one the other way.
                Err(failure) if failure.service_code() == Some(TOO_SMALL_FOR_SESSION) => {}
                uploaded => return uploaded,
            }
        }
        match self.graph.add_attachment(id, self.letter.attachment_body(attached)?) {
            Err(failure) if failure.may_have_taken_effect() && self.graph.count_attachments(id)? > before => Ok(()),
            Err(failure) if failure.may_have_taken_effect() => {
                self.graph.add_attachment(id, self.letter.attachment_body(attached)?)
            }
            added => added,
        }
    }

    /// Sends a draft that is ready. None, if it is gone and was not sent. `adopted` says that another run made it ready.
    fn deliver(&mut self, draft: &Item, adopted: bool) -> Result<Option<Sent>> {
        let mut unclear = false;
        for _ in LOOK_PAUSES_MS {
            let failure = match self.graph.send_draft(&draft.id) {
                Ok(()) => return Ok(Some(Sent::now(draft))),
                Err(failure) => failure,
            };
            unclear |= failure.may_have_taken_effect();
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
        Err(self.unknown(draft, outcome::unanswered(&self.graph.context())))
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
        match self.find() {
            Ok(found) => match found.sent() {
                Some(sent) => Seen::Sent(sent.clone()),
                None if found.doubt.is_some() => Seen::Nothing,
                None => Seen::Gone,
            },
            Err(_) => Seen::Nothing,
        }
    }

    fn unknown(&self, draft: &Item, failure: Failure) -> Failure {
        let context = self.graph.context();
        outcome::unknown(failure, &context, &self.reference, self.keyed, Some(draft))
    }

    /// Removes the draft of a send that failed, and says so where that fails as well. A complete draft with a key is kept
    /// for the next run, when one makes sense.
    fn clean_up(&mut self, draft: &Item, failure: Failure) -> Failure {
        if draft.ready && self.keyed && matches!(failure.kind(), FailureKind::Throttled | FailureKind::Transient) {
            return failure.with_leftover(outcome::kept_draft(draft));
        }
        self.graph.call().extend_for_cleanup();
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
        outcome::drafts_denied(failure, &self.graph.context(), self.keyed)
    }
}
