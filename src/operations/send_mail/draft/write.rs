//! Creating a draft with everything that belongs to it.

use super::{DraftSend, outcome};
use crate::{
    failure::{Failure, Result},
    graph::{
        messages::{Message, Reference},
        upload::{self, Upload},
    },
    limits::{OUTCOME_POLL_DELAYS_MS, SESSION_BYTES},
    operations::send_mail::prepared::Way,
};

/// Graph's code for a file that is too small for an upload session (Graph, "Attach large files").
const TOO_SMALL_FOR_SESSION: &str = "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize";

impl DraftSend<'_, '_> {
    /// Creates the complete draft. Removes it if that fails.
    pub(super) fn write(&mut self) -> Result<Message> {
        let (media_type, body) = self.mail.take_body()?;
        let created = self.graph.create_draft(media_type, body);
        let created = created.or_else(|failure| self.find_unmarked(failure));
        let mut draft = created.map_err(|failure| self.explain(failure))?;
        if self.folder.is_none() && !draft.folder.is_empty() {
            self.folder = Some(draft.folder.clone());
        }
        match self.complete(&draft) {
            Ok(etag) => {
                draft.etag = etag;
                Ok(draft)
            }
            Err(failure) => {
                // Only another run with this key knows of the draft.
                let gone = failure.http_status() == Some(404) && matches!(self.graph.get_message(&draft.id), Ok(None));
                let failure = if gone {
                    outcome::taken_over(self.mail.reference())
                } else {
                    failure
                };
                // No other run uses a draft that is not ready, and our own additions have changed its version.
                self.graph.call().extend_for_cleanup();
                let deleted = self.graph.delete_draft(&draft.id);
                Err(self.after_deletion(&draft, deleted, failure))
            }
        }
    }

    /// Finds the draft after an unclear failure. A draft created from MIME has no key yet, so only its Message-ID finds it. If the
    /// caller chose the Message-ID, a draft with it may be a person's, whose content would be sent: it is named and left alone.
    fn find_unmarked(&mut self, failure: Failure) -> Result<Message> {
        let message_id = self.mail.message_id().filter(|_| failure.may_have_taken_effect());
        let Some(reference) = message_id.map(Reference::MessageId) else {
            return Err(failure);
        };
        for delay in OUTCOME_POLL_DELAYS_MS {
            if !self.graph.call().pause(delay) {
                break;
            }
            if let Ok(found) = self.graph.find(&reference)
                && let Ok(folder) = self.drafts_folder()
                && let Some(draft) = found
                    .messages
                    .into_iter()
                    .find(|message| message.is_draft && message.mark.is_none() && message.folder == folder)
            {
                return if self.mail.has_callers_message_id() {
                    Err(outcome::draft_not_told_apart(&draft))
                } else {
                    Ok(draft)
                };
            }
        }
        Err(failure)
    }

    /// Adds attachments and properties that the first request could not carry. Returns the ETag by which later requests make sure
    /// that nobody else changed the draft. Returns `None` if somebody has removed it, and without a key, where nobody else knows of
    /// it.
    fn complete(&mut self, draft: &Message) -> Result<Option<String>> {
        let has_more = self.mail.way() == Way::DraftAndAttachments;
        if has_more {
            for nth in 0..self.mail.attachments().len() {
                self.attach(&draft.id, nth)?;
            }
            let host = self.graph.call().host();
            self.mail.hash_contents(host, self.mail.attachments().len())?;
        }
        let changed = if self.mail.is_mime() && !self.mail.properties().is_empty() {
            Some(self.graph.set_properties(&draft.id, self.mail.properties())?)
        } else {
            // Each attachment changed the version.
            Some(draft.clone()).filter(|_| !has_more)
        };
        if !self.is_keyed() {
            return Ok(None);
        }
        let changed = match changed.filter(|changed| changed.etag.is_some()) {
            Some(changed) => changed,
            None => match self.graph.get_message(&draft.id)? {
                Some(changed) => changed,
                None => return Err(outcome::taken_over(self.mail.reference())),
            },
        };
        // Another run removed the draft. It must not become ready in Deleted Items.
        if self.drafts_folder()? != changed.folder {
            return Ok(None);
        }
        changed.etag.map(Some).ok_or_else(outcome::version_not_shown)
    }

    /// Adds the nth attachment to a draft that has the ones before it.
    fn attach(&mut self, id: &str, nth: usize) -> Result<()> {
        let Self { graph, mail, .. } = self;
        let Some(attachment) = mail.attachments().get(nth) else {
            return Ok(());
        };
        if attachment.content.length() >= SESSION_BYTES {
            mail.hash_contents(graph.call().host(), nth)?;
            let file = Upload {
                attachment,
                before: nth,
                observer: mail.observer(nth),
            };
            match upload::upload(graph, id, &file) {
                // A service that means 3,145,728 bytes takes this file in one request.
                Err(failure) if failure.service_code() == Some(TOO_SMALL_FOR_SESSION) => {}
                uploaded => return uploaded,
            }
        }
        match graph.add_attachment(id, mail.attachment_body(attachment)?) {
            Err(failure) if failure.may_have_taken_effect() => {
                if graph.count_attachments(id)? > nth {
                    return Ok(());
                }
                graph.add_attachment(id, mail.attachment_body(attachment)?)
            }
            added => added,
        }
    }
}
