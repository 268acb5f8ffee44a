//! The JSON that Graph takes: the parameters of `sendMail`, the `message` resource and its attachments, with the names of Graph's
//! metadata. Properties that the sender did not set are left out, because an empty `internetMessageHeaders` is an error.
//!
//! The bytes of attachments are never in the JSON. The serializer would look at each character of their base64, which needs no
//! escape: this took half of the component's time in a send with 20 KB. `contentBytes` is written empty, and the body has a
//! part of its own for each: it is encoded, or read from the store, while the request is written.

use bytes::Bytes;
use serde::Serialize;

use super::{
    attachment::CheckedAttachment,
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
    /// Empty. [`with_contents`] puts the base64 here.
    content_bytes: &'static str,
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

fn file_attachment(attachment: &CheckedAttachment) -> FileAttachment<'_> {
    FileAttachment {
        odata_type: "#microsoft.graph.fileAttachment",
        name: &attachment.name,
        content_type: attachment.content_type.as_deref().unwrap_or("application/octet-stream"),
        is_inline: attachment.content_id.is_some(),
        content_id: attachment.content_id.as_deref(),
        content_bytes: "",
    }
}

fn message<'m>(
    message: &'m contract::Message,
    attachments: &'m [CheckedAttachment],
    properties: &'m [Property],
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
        attachments: attachments.iter().map(file_attachment).collect(),
    }
}

/// Builds the body of a `sendMail` request. Returns `None` if JSON cannot hold the message, which no checked message brings about;
/// so do the other functions here.
pub fn send_mail(mail: &contract::Message, attachments: &[CheckedAttachment], properties: &[Property]) -> Option<Body> {
    let parameters = SendMail {
        message: message(mail, attachments, properties),
        save_to_sent_items: mail.save_to_sent_items.filter(|save| !save),
    };
    with_contents(serde_json::to_string(&parameters).ok()?, attachments)
}

/// Builds the body of a request that creates a draft.
pub fn draft(mail: &contract::Message, attachments: &[CheckedAttachment], properties: &[Property]) -> Option<Body> {
    let draft = message(mail, attachments, properties);
    with_contents(serde_json::to_string(&draft).ok()?, attachments)
}

/// Builds the body of a request that adds one attachment to a draft.
pub fn attachment(attachment: &CheckedAttachment) -> Option<Body> {
    let json = serde_json::to_string(&file_attachment(attachment)).ok()?;
    with_contents(json, std::slice::from_ref(attachment))
}

/// The property that the serializer writes for each attachment. No text of the sender can look like it: inside a string JSON has
/// a backslash before each quotation mark, and a string of the sender is never the name of a property, which a colon follows.
const EMPTY_CONTENT: &str = "\"contentBytes\":\"\"";

/// Puts the contents into the empty properties, which are in the order of the attachments.
fn with_contents(json: String, attachments: &[CheckedAttachment]) -> Option<Body> {
    let mut end = json.len();
    let mut contents = Vec::with_capacity(attachments.len());
    // Backwards: the attachments are the end of the JSON, and the text before them may be long.
    for attachment in attachments.iter().rev() {
        let quote = json
            .get(..end)?
            .rfind(EMPTY_CONTENT)?
            .checked_add(EMPTY_CONTENT.len() - 1)?;
        contents.push((quote, attachment.content.base64()));
        end = quote;
    }
    let mut rest = Bytes::from(json);
    let mut parts = Vec::new();
    let mut written = 0;
    for (quote, content) in contents.into_iter().rev() {
        parts.push(Part::Bytes(rest.split_to(quote - written)));
        parts.push(content);
        written = quote;
    }
    parts.push(Part::Bytes(rest));
    Some(parts.into())
}
