//! A mail in the form in which Graph gets it: JSON where JSON can express it, otherwise MIME.
//!
//! | mail | payload | attachments |
//! |---|---|---|
//! | text or HTML | JSON | in the first request if they fit it; otherwise added to the draft one by one |
//! | text and HTML | MIME | in the first request up to 2.2 MB; otherwise added to the draft one by one |
//! | raw MIME | the caller's bytes, with complete line ends | part of the MIME |
//!
//! The body of the first request is built once, here, with all properties that it needs; its size decides the way of sending.
//! It is then moved into the request. It is built again only if a draft has to be written again, or if a little text beside
//! attachments close to the limit makes it too large.

mod entrusted;
mod marked;
mod mime_payload;
mod remarks;

use bytes::Bytes;

use super::{
    attachments,
    fingerprint::{self, Contents, Digest, HashKey},
};
use crate::{
    call::Host,
    connection::CheckedConnection,
    contract::{Mail, Message},
    failure::{Failure, FailureKind, Result},
    failure_message::failure_messages,
    field_problem::field_problems,
    graph::{
        attachment::CheckedAttachment,
        extended_properties::{self as properties, Property},
        message_json,
        messages::Reference,
    },
    guid,
    http::body::{self, Body, Part},
    limits::{MIME_BYTES, REQUEST_BYTES},
    mime, validate,
};

/// A mail that is ready to be sent.
pub struct PreparedMail {
    payload: Payload,
    attachments: Vec<CheckedAttachment>,
    reference: Reference,
    /// Present if the caller gave an idempotency key.
    fingerprint: Option<Fingerprint>,
    /// Extended properties of the message.
    properties: Vec<Property>,
    way: Way,
    /// The body of the first request, until it is taken.
    body: Option<Body>,
    /// Raw MIME has line ends that could not be completed.
    has_bare_line_ends: bool,
}

/// The form of the message.
enum Payload {
    Json(Message),
    Mime {
        /// The message that the MIME was composed from. `None` for raw MIME.
        message: Option<Message>,
        /// The complete message. The body of the request shares it.
        bytes: Bytes,
        /// Where the caller's bytes begin in raw MIME. A Message-ID may have been put before them.
        start: usize,
    },
}

/// The way of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `sendMail`, with everything in one request.
    OneRequest,
    /// A draft that is created with everything in one request.
    Draft,
    /// A draft whose attachments are added one by one.
    DraftAndAttachments,
}

/// The caller's idempotency key.
struct Key {
    text: String,
    fingerprint: Fingerprint,
}

/// Marks the mail that a key stands for.
struct Fingerprint {
    key: HashKey,
    fields: Digest,
    contents: Contents,
}

impl Key {
    fn new(host: &dyn Host, text: String, fields: impl FnOnce(HashKey) -> Digest) -> Self {
        let key = HashKey::new(host);
        let fingerprint = Fingerprint {
            key,
            fields: fields(key),
            contents: Contents::new(key),
        };
        Self { text, fingerprint }
    }
}

impl PreparedMail {
    /// Prepares a checked mail. `reference` is the host's, which stands in the place of one that is made here.
    ///
    /// # Errors
    /// `permanent-invalid-input` for content that cannot be sent, and the failures of the attachment store.
    pub fn new(
        host: &dyn Host,
        connection: &CheckedConnection,
        mail: Mail,
        key: Option<String>,
        reference: Option<String>,
    ) -> Result<Self> {
        match mail {
            Mail::Mime(content) => Self::raw_mime(host, content, key, reference),
            Mail::Message(mut message) => {
                let attachments = attachments::check(host, std::mem::take(&mut message.attachments))?;
                let key =
                    key.map(|text| Key::new(host, text, |key| fingerprint::of_message(key, &message, &attachments)));
                if message.text.is_some() && message.html.is_some() {
                    Self::composed(host, connection, message, attachments, key, reference)
                } else {
                    Self::json(host, message, attachments, key, reference)
                }
            }
        }
    }

    fn json(
        host: &dyn Host,
        message: Message,
        attachments: Vec<CheckedAttachment>,
        key: Option<Key>,
        reference: Option<String>,
    ) -> Result<Self> {
        let mut properties = properties::of_message(&message);
        let (way, reference, fingerprint) = match key {
            Some(key) => {
                properties.push(Property::new(properties::KEY, key.text.as_str()));
                (Way::Draft, key.text, Some(key.fingerprint))
            }
            None => {
                // Without a copy in Sent Items there is no message to find by the reference.
                let keeps_copy = message.save_to_sent_items.unwrap_or(true);
                if reference.is_some() && !keeps_copy {
                    return Err(reference_without_copy());
                }
                let reference = reference.unwrap_or_else(|| guid::new_guid(host));
                if keeps_copy {
                    properties.push(Property::new(properties::KEY, reference.as_str()));
                }
                (Way::OneRequest, reference, None)
            }
        };
        let mut mail = Self {
            payload: Payload::Json(message),
            reference: Reference::Key(reference),
            fingerprint,
            properties,
            way,
            body: None,
            attachments,
            has_bare_line_ends: false,
        };
        if base64_length(&mail.attachments) <= REQUEST_BYTES {
            mail.hash_contents(host, mail.attachments.len())?;
            mail.write_mark();
            let body = mail.build_body()?.1;
            if body.length() <= REQUEST_BYTES {
                mail.body = Some(body);
                return Ok(mail);
            }
        }
        mail.way = Way::DraftAndAttachments;
        mail.write_mark();
        let body = mail.build_body()?.1;
        if body.length() > REQUEST_BYTES {
            return Err(mail.too_large(body.length()));
        }
        mail.body = Some(body);
        Ok(mail)
    }

    /// Returns the way of sending.
    pub fn way(&self) -> Way {
        self.way
    }

    /// Changes the way of sending to a draft whose attachments are added one by one. Returns false if that makes no request
    /// smaller: attachments inside MIME cannot be taken out.
    pub fn change_to_draft(&mut self) -> bool {
        if self.is_mime() || self.attachments.is_empty() {
            return false;
        }
        self.way = Way::DraftAndAttachments;
        self.body = None;
        true
    }

    /// Returns what the mail is found by.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Returns whether the caller gave an idempotency key.
    pub fn is_keyed(&self) -> bool {
        self.fingerprint.is_some()
    }

    /// Returns whether the payload is MIME, which cannot contain extended properties.
    pub fn is_mime(&self) -> bool {
        matches!(self.payload, Payload::Mime { .. })
    }

    /// Returns the Message-ID of a MIME payload, with angle brackets.
    pub fn message_id(&self) -> Option<String> {
        match (&self.payload, &self.reference) {
            (Payload::Json(_), _) => None,
            (_, Reference::MessageId(message_id)) => Some(message_id.clone()),
            (Payload::Mime { bytes, .. }, Reference::Key(_)) => {
                mime::header_value(bytes, "message-id").filter(|id| validate::message_id::check(id).is_ok())
            }
        }
    }

    /// Returns whether the Message-ID stood in raw MIME. The same MIME may have been sent before, and others can know its
    /// Message-ID.
    pub fn has_callers_message_id(&self) -> bool {
        matches!(
            self.payload,
            Payload::Mime {
                message: None,
                start: 0,
                ..
            }
        )
    }

    /// Returns the bytes of all files of a composed message.
    pub fn file_bytes(&self) -> u64 {
        let lengths = self.attachments.iter().map(|attachment| attachment.content.length());
        lengths.fold(0, u64::saturating_add)
    }

    /// Returns all attachments of a composed message.
    pub fn attachments(&self) -> &[CheckedAttachment] {
        &self.attachments
    }

    /// Returns the extended properties that the message needs.
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// Returns the number of different recipients. It is unknown for raw MIME.
    pub fn recipient_count(&self) -> Option<u32> {
        u32::try_from(validate::message::count_recipients(self.message()?)).ok()
    }

    /// Returns whether the caller wants a copy in Sent Items.
    pub fn keeps_copy(&self) -> bool {
        let choice = self.message().and_then(|message| message.save_to_sent_items);
        choice.unwrap_or(true)
    }

    /// Takes the media type and body of the first request. Builds the body again if it was taken before.
    ///
    /// # Errors
    /// None in practice: JSON can express every checked message.
    pub fn take_body(&mut self) -> Result<(&'static str, Body)> {
        match self.body.take() {
            Some(body) => Ok((JSON, body)),
            None => self.build_body(),
        }
    }

    /// Builds the body of a request that adds an attachment to the draft.
    ///
    /// # Errors
    /// As [`Self::take_body`].
    pub fn attachment_body(&self, attachment: &CheckedAttachment) -> Result<Body> {
        message_json::attachment(attachment).ok_or_else(not_json)
    }

    fn build_body(&self) -> Result<(&'static str, Body)> {
        let properties = &self.properties;
        let body = match (&self.payload, self.way) {
            (Payload::Mime { bytes, .. }, _) => return Ok(("text/plain", Part::Base64(bytes.clone()).into())),
            (Payload::Json(message), Way::OneRequest) => {
                message_json::send_mail(message, &self.attachments, properties)
            }
            (Payload::Json(message), Way::Draft) => message_json::draft(message, &self.attachments, properties),
            (Payload::Json(message), Way::DraftAndAttachments) => message_json::draft(message, &[], properties),
        };
        Ok((JSON, body.ok_or_else(not_json)?))
    }

    fn message(&self) -> Option<&Message> {
        match &self.payload {
            Payload::Json(message) => Some(message),
            Payload::Mime { message, .. } => message.as_ref(),
        }
    }

    fn too_large(&self, length: u64) -> Failure {
        let has_html = self.message().is_some_and(|message| message.html.is_some());
        let field = if has_html { "message.html" } else { "message.text" };
        let limit = if self.is_mime() { MIME_BYTES } else { REQUEST_BYTES };
        let values = [("length", length.to_string()), ("max", limit.to_string())];
        Failure::invalid(field, field_problems::MESSAGE_TOO_LARGE.violated(&values))
    }
}

const JSON: &str = "application/json";

fn base64_length(attachments: &[CheckedAttachment]) -> u64 {
    attachments.iter().fold(0, |sum: u64, attachment| {
        sum.saturating_add(body::base64_length(attachment.content.length()))
    })
}

fn not_json() -> Failure {
    Failure::new(FailureKind::InvalidInput, &failure_messages::MESSAGE_NOT_JSON, &[])
}

/// The failure of a mail that shall be found by the host's reference, but leaves no copy that could be found.
fn reference_without_copy() -> Failure {
    Failure::invalid(
        "options.reference",
        field_problems::REFERENCE_WITHOUT_COPY.violated(&[]),
    )
}
