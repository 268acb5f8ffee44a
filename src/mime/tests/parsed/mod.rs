//! What mail-parser reads.

mod header;
mod parts;

use super::{composed, file, image, message, recipient};
use crate::contract::{Importance, Sensitivity};
use mail_parser::{Message as Parsed, MessageParser, MimeHeaders, PartType};

fn parsed(mime: &str) -> Parsed<'_> {
    MessageParser::default().parse(mime.as_bytes()).expect("a message")
}

/// The tree of parts, such as `mixed(plain, file)`.
fn tree(parsed: &Parsed<'_>, part: u32) -> String {
    let part = parsed.part(part).unwrap();
    let kind = part
        .content_type()
        .map_or("none", |t| t.c_subtype.as_deref().unwrap_or_default());
    match &part.body {
        PartType::Multipart(children) => {
            let children: Vec<_> = children.iter().map(|child| tree(parsed, *child)).collect();
            format!("{kind}({})", children.join(" "))
        }
        _ => kind.to_owned(),
    }
}

#[test]
fn a_plain_text_is_a_message_that_people_can_read() {
    assert_eq!(
        composed(&message(), &[]),
        "Date: Sun, 06 Nov 1994 08:49:37 +0000\r\n\
         From: <orders@contoso.com>\r\n\
         To: \"Megan Bowen\" <megan@contoso.com>\r\n\
         Subject: Order 42\r\n\
         Message-ID: <id-1@contoso.com>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         Hello"
    );
}

#[test]
fn every_combination_of_optional_parts_is_read() {
    for bits in 0_u32..1_024 {
        let on = |bit: u32| bits & (1 << bit) != 0;
        let mut message = message();
        message.text = on(0).then(|| "Hello".to_owned());
        message.html = on(1).then(|| "<p>Grüße".to_owned());
        message.from = on(2).then(|| recipient(None, "sales@contoso.com"));
        message.cc = if on(3) {
            vec![recipient(Some("Jürgen"), "j@contoso.com")]
        } else {
            Vec::new()
        };
        message.bcc = if on(4) {
            vec![recipient(None, "b@contoso.com")]
        } else {
            Vec::new()
        };
        message.reply_to = if on(5) {
            vec![recipient(None, "r@contoso.com")]
        } else {
            Vec::new()
        };
        message.importance = on(6).then_some(Importance::High);
        message.read_receipt = on(6);
        message.sensitivity = on(7).then_some(Sensitivity::Private);
        message.categories = if on(7) { vec!["Red".to_owned()] } else { Vec::new() };
        let mut attachments = Vec::new();
        attachments.extend(on(8).then(|| file("für.pdf", b"pdf")));
        attachments.extend(on(9).then(|| image("logo@x", b"png")));
        let mime = composed(&message, &attachments);
        let parsed = parsed(&mime);
        assert_eq!(
            parsed.attachments().map(|a| a.contents().len()).collect::<Vec<_>>(),
            vec![3; attachments.len()]
        );
        assert_eq!(parsed.cc().is_some(), on(3));
        assert_eq!(parsed.bcc().is_some(), on(4));
        assert_eq!(parsed.reply_to().is_some(), on(5));
        let from = parsed.from().unwrap().first().unwrap().address();
        assert_eq!(
            from,
            Some(if on(2) {
                "sales@contoso.com"
            } else {
                "orders@contoso.com"
            })
        );
        let texts = parsed
            .text_bodies()
            .filter(|part| part.is_text() && !part.is_text_html());
        assert_eq!(texts.count() > 0, on(0) || !on(1), "{mime}");
        assert_eq!(parsed.html_bodies().any(|part| part.is_text_html()), on(1), "{mime}");
        assert_eq!(parsed.date().unwrap().to_timestamp(), 784_111_777);
        assert_eq!(parsed.message_id(), Some("id-1@contoso.com"));
    }
}
