//! No field can begin a header or a part, even one that no rule has seen.

use super::{ComposeContext, Part, SEED, composed, composed_in, context, field_names, message, recipient};
use crate::contract::Header;

const ATTACKS: [&str; 8] = [
    "x\r\nBcc: evil@example.com",
    "x\nBcc: evil@example.com",
    "x\rBcc: evil@example.com",
    "x\r\n\r\nBcc: evil@example.com",
    "x\u{85}Bcc: evil@example.com\u{2028}Bcc: evil@example.com",
    "\0\u{1b}\u{7f}\r\n\tBcc: evil@example.com",
    "\r\n",
    "x\">\r\nBcc: <evil@example.com>\r\nX: \"",
];

#[test]
fn no_field_makes_a_header() {
    for attack in ATTACKS {
        let mut message = message();
        message.to = vec![
            recipient(Some(attack), attack),
            recipient(Some(&"é".repeat(80)), attack),
        ];
        message.cc = vec![recipient(None, attack)];
        message.reply_to = vec![recipient(Some(attack), "a@contoso.com")];
        message.from = Some(recipient(Some(attack), &format!("a@b.co{attack}")));
        message.subject = attack.to_owned();
        message.categories = vec![attack.to_owned(), "Red".to_owned()];
        message.read_receipt = true;
        message.delivery_receipt = true;
        message.headers = vec![
            Header {
                name: "x-ticket".to_owned(),
                value: attack.to_owned(),
            },
            Header {
                name: format!("x-{attack}"),
                value: "value".to_owned(),
            },
        ];
        message.html = Some("<p>".to_owned());
        let attached = Part {
            name: attack,
            content_type: Some(attack),
            content_id: None,
            content: b"x",
        };
        let inline = Part {
            content_id: Some(attack),
            ..attached
        };
        let context = ComposeContext {
            message_id: attack,
            boundary: attack,
            mailbox: attack,
            ..context()
        };
        let mime = composed_in(&message, &context, &[attached, inline]);
        assert_eq!(
            field_names(&mime),
            [
                "date",
                "from",
                "reply-to",
                "to",
                "cc",
                "subject",
                "message-id",
                "disposition-notification-to",
                "return-receipt-to",
                "keywords",
                "x-ticket",
                "mime-version",
                "content-type"
            ],
            "{mime}"
        );
        assert!(
            mime.split("\r\n").all(|line| !line.to_lowercase().starts_with("bcc")),
            "{mime}"
        );
        let parsed = mail_parser::MessageParser::default().parse(mime.as_bytes()).unwrap();
        assert!(parsed.bcc().is_none());
        assert_eq!(
            parsed.parts.len(),
            7,
            "mixed, related, alternative, two texts, image, file"
        );
    }
}

#[test]
fn addresses_never_become_several() {
    for attack in [
        "a@b.co, evil@example.com",
        "a@b.co; evil@example.com",
        "a@b.co> <evil@example.com",
        "g: a@b.co, evil@e.co;",
    ] {
        let mut message = message();
        message.to = vec![recipient(None, attack)];
        let mime = composed(&message, &[]);
        let parsed = mail_parser::MessageParser::default().parse(mime.as_bytes()).unwrap();
        let to = parsed.to().unwrap().as_list().unwrap();
        assert_eq!(to.len(), 1, "{mime}");
        assert_ne!(to[0].address(), Some("evil@example.com"));
    }
}

#[test]
fn custom_headers_cannot_replace_those_of_the_message() {
    let mut message = message();
    for name in [
        "Bcc",
        "TO",
        "Content-Type",
        "content-transfer-encoding",
        "MIME-Version",
        "x y",
        "x:",
        "é",
        "",
    ] {
        message.headers.push(Header {
            name: name.to_owned(),
            value: "evil@example.com".to_owned(),
        });
    }
    message.headers.push(Header {
        name: "x-ticket".to_owned(),
        value: "1".to_owned(),
    });
    assert_eq!(
        field_names(&composed(&message, &[])),
        [
            "date",
            "from",
            "to",
            "subject",
            "message-id",
            "x-ticket",
            "mime-version",
            "content-type",
            "content-transfer-encoding"
        ]
    );
}

#[test]
fn a_body_cannot_begin_a_part() {
    let mut message = message();
    let attack = format!("--=_alternative_{SEED}\r\nContent-Type: text/html\r\n\r\nevil\r\n--=_alternative_{SEED}--");
    message.text = Some(attack.clone());
    message.html = Some(format!("<p>{attack}"));
    let mime = composed(&message, &[]);
    let parsed = mail_parser::MessageParser::default().parse(mime.as_bytes()).unwrap();
    assert_eq!(parsed.parts.len(), 3);
    assert_eq!(parsed.body_text(0).as_deref(), Some(attack.as_str()));
}
