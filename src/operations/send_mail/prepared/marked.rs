//! The mark of a mail with an idempotency key: writing it, and comparing that of another message with it.

use std::rc::Rc;

use super::{Contents, Payload, PreparedMail};
use crate::{
    call::Host,
    failure::{Failure, FailureKind, Result},
    failure_message::failure_messages,
    graph::extended_properties::{self as properties, Property},
    http::body::Observer,
    operations::send_mail::{
        attachments,
        fingerprint::{self, Digest, HashKey, Mark},
    },
};

impl PreparedMail {
    /// Returns the mark, as far as the attachments were hashed.
    fn mark(&self) -> Option<Mark> {
        self.fingerprint.as_ref().map(|fingerprint| Mark {
            key: fingerprint.key,
            fields: fingerprint.fields,
            contents: fingerprint.contents.digest(&self.attachments),
        })
    }

    /// Puts the mark among the properties that the draft is created with.
    pub(super) fn write_mark(&mut self) {
        let Some(mark) = self.mark() else { return };
        self.properties.retain(|property| property.id != properties::MARK);
        self.properties.push(Property::new(properties::MARK, mark.to_text()));
    }

    /// Hashes the first attachments, as far as their bytes were not hashed when they were uploaded. Does nothing without a key.
    ///
    /// # Errors
    /// The failure of the attachment store.
    pub fn hash_contents(&self, host: &dyn Host, attachments: usize) -> Result<()> {
        match &self.fingerprint {
            Some(fingerprint) => self.hash_into(&fingerprint.contents, host, attachments),
            None => Ok(()),
        }
    }

    fn hash_into(&self, contents: &Contents, host: &dyn Host, attachments: usize) -> Result<()> {
        let attachments = self.attachments.get(..attachments).unwrap_or_default();
        contents
            .catch_up(attachments, host)
            .map_err(|(nth, error)| attachments::unreadable(&format!("message.attachments[{nth}].content"), error))
    }

    /// Returns what sees the bytes of the nth attachment when it is uploaded. The attachments before it must have been hashed.
    /// Returns `None` without a key.
    pub fn observer(&self, nth: usize) -> Option<Rc<dyn Observer>> {
        let before = self.attachments.get(..nth)?;
        self.fingerprint
            .as_ref()
            .map(|fingerprint| fingerprint.contents.observer(before))
    }

    /// Returns the properties that make a complete draft ready to be sent.
    ///
    /// # Errors
    /// A failure that does not occur: all attachments have been hashed.
    pub fn ready_properties(&self) -> Result<Vec<Property>> {
        let mut ready = vec![Property::new(properties::READY, "1")];
        let mark = self.mark().filter(|mark| mark.contents.is_some());
        let Some(mark) = mark.map(Mark::to_text) else {
            return Err(Failure::new(FailureKind::Transient, &failure_messages::INTERNAL, &[]));
        };
        let is_written = |property: &Property| property.id == properties::MARK && property.value == mark;
        if !self.properties.iter().any(is_written) {
            ready.push(Property::new(properties::MARK, mark));
        }
        Ok(ready)
    }

    /// Returns whether a message with this mark is this mail. A mark without the hash of the attachments' bytes is compared without
    /// them. Reads stored attachments otherwise, if all else is the same.
    ///
    /// # Errors
    /// The failure of the attachment store.
    pub fn is_marked(&self, mark: &Mark, host: &dyn Host) -> Result<bool> {
        if self.fields(mark.key) != mark.fields {
            return Ok(false);
        }
        let Some(expected) = mark.contents else { return Ok(true) };
        let contents = Contents::new(mark.key);
        self.hash_into(&contents, host, self.attachments.len())?;
        Ok(contents.digest(&self.attachments) == Some(expected))
    }

    fn fields(&self, key: HashKey) -> Digest {
        match (&self.payload, self.message()) {
            (_, Some(message)) => fingerprint::of_message(key, message, &self.attachments),
            (Payload::Mime { bytes, start, .. }, None) => {
                fingerprint::of_mime(key, bytes.get(*start..).unwrap_or_default())
            }
            (Payload::Json(message), None) => fingerprint::of_message(key, message, &self.attachments),
        }
    }
}
