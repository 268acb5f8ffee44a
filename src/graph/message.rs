//! A message as Graph takes it: `sendMail`'s parameters and the `message` resource, in the names of Graph's metadata.
//! Properties that the sender did not set are left out: an empty `internetMessageHeaders` is an error.

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use serde::{Serialize, Serializer};

use crate::contract;

/// An attachment whose content is at hand.
pub struct LoadedAttachment {
    /// File name.
    pub name: String,
    /// Media type.
    pub content_type: Option<String>,
    /// Content id of an inline one.
    pub content_id: Option<String>,
    /// The content.
    pub content: LoadedContent,
}

/// Content of an attachment.
pub enum LoadedContent {
    /// Bytes, encoded as they are written.
    Bytes(Vec<u8>),
    /// Base64 that was checked.
    Base64(String),
}

impl LoadedContent {
    /// Length in base64.
    pub fn encoded_len(&self) -> u64 {
        let length = match self {
            Self::Bytes(bytes) => bytes.len().div_ceil(3).saturating_mul(4),
            Self::Base64(text) => text.len(),
        };
        u64::try_from(length).unwrap_or(u64::MAX)
    }
}

impl Serialize for LoadedContent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bytes(bytes) => serializer.collect_str(&Base64Display::new(bytes, &STANDARD)),
            Self::Base64(text) => serializer.serialize_str(text),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SendMail<'m> {
    message: Message<'m>,
    /// True is the default and is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    save_to_sent_items: Option<bool>,
}

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
    content_bytes: &'m LoadedContent,
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

fn attachment(attachment: &LoadedAttachment) -> FileAttachment<'_> {
    FileAttachment {
        odata_type: "#microsoft.graph.fileAttachment",
        name: &attachment.name,
        content_type: attachment.content_type.as_deref().unwrap_or("application/octet-stream"),
        is_inline: attachment.content_id.is_some(),
        content_id: attachment.content_id.as_deref(),
        content_bytes: &attachment.content,
    }
}

/// Writes the body of a `sendMail` request. None, if JSON cannot hold it, which no checked message brings about.
pub fn send_mail_json(message: &contract::Message, attachments: &[LoadedAttachment]) -> Option<Vec<u8>> {
    let (content_type, content) = match (&message.html, &message.text) {
        (Some(html), _) => ("html", html.as_str()),
        (None, text) => ("text", text.as_deref().unwrap_or_default()),
    };
    let body = SendMail {
        message: Message {
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
                .map(|h| Header {
                    name: &h.name,
                    value: &h.value,
                })
                .collect(),
            attachments: attachments.iter().map(attachment).collect(),
        },
        save_to_sent_items: message.save_to_sent_items.filter(|save| !save),
    };
    serde_json::to_vec(&body).ok()
}
