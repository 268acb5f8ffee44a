//! Builds the MIME that leaves the mailbox, as Exchange does: one body part, inline files beside it, other files around both.

use std::sync::Arc;

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;
use time::OffsetDateTime;

use super::message::{Message, Recipient};
use super::shape;
use crate::store::file::File;
use crate::store::item::Content;
use crate::world::mailbox::Mailbox;

/// Builds the mail. `message` is the typed form of the content's properties.
pub(crate) fn compose(message: &Message, content: &Content, mailbox: &Mailbox, now: OffsetDateTime) -> Vec<u8> {
    let mut builder = MessageBuilder::new()
        .from(sender(message, mailbox))
        .subject(message.subject.as_deref().unwrap_or_default())
        .date(Date::new(now.unix_timestamp()))
        .message_id(content.internet_message_id.as_str());
    for (name, recipients) in [
        ("To", &message.to_recipients),
        ("Cc", &message.cc_recipients),
        ("Reply-To", &message.reply_to),
    ] {
        if let Some(recipients) = recipients.as_deref().filter(|list| !list.is_empty()) {
            builder = builder.header(name, Address::new_list(recipients.iter().map(address).collect()));
        }
    }
    builder = marks(builder, message, mailbox);
    for header in message.internet_message_headers.iter().flatten() {
        builder = builder.header(header.name.as_str(), Text::new(header.value.as_str()));
    }
    let shaped = shape::headers(&content.extended);
    for (name, value) in &shaped {
        builder = match value.is_ascii() {
            true => builder.header(name.as_str(), Raw::new(value.as_str())),
            false => builder.header(name.as_str(), Text::new(value.as_str())),
        };
    }
    let files: usize = content.files.iter().map(|file| file.bytes.len()).sum();
    let mut eml = Vec::with_capacity(files / 54 * 78 + 4096);
    builder.body(body(message, &content.files)).serialize(&mut eml);
    eml
}

/// The address is the mailbox's own unless `from` names another; the name is the directory's unless `from` brings one.
fn sender<'m>(message: &'m Message, mailbox: &'m Mailbox) -> Address<'m> {
    let own = Some(mailbox.display_name.as_str()).filter(|name| !name.is_empty());
    match (&message.from, message.author_address()) {
        (Some(from), Some(address)) => {
            let name = from.name().or(own.filter(|_| mailbox.receives(address)));
            Address::new_address(name, address.trim())
        }
        _ => Address::new_address(own, mailbox.primary_address.as_str()),
    }
}

/// Headers for importance and receipts.
fn marks<'m>(mut builder: MessageBuilder<'m>, message: &'m Message, mailbox: &'m Mailbox) -> MessageBuilder<'m> {
    match message.importance.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("high") => {
            builder = builder
                .header("Importance", Raw::new("high"))
                .header("X-Priority", Raw::new("1"))
        }
        Some("low") => {
            builder = builder
                .header("Importance", Raw::new("low"))
                .header("X-Priority", Raw::new("5"))
        }
        _ => {}
    }
    let own = message.author_address().unwrap_or(&mailbox.primary_address);
    if message.is_read_receipt_requested == Some(true) {
        builder = builder.header("Disposition-Notification-To", Address::new_address(None::<&str>, own));
    }
    if message.is_delivery_receipt_requested == Some(true) {
        builder = builder.header("Return-Receipt-To", Address::new_address(None::<&str>, own));
    }
    builder
}

fn address(recipient: &Recipient) -> Address<'_> {
    Address::new_address(recipient.name(), recipient.address().trim())
}

fn body<'m>(message: &'m Message, files: &'m [Arc<File>]) -> MimePart<'m> {
    let html = message
        .body
        .as_ref()
        .and_then(|body| body.content_type.as_deref())
        .is_some_and(|kind| kind.eq_ignore_ascii_case("html"));
    let content = message
        .body
        .as_ref()
        .and_then(|body| body.content.as_deref())
        .unwrap_or_default();
    let text = MimePart::new(if html { "text/html" } else { "text/plain" }, content);
    let (inline, files): (Vec<&File>, Vec<&File>) =
        files.iter().map(Arc::as_ref).partition(|file| file.is_shown_inline());
    let shown = match inline.is_empty() {
        true => text,
        false => {
            let related =
                ContentType::new("multipart/related").attribute("type", if html { "text/html" } else { "text/plain" });
            MimePart::new(related, [vec![text], inline.into_iter().map(part).collect()].concat())
        }
    };
    match files.is_empty() {
        true => shown,
        false => MimePart::new(
            "multipart/mixed",
            [vec![shown], files.into_iter().map(part).collect()].concat(),
        ),
    }
}

/// A file as a part of the message.
pub(super) fn part(file: &File) -> MimePart<'_> {
    let name = file.name.as_str();
    let kind = ContentType::new(file.content_type.as_deref().unwrap_or("application/octet-stream"));
    let part = MimePart::new(kind.attribute("name", name), &file.bytes[..]);
    match file.content_id.as_deref() {
        Some(id) if file.is_inline => part
            .header(
                "Content-Disposition",
                ContentType::new("inline").attribute("filename", name),
            )
            .header("Content-ID", MessageId::new(id)),
        _ => part.attachment(name),
    }
}
