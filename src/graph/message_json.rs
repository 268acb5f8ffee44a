//! The JSON that Graph takes: the parameters of `sendMail`, the `message` resource and its attachments, with the names of Graph's
//! metadata. Properties that the sender did not set are left out, because an empty `internetMessageHeaders` is an error.
//!
//! Stored attachments are not in memory. A placeholder stands for each of them in the JSON, and the body refers to the store in
//! its place. The placeholder is a random text that occurs nowhere else, such as a new GUID.

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use serde::{Serialize, Serializer};

use super::{
    attachment::{CheckedAttachment, Content},
    extended_properties::{self as properties, Property},
};
use crate::{
    contract,
    http::body::{Body, Part},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SendMail<'m> {
    message: Message<'m>,
    /// Left out if true, which is the default.
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

/// The base64 of an attachment, or the placeholder of a stored one.
struct ContentBytes<'m> {
    content: &'m Content,
    placeholder: &'m str,
}

impl Serialize for ContentBytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.content {
            Content::Bytes(bytes) => serializer.collect_str(&Base64Display::new(bytes, &STANDARD)),
            Content::Base64 { text, .. } => serializer.serialize_str(text),
            Content::Stored { .. } => serializer.serialize_str(self.placeholder),
        }
    }
}

fn file_attachment<'m>(attachment: &'m CheckedAttachment, placeholder: &'m str) -> FileAttachment<'m> {
    FileAttachment {
        odata_type: "#microsoft.graph.fileAttachment",
        name: &attachment.name,
        content_type: attachment.content_type.as_deref().unwrap_or("application/octet-stream"),
        is_inline: attachment.content_id.is_some(),
        content_id: attachment.content_id.as_deref(),
        content_bytes: ContentBytes {
            content: &attachment.content,
            placeholder,
        },
    }
}

fn message<'m>(
    message: &'m contract::Message,
    attachments: &'m [CheckedAttachment],
    properties: &'m [Property],
    placeholder: &'m str,
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
            .map(|attachment| file_attachment(attachment, placeholder))
            .collect(),
    }
}

/// Builds the body of a `sendMail` request. Returns `None` if JSON cannot hold the message, which no checked message brings about;
/// so do the other functions here.
pub fn send_mail(
    mail: &contract::Message,
    attachments: &[CheckedAttachment],
    properties: &[Property],
    placeholder: &str,
) -> Option<Body> {
    let parameters = SendMail {
        message: message(mail, attachments, properties, placeholder),
        save_to_sent_items: mail.save_to_sent_items.filter(|save| !save),
    };
    with_stored(serde_json::to_string(&parameters).ok()?, attachments, placeholder)
}

/// Builds the body of a request that creates a draft.
pub fn draft(
    mail: &contract::Message,
    attachments: &[CheckedAttachment],
    properties: &[Property],
    placeholder: &str,
) -> Option<Body> {
    let draft = message(mail, attachments, properties, placeholder);
    with_stored(serde_json::to_string(&draft).ok()?, attachments, placeholder)
}

/// Builds the body of a request that adds one attachment to a draft.
pub fn attachment(attachment: &CheckedAttachment, placeholder: &str) -> Option<Body> {
    let json = serde_json::to_string(&file_attachment(attachment, placeholder)).ok()?;
    with_stored(json, std::slice::from_ref(attachment), placeholder)
}

/// Replaces the placeholders, which are in the order of the attachments, with references to stored bytes.
fn with_stored(json: String, attachments: &[CheckedAttachment], placeholder: &str) -> Option<Body> {
    let mut parts = Vec::new();
    let mut rest = json.as_str();
    for attachment in attachments {
        if let Some(stored) = attachment.content.as_stored() {
            let (before, after) = rest.split_once(placeholder)?;
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
