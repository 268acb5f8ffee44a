//! Delivered mail is real MIME: read back with a parser that shares nothing with the builder.

use crate::support::*;
use mail_parser::{Address, Message, MessageParser, MimeHeaders};
use outlook_emulator::{Delivered, Destination, Emulator, EmulatorOptions, World, demo};
use serde_json::{Value, json};

async fn delivered(body: Value) -> Delivered {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let reply = send(&emulator, &token, demo::MAILBOX, &body).await;
    assert_eq!(reply.status, 202, "{:?}", reply.body);
    emulator.delivered().remove(0)
}

fn parse(mail: &Delivered) -> Message<'_> {
    MessageParser::default().parse(&mail.eml[..]).expect("RFC 5322")
}

fn list(addresses: Option<&Address<'_>>) -> Vec<(String, String)> {
    addresses
        .into_iter()
        .flat_map(Address::iter)
        .map(|one| {
            (
                one.name().unwrap_or_default().to_owned(),
                one.address().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

fn pair(name: &str, address: &str) -> (String, String) {
    (name.to_owned(), address.to_owned())
}

#[tokio::test]
async fn headers_and_envelope() {
    let mail = delivered(json!({ "message": {
        "subject": "Grüße, 世界",
        "body": { "contentType": "Text", "content": "Zeile 1\r\nZeile 2 – ende" },
        "toRecipients": [{ "emailAddress": { "address": "megan@contoso.com", "name": "Меган, B." } }],
        "ccRecipients": [to("alex@contoso.com"), to("out@fabrikam.com")],
        "bccRecipients": [to("hidden@fabrikam.com"), to("ALEX@contoso.com")],
        "replyTo": [to("support@contoso.com")],
        "importance": "high",
        "isReadReceiptRequested": true,
        "isDeliveryReceiptRequested": true,
        "internetMessageHeaders": [{ "name": "x-ticket", "value": "4711" }],
        "singleValueExtendedProperties": [
            { "id": "Integer 0x36", "value": "3" },
            { "id": "String 0x1045", "value": "<https://contoso.com/u>" },
        ],
    }, "saveToSentItems": false }))
    .await;
    let message = parse(&mail);
    assert_eq!(message.subject(), Some("Grüße, 世界"));
    assert_eq!(list(message.from()), [pair("Contoso Automation", demo::MAILBOX)]);
    assert_eq!(list(message.to()), [pair("Меган, B.", "megan@contoso.com")]);
    assert_eq!(
        list(message.cc()),
        [pair("", "alex@contoso.com"), pair("", "out@fabrikam.com")]
    );
    assert_eq!(list(message.reply_to()), [pair("", "support@contoso.com")]);
    assert!(message.bcc().is_none());
    assert!(!String::from_utf8_lossy(&mail.eml).contains("hidden@"));
    assert_eq!(message.message_id(), Some(mail.internet_message_id.as_str()));
    let raw = |name: &'static str| message.header_raw(name).map(str::trim);
    assert_eq!(raw("Importance"), Some("high"));
    assert_eq!(raw("X-Ticket"), Some("4711"));
    assert_eq!(raw("Sensitivity"), Some("Company-Confidential"));
    assert_eq!(raw("List-Unsubscribe"), Some("<https://contoso.com/u>"));
    assert!(
        raw("Disposition-Notification-To")
            .expect("a read receipt")
            .contains(demo::MAILBOX)
    );
    assert!(
        raw("Return-Receipt-To")
            .expect("a delivery receipt")
            .contains(demo::MAILBOX)
    );
    assert_eq!(
        message.date().expect("a date").to_timestamp(),
        mail.accepted_at.unix_timestamp()
    );
    assert_eq!(
        message.body_text(0).expect("text").trim_end(),
        "Zeile 1\r\nZeile 2 – ende"
    );

    assert_eq!(mail.envelope_from, demo::MAILBOX);
    assert_eq!(
        mail.envelope_to,
        [
            "megan@contoso.com",
            "alex@contoso.com",
            "out@fabrikam.com",
            "hidden@fabrikam.com"
        ]
    );
    assert!(!mail.saved_to_sent_items && mail.delivery_receipt);
}

#[tokio::test]
async fn inline_images_beside_the_html_and_files_around_both() {
    let png = b"\x89PNG\r\n\x1a\nnot really";
    let mail = delivered(json!({ "message": {
        "subject": "Report",
        "body": { "contentType": "HTML", "content": "<p>See <img src=\"cid:logo\"></p>" },
        "toRecipients": [to("megan@contoso.com")],
        "attachments": [
            { "@odata.type": "#microsoft.graph.fileAttachment", "name": "r\u{e9}port.pdf", "contentType": "application/pdf",
              "contentBytes": base64(b"%PDF-1.7") },
            { "@odata.type": "#microsoft.graph.fileAttachment", "name": "logo.png", "contentType": "image/png",
              "contentBytes": base64(png), "isInline": true, "contentId": "logo" },
        ],
    }}))
    .await;
    let message = parse(&mail);
    let kinds: Vec<String> = message
        .parts
        .iter()
        .map(|part| {
            part.content_type()
                .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("")).to_lowercase())
        })
        .map(Option::unwrap_or_default)
        .collect();
    assert_eq!(
        kinds,
        [
            "multipart/mixed",
            "multipart/related",
            "text/html",
            "image/png",
            "application/pdf"
        ]
    );
    assert_eq!(
        message.body_html(0).expect("HTML").trim_end(),
        "<p>See <img src=\"cid:logo\"></p>"
    );
    let inline = &message.parts[3];
    assert_eq!((inline.content_id(), inline.contents()), (Some("logo"), png.as_slice()));
    let file = &message.parts[4];
    assert_eq!(
        (file.attachment_name(), file.contents()),
        (Some("r\u{e9}port.pdf"), b"%PDF-1.7".as_slice())
    );
    assert!(mail.saved_to_sent_items);
}

#[tokio::test]
async fn each_recipient_has_a_destination() {
    let mut body = hello();
    body["message"]["toRecipients"] = json!([
        to(demo::MAILBOX_ALIAS),
        to(demo::SENDERS_GROUP),
        to("nobody@contoso.com"),
        to("x@fabrikam.com")
    ]);
    let mail = delivered(body).await;
    let found: Vec<(&str, &Destination)> = mail
        .deliveries
        .iter()
        .map(|one| (one.address.as_str(), &one.destination))
        .collect();
    let own = Destination::Inbox(demo::MAILBOX.to_owned());
    assert_eq!(
        found,
        [
            (demo::MAILBOX_ALIAS, &own),
            (demo::MAILBOX, &own),
            ("nobody@contoso.com", &Destination::Undeliverable),
            ("x@fabrikam.com", &Destination::Internet),
        ]
    );
    assert!(mail.reached_inbox(demo::MAILBOX) && !mail.reached_inbox(demo::OTHER_MAILBOX));
}

#[tokio::test]
async fn the_spool_folder_holds_numbered_files() {
    let spool = std::env::temp_dir().join(format!("outlook-emulator-{}", uuid::Uuid::new_v4()));
    let options = EmulatorOptions {
        spool: Some(spool.clone()),
        ..EmulatorOptions::on_free_ports()
    };
    let emulator = Emulator::start(World::demo(), options).await.expect("starts");
    let token = token(&emulator).await;
    for _ in 0..2 {
        send(&emulator, &token, demo::MAILBOX, &hello()).await;
    }
    for mail in emulator.delivered() {
        let file = std::fs::read(spool.join(format!("{:06}.eml", mail.number))).expect("a file");
        assert_eq!(file, mail.eml);
    }
    std::fs::remove_dir_all(spool).expect("removes");
}
