//! A whole send, checked in the delivered message by an independent parser.

use mail_parser::{MessageParser, MimeHeaders};
use outlook_emulator::World;
use outlook_end_to_end::{Lab, Line, attachment, message, recipient};
use outlook_host::types::{Attachment, Content, Header, Importance};

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
