//! Builds the MIME that leaves the mailbox, as Exchange does: one body part, inline files beside it, other files around both.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::url::URL;
use mail_builder::mime::MimePart;
use time::OffsetDateTime;
use uuid::Uuid;

use super::message::{Attachment, Message, Recipient};
use crate::world::mailbox::Mailbox;

/// A composed mail.
pub(crate) struct Composed {
    /// Without angle brackets.
    pub(crate) message_id: String,
    pub(crate) eml: Vec<u8>,
}

/// Extended properties that Exchange turns into headers.
const LIST_UNSUBSCRIBE: &str = "String 0x1045";
const SENSITIVITY: &str = "Integer 0x36";

pub(crate) fn compose(message: &Message, mailbox: &Mailbox, now: OffsetDateTime) -> Composed {
    let domain = mailbox.primary_address.rsplit('@').next().unwrap_or("localhost");
    let message_id = format!("{}@{domain}", Uuid::new_v4().simple());
    let mut builder = MessageBuilder::new()
        .from(sender(message, mailbox))
        .subject(message.subject.as_deref().unwrap_or_default())
        .date(Date::new(now.unix_timestamp()))
        .message_id(message_id.as_str());
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
    let mut eml = Vec::new();
    builder.body(body(message)).serialize(&mut eml);
    Composed { message_id, eml }
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

/// Headers for importance, sensitivity, receipts and unsubscribing.
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
    // PidTagSensitivity: 1, 2 and 3; 0 is normal and has no header.
    let sensitivity = match message
        .extended(SENSITIVITY)
        .or_else(|| message.extended("Integer 0x0036"))
    {
        Some("1") => Some("Personal"),
        Some("2") => Some("Private"),
        Some("3") => Some("Company-Confidential"),
        _ => None,
    };
    if let Some(value) = sensitivity {
        builder = builder.header("Sensitivity", Raw::new(value));
    }
    let own = message.author_address().unwrap_or(&mailbox.primary_address);
    if message.is_read_receipt_requested == Some(true) {
        builder = builder.header("Disposition-Notification-To", Address::new_address(None::<&str>, own));
    }
    if message.is_delivery_receipt_requested == Some(true) {
        builder = builder.header("Return-Receipt-To", Address::new_address(None::<&str>, own));
    }
    if let Some(value) = message.extended(LIST_UNSUBSCRIBE) {
        let urls = value
            .split(',')
            .map(|url| url.trim().trim_matches(['<', '>']).to_owned());
        builder = builder.header("List-Unsubscribe", URL::new_list(urls));
    }
    builder
}

fn address(recipient: &Recipient) -> Address<'_> {
    Address::new_address(recipient.name(), recipient.address().trim())
}

fn body(message: &Message) -> MimePart<'_> {
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
    let (inline, files): (Vec<_>, Vec<_>) = message
        .attachments
        .iter()
        .flatten()
        .partition(|file| file.is_inline && file.content_id.is_some());
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

fn part(file: &Attachment) -> MimePart<'_> {
    // The schema check decoded it once; nothing else reaches this point.
    let bytes = STANDARD
        .decode(file.content_bytes.as_deref().unwrap_or_default())
        .unwrap_or_default();
    let name = file.name.as_deref().unwrap_or("attachment");
    let kind = ContentType::new(file.content_type.as_deref().unwrap_or("application/octet-stream"));
    let part = MimePart::new(kind.attribute("name", name), bytes);
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
