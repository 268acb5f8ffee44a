//! MIME payloads: composed from a message with text and HTML, or given by the caller.

use std::borrow::Cow;

use super::{Key, Payload, PreparedMail, Way, attachments, base64_length};
use crate::{
    call::Host,
    connection::CheckedConnection,
    contract::{self, Message},
    failure::{Failure, Result},
    field_problem::field_problems,
    graph::{
        attachment::CheckedAttachment,
        extended_properties::{self as properties, Property},
        messages::Reference,
    },
    guid, header_fields,
    http::body,
    limits::{HEADERS, MIME_BYTES, MIME_WITH_ATTACHMENTS_BYTES},
    mime::{self, LineEnds, Malformed},
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
        // A draft can have the header fields as properties too, which Exchange never drops.
        let headers = match way {
            Way::OneRequest => Vec::new(),
            Way::Draft | Way::DraftAndAttachments => properties::of_mime_headers(&message.headers),
        };
        let payload = Payload::Mime {
            message: Some(message),
            bytes: bytes.into(),
            start: 0,
        };
        let mail = Self::of_mime(payload, message_id, attachments, key, way, headers);
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
        let (mut bytes, has_bare_line_ends) = with_line_ends(attachments::into_bytes(host, "mime", content)?);
        check_form(&bytes).map_err(|violation| violation.at("mime"))?;
        let key = key.map(|text| Key::new(host, text, |key| fingerprint::of_mime(key, &bytes)));
        let mut start = 0;
        let message_id = match mime::header_value(&bytes, "message-id") {
            Some(_) if reference.is_some() => {
                return Err(Failure::invalid(
                    "options.reference",
                    field_problems::REFERENCE_BESIDE_MESSAGE_ID.violated(&[]),
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
        let (way, headers) = match key {
            Some(_) => (Way::Draft, header_properties(&bytes)),
            None => (Way::OneRequest, Vec::new()),
        };
        let payload = Payload::Mime {
            message: None,
            bytes: bytes.into(),
            start,
        };
        let mail = Self::of_mime(payload, message_id, Vec::new(), key, way, headers);
        Ok(Self {
            has_bare_line_ends,
            ..mail
        })
    }

    /// MIME needs no other properties than those of a key, and of the header fields that it may lose.
    fn of_mime(
        payload: Payload,
        message_id: String,
        attachments: Vec<CheckedAttachment>,
        key: Option<Key>,
        way: Way,
        mut properties: Vec<Property>,
    ) -> Self {
        let (reference, fingerprint) = match key {
            Some(key) => {
                properties.push(Property::new(properties::KEY, key.text.as_str()));
                (Reference::Key(key.text), Some(key.fingerprint))
            }
            None => (Reference::MessageId(message_id), None),
        };
        let mut mail = Self {
            payload,
            attachments,
            reference,
            fingerprint,
            properties,
            way,
            body: None,
            has_bare_line_ends: false,
        };
        mail.write_mark();
        mail
    }
}

/// Completes the line ends of raw MIME. Returns whether some remain that are not CR LF. A message that would grow beyond the limit
/// stays as it is.
fn with_line_ends(bytes: Vec<u8>) -> (Vec<u8>, bool) {
    let completed = match mime::complete_line_ends(&bytes) {
        (Cow::Owned(completed), ends) if body::length(&completed) <= MIME_BYTES => Some((completed, ends)),
        (Cow::Owned(_), _) => None,
        (Cow::Borrowed(_), ends) => return (bytes, ends == LineEnds::Bare),
    };
    match completed {
        Some((completed, ends)) => (completed, ends == LineEnds::Bare),
        None => (bytes, true),
    }
}

/// Refuses raw MIME that is no message, or whose address fields Exchange would read otherwise than they are meant.
fn check_form(bytes: &[u8]) -> Result<(), Violation> {
    mime::check_raw(bytes).map_err(|rule| rule.violated(&[]))?;
    let Some((field, malformed)) = mime::malformed_name(bytes) else {
        return Ok(());
    };
    let (rule, name) = match malformed {
        Malformed::At => (&field_problems::MIME_ADDRESS_AT, "megan@contoso.com"),
        Malformed::Comma => (&field_problems::MIME_ADDRESS_COMMA, "Bowen, Megan"),
        Malformed::Open => (&field_problems::MIME_ADDRESS_OPEN, "Bowen, Megan"),
    };
    Err(rule.violated(&[("field", field.to_string()), ("name", name.to_owned())]))
}

/// Returns the properties for custom header fields of raw MIME. Each new name uses up a named property of the mailbox for ever, so
/// that a message with more of them than JSON may have gets none: it was hardly written for this mailbox.
fn header_properties(bytes: &[u8]) -> Vec<Property> {
    let mut fields = mime::fields(bytes, header_fields::may_be_dropped);
    // A property has one value.
    let mut names = Vec::new();
    fields.retain(|field| {
        let name = field.name.to_ascii_lowercase();
        let is_first = !names.contains(&name);
        names.push(name);
        is_first
    });
    if fields.len() > HEADERS {
        return Vec::new();
    }
    properties::of_mime_headers(&fields)
}

/// Refuses raw MIME that no request can carry. The Message-ID that a message needs counts as well.
fn check_size(length: u64) -> Result<()> {
    if length <= MIME_BYTES {
        return Ok(());
    }
    let values = [("length", length.to_string()), ("max", MIME_BYTES.to_string())];
    Err(Failure::invalid(
        "mime",
        field_problems::MIME_TOO_LARGE.violated(&values),
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
            violations.add(field, field_problems::RECEIPT_WITHOUT_ADDRESS.violated(&[]));
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
