//! A message as Graph takes it: `sendMail`'s parameters, the `message` resource and its attachments, in the names of Graph's
//! metadata. Properties that the sender did not set are left out: an empty `internetMessageHeaders` is an error.

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use serde::{Serialize, Serializer};

use super::{
    attached::{Attached, Source},
    properties::{self, Property},
};
use crate::{
    contract,
    http::body::{Body, Part},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SendMail<'m> {
    message: Message<'m>,
    /// True is the default and is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    save_to_sent_items: Option<bool>,
}

/// The `message` resource.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'m> {
    subject: &'m str,
    body: ItemBody<'m>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_recipients: Vec<Recipient<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc_recipients: Vec<Recipient<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc_recipients: Vec<Recipient<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reply_to: Vec<Recipient<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Recipient<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    importance: Option<&'static str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    categories: &'m [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_read_receipt_requested: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_delivery_receipt_requested: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    internet_message_headers: Vec<Header<'m>>,
    #[serde(skip_serializing_if = "<[Property]>::is_empty")]
    single_value_extended_properties: &'m [Property],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<FileAttachment<'m>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemBody<'m> {
    content_type: &'static str,
    content: &'m str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Recipient<'m> {
    email_address: EmailAddress<'m>,
}

#[derive(Serialize)]
struct EmailAddress<'m> {
    address: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'m str>,
}

#[derive(Serialize)]
struct Header<'m> {
    name: &'m str,
    value: &'m str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileAttachment<'m> {
    #[serde(rename = "@odata.type")]
    odata_type: &'static str,
    name: &'m str,
    content_type: &'m str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_inline: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_id: Option<&'m str>,
    content_bytes: ContentBytes<'m>,
}

fn recipients(list: &[contract::Recipient]) -> Vec<Recipient<'_>> {
    list.iter().map(recipient).collect()
}

fn recipient(recipient: &contract::Recipient) -> Recipient<'_> {
    let name = recipient.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    Recipient {
        email_address: EmailAddress {
            address: recipient.address.trim(),
            name,
        },
    }
}

/// Base64 of an attachment. Stored bytes are not at hand: a mark stands for them until the body is written.
struct ContentBytes<'m> {
    source: &'m Source,
    mark: &'m str,
}

impl Serialize for ContentBytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.source {
            Source::Bytes(bytes) => serializer.collect_str(&Base64Display::new(bytes, &STANDARD)),
            Source::Base64 { text, .. } => serializer.serialize_str(text),
            Source::Stored { .. } => serializer.serialize_str(self.mark),
        }
    }
}

fn file_attachment<'m>(attached: &'m Attached, mark: &'m str) -> FileAttachment<'m> {
    FileAttachment {
        odata_type: "#microsoft.graph.fileAttachment",
        name: &attached.name,
        content_type: attached.content_type.as_deref().unwrap_or("application/octet-stream"),
        is_inline: attached.content_id.is_some(),
        content_id: attached.content_id.as_deref(),
        content_bytes: ContentBytes {
            source: &attached.source,
            mark,
        },
    }
}

fn message<'m>(
    message: &'m contract::Message,
    attachments: &'m [Attached],
    properties: &'m [Property],
    mark: &'m str,
) -> Message<'m> {
    let (content_type, content) = match (&message.html, &message.text) {
        (Some(html), _) => ("html", html.as_str()),
        (None, text) => ("text", text.as_deref().unwrap_or_default()),
    };
    Message {
        subject: &message.subject,
        body: ItemBody { content_type, content },
        to_recipients: recipients(&message.to),
        cc_recipients: recipients(&message.cc),
        bcc_recipients: recipients(&message.bcc),
        reply_to: recipients(&message.reply_to),
        from: message.from.as_ref().map(recipient),
        importance: message.importance.map(|importance| match importance {
            contract::Importance::Low => "low",
            contract::Importance::Normal => "normal",
            contract::Importance::High => "high",
        }),
        categories: &message.categories,
        is_read_receipt_requested: message.read_receipt,
        is_delivery_receipt_requested: message.delivery_receipt,
        internet_message_headers: message
            .headers
            .iter()
            .filter(|header| properties::of_header(&header.name).is_none())
            .map(|header| Header {
                name: &header.name,
                value: &header.value,
            })
            .collect(),
        single_value_extended_properties: properties,
        attachments: attachments
            .iter()
            .map(|attached| file_attachment(attached, mark))
            .collect(),
    }
}

/// Parameters of `sendMail`. `mark` is a text that stands nowhere in the message, such as a new GUID.
///
/// None, if JSON cannot hold it, which no checked message brings about; the same holds for the other functions here.
pub fn send_mail(
    mail: &contract::Message,
    attachments: &[Attached],
    properties: &[Property],
    mark: &str,
) -> Option<Body> {
    let parameters = SendMail {
        message: message(mail, attachments, properties, mark),
        save_to_sent_items: mail.save_to_sent_items.filter(|save| !save),
    };
    with_stored(serde_json::to_string(&parameters).ok()?, attachments, mark)
}

/// A draft.
pub fn draft(mail: &contract::Message, attachments: &[Attached], properties: &[Property], mark: &str) -> Option<Body> {
    let draft = message(mail, attachments, properties, mark);
    with_stored(serde_json::to_string(&draft).ok()?, attachments, mark)
}

/// One attachment, to be added to a draft.
pub fn attachment(attached: &Attached, mark: &str) -> Option<Body> {
    let json = serde_json::to_string(&file_attachment(attached, mark)).ok()?;
    with_stored(json, std::slice::from_ref(attached), mark)
}

/// Puts stored bytes in the place of their marks, which stand in the order of the attachments.
fn with_stored(json: String, attachments: &[Attached], mark: &str) -> Option<Body> {
    let mut parts = Vec::new();
    let mut rest = json.as_str();
    for attached in attachments {
        if let Some(stored) = attached.source.as_stored() {
            let (before, after) = rest.split_once(mark)?;
            parts.push(Part::Bytes(before.as_bytes().to_vec()));
            parts.push(Part::StoredBase64(stored));
            rest = after;
        }
    }
    if parts.is_empty() {
        return Some(json.into_bytes().into());
    }
    parts.push(Part::Bytes(rest.as_bytes().to_vec()));
    Some(parts.into())
}
