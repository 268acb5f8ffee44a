//! MIME payloads: composed from a message with text and HTML, or given by the caller.

use super::{Key, Payload, PreparedMail, Way, attachments, base64_length};
use crate::{
    call::Host,
    connection::CheckedConnection,
    contract::{self, Message},
    failure::{Failure, Result},
    graph::{
        attachment::CheckedAttachment,
        extended_properties::{self as properties, Property},
        messages::Reference,
    },
    guid,
    http::body,
    limits::{MIME_BYTES, MIME_WITH_ATTACHMENTS_BYTES},
    mime,
    operations::send_mail::fingerprint,
    validate,
    violation::{Violation, Violations},
};

impl PreparedMail {
    pub(super) fn composed(
        host: &dyn Host,
        connection: &CheckedConnection,
        message: Message,
        attachments: Vec<CheckedAttachment>,
        key: Option<Key>,
        reference: Option<String>,
    ) -> Result<Self> {
        let mut loaded = Vec::new();
        if base64_length(&attachments) < MIME_WITH_ATTACHMENTS_BYTES {
            for (i, attachment) in attachments.iter().enumerate() {
                let field = format!("message.attachments[{i}].content");
                loaded.push((attachment, attachments::load(host, &field, &attachment.content)?));
            }
        }
        let message_id = match reference {
            Some(reference) => Reference::message_id(&reference),
            None => new_message_id(host, &connection.mailbox),
        };
        let context = mime::ComposeContext {
            message_id: &message_id,
            date: host.unix_seconds(),
            mailbox: &connection.mailbox,
            boundary: &guid::new_guid(host),
        };
        check_receipts(&message, &context)?;
        if let Some(key) = &key {
            let mut offset: u64 = 0;
            for (_, content) in &loaded {
                key.fingerprint.contents.add(offset, content);
                offset = offset.saturating_add(body::length(content));
            }
        }
        let parts: Vec<mime::Part<'_>> = loaded
            .iter()
            .map(|(attachment, content)| mime::Part {
                name: &attachment.name,
                content_type: attachment.content_type.as_deref(),
                content_id: attachment.content_id.as_deref(),
                content,
            })
            .collect();
        let mut bytes = mime::compose(&message, &context, &parts);
        let fits = attachments.is_empty()
            || (loaded.len() == attachments.len() && body::length(&bytes) <= MIME_WITH_ATTACHMENTS_BYTES);
        if !fits {
            bytes = mime::compose(&message, &context, &[]);
        }
        let way = match (fits, &key) {
            (false, _) => Way::DraftAndAttachments,
            (true, Some(_)) => Way::Draft,
            (true, None) => Way::OneRequest,
        };
        let length = body::length(&bytes);
        let payload = Payload::Mime {
            message: Some(message),
            bytes: bytes.into(),
            start: 0,
        };
        let mail = Self::of_mime(payload, message_id, attachments, key, way);
        if length > MIME_BYTES {
            return Err(mail.too_large(length));
        }
        Ok(mail)
    }

    pub(super) fn raw_mime(
        host: &dyn Host,
        content: contract::Content,
        key: Option<String>,
        reference: Option<String>,
    ) -> Result<Self> {
        let content = attachments::content(host, "mime", content)?.map_err(|violation| violation.at("mime"))?;
        check_size(content.length())?;
        let mut bytes = attachments::into_bytes(host, "mime", content)?;
        if let Err(problem) = mime::check_raw(&bytes) {
            let fix = "Give a complete RFC 5322 message: header with To, Cc or Bcc, an empty line, body.";
            return Err(Failure::invalid("mime", Violation::new("mime", problem, fix)));
        }
        let key = key.map(|text| Key::new(host, text, |key| fingerprint::of_mime(key, &bytes)));
        let mut start = 0;
        let message_id = match mime::header_value(&bytes, "message-id") {
            Some(_) if reference.is_some() => {
                return Err(Failure::invalid(
                    "options.reference",
                    Violation::new(
                        "reference-beside-message-id",
                        "The message has a Message-ID, which is the reference of this send.",
                        "Leave out the reference, and look for the mail by its Message-ID in angle brackets.",
                    ),
                ));
            }
            Some(message_id) => {
                if key.is_none() {
                    validate::message_id::check(&message_id).map_err(|violation| violation.at("mime"))?;
                }
                message_id
            }
            // The mail is found by it.
            None => {
                let message_id = Reference::message_id(&reference.unwrap_or_else(|| guid::new_guid(host)));
                let mut with_id = format!("Message-ID: {message_id}\r\n").into_bytes();
                start = with_id.len();
                with_id.append(&mut bytes);
                check_size(body::length(&with_id))?;
                bytes = with_id;
                message_id
            }
        };
        let way = if key.is_some() { Way::Draft } else { Way::OneRequest };
        let payload = Payload::Mime {
            message: None,
            bytes: bytes.into(),
            start,
        };
        Ok(Self::of_mime(payload, message_id, Vec::new(), key, way))
    }

    /// MIME needs no other properties than those of a key: its header fields express everything.
    fn of_mime(
        payload: Payload,
        message_id: String,
        attachments: Vec<CheckedAttachment>,
        key: Option<Key>,
        way: Way,
    ) -> Self {
        let (properties, reference, fingerprint) = match key {
            Some(key) => (
                vec![Property::new(properties::KEY, key.text.as_str())],
                Reference::Key(key.text),
                Some(key.fingerprint),
            ),
            None => (Vec::new(), Reference::MessageId(message_id), None),
        };
        let mut mail = Self {
            payload,
            attachments,
            reference,
            fingerprint,
            properties,
            way,
            body: None,
        };
        mail.write_mark();
        mail
    }
}

/// Refuses raw MIME that no request can carry. The Message-ID that a message needs counts as well.
fn check_size(length: u64) -> Result<()> {
    if length <= MIME_BYTES {
        return Ok(());
    }
    Err(Failure::invalid(
        "mime",
        Violation::new(
            "request-too-large",
            format!("It has {length} bytes with its Message-ID. Graph accepts {MIME_BYTES}."),
            "Give the fields of a message and its attachments one by one: they may have 150 MB together.",
        ),
    ))
}

/// MIME asks for a receipt by naming the address that it is sent to.
fn check_receipts(message: &Message, context: &mime::ComposeContext<'_>) -> Result<()> {
    let mut violations = Violations::default();
    for (field, wanted) in [
        ("message.read-receipt", message.read_receipt),
        ("message.delivery-receipt", message.delivery_receipt),
    ] {
        if wanted && context.sender(message).is_none() {
            violations.add(
                field,
                Violation::new(
                    "receipt-without-address",
                    "A message with text and HTML names the address that receipts go to; the connection names an object ID.",
                    "Give the mailbox's address in message.from or in the connection, or send text or HTML alone.",
                ),
            );
        }
    }
    violations.into_result()?;
    Ok(())
}

/// Makes a Message-ID with angle brackets. The part after the `@` is the domain of the mailbox, if the connection names the mailbox by an address.
fn new_message_id(host: &dyn Host, mailbox: &str) -> String {
    let domain = mailbox
        .rsplit_once('@')
        .map_or("outlook-connector", |(_, domain)| domain);
    format!("<{}@{domain}>", guid::new_guid(host))
}
