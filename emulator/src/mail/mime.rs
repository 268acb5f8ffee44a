//! MIME that a client posts whole: read into a message, and written again when the message leaves.

use std::sync::Arc;

use bytes::Bytes;
use mail_builder::mime::make_boundary;
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{compose, phrases, shape};
use crate::store::file::File;
use crate::store::item::{Content, new_id};
use crate::world::mailbox::Mailbox;

/// Reads a message, or returns none when it is not RFC 5322. `message_id` is for a message that has none.
pub(crate) fn read(raw: Bytes, mailbox: &Mailbox, message_id: String, now: OffsetDateTime) -> Option<Content> {
    let message = MessageParser::default().parse(&raw[..])?;
    let mut properties = Map::new();
    let mut set = |name: &str, value: Value| properties.insert(name.to_owned(), value);
    set("subject", json!(message.subject().unwrap_or_default()));
    for (name, header) in [
        ("toRecipients", HeaderName::To),
        ("ccRecipients", HeaderName::Cc),
        ("bccRecipients", HeaderName::Bcc),
        ("replyTo", HeaderName::ReplyTo),
    ] {
        set(name, Value::Array(recipients(&message, header)));
    }
    if let Some(from) = recipients(&message, HeaderName::From).into_iter().next() {
        set("from", from);
    }
    let html = message
        .html_body
        .first()
        .and_then(|part| message.parts.get(*part as usize));
    let body = match html.map(|part| &part.body) {
        Some(PartType::Html(html)) => json!({ "contentType": "html", "content": html }),
        _ => json!({ "contentType": "text", "content": message.body_text(0).unwrap_or_default() }),
    };
    set("body", body);
    let files = message
        .attachments()
        .map(|part| {
            let kind = part.content_type();
            let disposition = part.content_disposition();
            Arc::new(File {
                id: new_id("AAMkADAT", mailbox.id),
                name: part.attachment_name().unwrap_or("attachment").to_owned(),
                content_type: kind.map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())),
                content_id: part.content_id().map(str::to_owned),
                is_inline: disposition.is_some_and(|disposition| disposition.is_inline()),
                bytes: Bytes::copy_from_slice(part.contents()),
                modified_at: now,
                in_mime: true,
            })
        })
        .collect();
    let internet_message_id = message.message_id().map_or(message_id, str::to_owned);
    Some(Content {
        properties: Arc::new(properties),
        extended: Vec::new(),
        files,
        internet_message_id,
        mime: Some(raw.clone()),
    })
}

/// The addresses of a field. A field with a malformed name is one address that nobody has.
fn recipients(message: &Message<'_>, header: HeaderName<'_>) -> Vec<Value> {
    let raw = message.header_raw(header.clone()).unwrap_or_default();
    if phrases::has_unquoted_at(raw) {
        return vec![json!({ "emailAddress": { "address": raw.trim() } })];
    }
    let field = message.header(header).and_then(HeaderValue::as_address);
    field
        .into_iter()
        .flat_map(Address::iter)
        .filter_map(|one| Some(json!({ "emailAddress": { "address": one.address()?, "name": one.name() } })))
        .collect()
}

/// Writes the message as it leaves: without Bcc, with From and Message-ID, with the headers of its extended properties, and
/// with the files that were attached later around what was there.
pub(crate) fn outgoing(raw: &[u8], content: &Content, mailbox: &Mailbox) -> Option<Vec<u8>> {
    let message = MessageParser::default().parse(raw)?;
    let added: Vec<&File> = content
        .files
        .iter()
        .map(Arc::as_ref)
        .filter(|file| !file.in_mime)
        .collect();
    let extra: usize = added.iter().map(|file| file.bytes.len()).sum();
    let mut eml = Vec::with_capacity(raw.len() + extra / 54 * 78 + 4096);
    let mut line = |name: &str, value: &str| eml.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    if message.from().is_none() {
        line("From", &format!("<{}>", mailbox.primary_address));
    }
    if message.message_id().is_none() {
        line("Message-ID", &format!("<{}>", content.internet_message_id));
    }
    for (name, value) in shape::headers(&content.extended) {
        if message.header_raw(name.as_str()).is_none() {
            line(&name, &value);
        }
    }
    // Headers of the body move inward with it when files are put around it.
    let of_body = |name: &HeaderName<'_>| {
        matches!(
            name,
            HeaderName::ContentType
                | HeaderName::ContentTransferEncoding
                | HeaderName::ContentDisposition
                | HeaderName::ContentId
                | HeaderName::ContentDescription
        )
    };
    let mut inner = Vec::new();
    let mut end = 0;
    for header in message.headers() {
        let text = raw.get(header.offset_field() as usize..header.offset_end() as usize)?;
        end = header.offset_end() as usize;
        match &header.name {
            HeaderName::Bcc => {}
            name if !added.is_empty() && of_body(name) => inner.extend_from_slice(text),
            HeaderName::MimeVersion if !added.is_empty() => {}
            _ => eml.extend_from_slice(text),
        }
    }
    let body = raw.get(end..)?;
    if added.is_empty() {
        eml.extend_from_slice(body);
        return Some(eml);
    }
    let boundary = make_boundary("_");
    eml.extend_from_slice(
        format!("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n")
            .as_bytes(),
    );
    eml.extend_from_slice(&inner);
    eml.extend_from_slice(body);
    for file in added {
        eml.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
        compose::part(file).write_part(&mut eml);
    }
    eml.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Some(eml)
}
