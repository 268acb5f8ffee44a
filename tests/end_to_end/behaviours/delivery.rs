//! A whole send, checked in the delivered message by an independent parser.

use bytes::Bytes;
use mail_parser::{MessageParser, MimeHeaders};
use outlook_emulator::{Emulator, InProcessResponse, World, demo};
use outlook_end_to_end::{Lab, Line, attachment, connection, message, recipient};
use outlook_host::types::{Attachment, Content, Header, Importance, Mail};
use serde_json::{Value, json};

#[tokio::test]
async fn everything_that_was_set_arrives() {
    for line in [Line::Plain, Line::Tls] {
        let lab = Lab::with(World::demo(), line).await;
        let mut mail = message();
        mail.cc = vec![recipient("megan@contoso.com", "Megan Bowen")];
        mail.bcc = vec![recipient("hidden@fabrikam.example", "Hidden")];
        mail.reply_to = vec![recipient("answers@contoso.com", "Antworten")];
        mail.subject = "Größe und 日本語".to_owned();
        mail.text = None;
        mail.html = Some("<p>Hallo <b>Welt</b> <img src=\"cid:logo@contoso\"></p>".to_owned());
        mail.importance = Some(Importance::High);
        mail.read_receipt = true;
        mail.headers = vec![Header {
            name: "x-ticket".to_owned(),
            value: "42".to_owned(),
        }];
        mail.attachments = vec![
            attachment("Übersicht.csv", Content::Bytes(b"a,b\n1,2\n".to_vec())),
            Attachment {
                content_type: Some("image/png".to_owned()),
                content_id: Some("logo@contoso".to_owned()),
                ..attachment("logo.png", Content::Base64("iVBORw0KGgo=".to_owned()))
            },
        ];
        let receipt = lab.send(mail).await.unwrap();
        assert_eq!(
            (receipt.method.as_str(), receipt.recipient_count, receipt.already_sent),
            ("send-mail", Some(3), false)
        );
        assert!(receipt.accepted_at.is_some());
        assert!(
            receipt.requests.iter().all(|exchange| exchange.request_id.is_some()),
            "{:?}",
            receipt.requests
        );

        let delivered = lab.emulator.delivered();
        assert_eq!(delivered.len(), 1);
        let eml = MessageParser::default().parse(&delivered[0].eml).unwrap();
        assert_eq!(eml.subject(), Some("Größe und 日本語"));
        let first = |address: Option<&mail_parser::Address<'_>>| {
            let address = address.and_then(|a| a.first()).unwrap();
            (
                address.name().unwrap_or_default().to_owned(),
                address.address().unwrap_or_default().to_owned(),
            )
        };
        assert_eq!(
            first(eml.to()),
            ("Adele Vance".to_owned(), "adele@fabrikam.example".to_owned())
        );
        assert_eq!(
            first(eml.cc()),
            ("Megan Bowen".to_owned(), "megan@contoso.com".to_owned())
        );
        assert_eq!(
            first(eml.reply_to()),
            ("Antworten".to_owned(), "answers@contoso.com".to_owned())
        );
        assert!(eml.bcc().is_none(), "Bcc must not show");
        assert_eq!(eml.header("x-ticket").and_then(|value| value.as_text()), Some("42"));
        assert!(eml.body_html(0).unwrap().contains("Hallo <b>Welt</b>"));
        let csv = eml
            .attachments()
            .find(|part| part.attachment_name() == Some("Übersicht.csv"))
            .unwrap();
        assert_eq!(csv.contents(), b"a,b\n1,2\n");
        let logo = eml
            .parts
            .iter()
            .find(|part| part.content_id() == Some("logo@contoso"))
            .unwrap();
        assert_eq!(logo.contents(), b"\x89PNG\r\n\x1a\n");

        let requests = lab.emulator.requests();
        let version = if line == Line::Tls { "HTTP/2.0" } else { "HTTP/1.1" };
        assert!(
            requests.iter().all(|request| request.http_version == version),
            "{requests:?}"
        );
    }
}

#[tokio::test]
async fn a_copy_is_kept_unless_refused() {
    let lab = Lab::new().await;
    lab.send(message()).await.unwrap();
    let mut unkept = message();
    unkept.save_to_sent_items = Some(false);
    lab.send(unkept).await.unwrap();
    let kept: Vec<bool> = lab
        .emulator
        .delivered()
        .iter()
        .map(|mail| mail.saved_to_sent_items)
        .collect();
    assert_eq!(kept, [true, false]);
}

/// What a colleague of the organization sends here with the same key does not count as our mail, whatever it says of itself.
#[tokio::test]
async fn a_colleagues_mail_with_the_same_key_does_not_count() {
    const PROPERTY: &str = "String {5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41} Name outlook-connector-";
    // The mark of this very mail, as it was sent in another world.
    let elsewhere = Lab::new().await;
    let sent = elsewhere
        .host
        .send_mail(&connection(), &Mail::Message(message()))
        .idempotency_key("order-4711")
        .await;
    sent.unwrap();
    let items = elsewhere.emulator.mailbox_items(demo::MAILBOX);
    let mut properties = items.iter().flat_map(|item| &item.extended_properties);
    let mark = properties.find(|(id, _)| id.ends_with("outlook-connector-send"));
    let copied = mark.unwrap().1.clone();

    let lab = Lab::new().await;
    for (key, mark) in [
        ("order-4711", None),
        (
            "order-4712",
            Some(format!("1 highway128 {0}{0} {0} {0}", "0".repeat(32))),
        ),
        ("order-4713", Some("2 x".to_owned())),
        ("order-4714", Some(copied)),
    ] {
        let mut properties = vec![json!({ "id": format!("{PROPERTY}key"), "value": key })];
        properties.extend(mark.map(|mark| json!({ "id": format!("{PROPERTY}send"), "value": mark })));
        colleague_sends(&lab.emulator, &properties).await;
        let outcome = lab.host.check_outcome(&connection(), key).await.unwrap();
        assert_eq!(outcome.state, "not-found", "{key}");
        let receipt = lab
            .host
            .send_mail(&connection(), &Mail::Message(message()))
            .idempotency_key(key)
            .await;
        assert!(!receipt.unwrap().already_sent, "{key}");
        let outcome = lab.host.check_outcome(&connection(), key).await.unwrap();
        assert_eq!(outcome.state, "sent", "{key}");
    }
    let ours = lab.emulator.delivered();
    assert_eq!(ours.iter().filter(|mail| mail.mailbox == demo::MAILBOX).count(), 4);
}

/// Sends a mail from another mailbox of the tenant to the connector's.
async fn colleague_sends(emulator: &Emulator, properties: &[Value]) {
    let token = post(
        emulator,
        &format!("https://login.microsoftonline.com/{}/oauth2/v2.0/token", demo::TENANT_ID),
        ("application/x-www-form-urlencoded", ""),
        format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
            demo::WIDE_CLIENT_ID,
            demo::SECRET_VALUE
        ),
    )
    .await;
    let mail = json!({ "message": {
        "subject": "Lunch?",
        "body": { "contentType": "text", "content": "At noon?" },
        "toRecipients": [{ "emailAddress": { "address": demo::MAILBOX } }],
        "singleValueExtendedProperties": properties,
    }});
    post(
        emulator,
        &format!(
            "https://graph.microsoft.com/v1.0/users/{}/sendMail",
            demo::OTHER_MAILBOX
        ),
        ("application/json", token["access_token"].as_str().unwrap()),
        mail.to_string(),
    )
    .await;
}

async fn post(emulator: &Emulator, uri: &str, (content_type, token): (&str, &str), body: String) -> Value {
    let request = http::Request::post(uri)
        .header("host", uri.split('/').nth(2).unwrap())
        .header("content-type", content_type)
        .header("content-length", body.len())
        .header("authorization", format!("Bearer {token}"))
        .body(Bytes::from(body))
        .unwrap();
    match emulator.respond(request).await {
        InProcessResponse::Response(answer) if answer.status().is_success() => {
            serde_json::from_slice(answer.body()).unwrap_or_default()
        }
        other => panic!("{other:?}"),
    }
}
