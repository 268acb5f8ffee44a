//! What mail-parser reads.

use mail_parser::{HeaderForm, Message as Parsed, MessageParser, MimeHeaders, PartType};

use super::{ComposeContext, Part, composed, composed_in, context, field_names, file, image, message, recipient};
use crate::contract::{Header, Importance, Recipient, Sensitivity};

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
fn each_level_is_there_only_if_needed() {
    let (pdf, png) = (file("a.pdf", b"pdf"), image("logo@x", b"png"));
    for (text, html, attachments, expected) in [
        (false, false, &[][..], "plain"),
        (true, false, &[], "plain"),
        (false, true, &[], "html"),
        (true, true, &[], "alternative(plain html)"),
        (true, false, &[pdf], "mixed(plain pdf)"),
        (false, false, &[pdf], "mixed(plain pdf)"),
        (false, true, &[png], "related(html png)"),
        (true, true, &[png], "related(alternative(plain html) png)"),
        (true, false, &[png], "mixed(plain png)"),
        (
            true,
            true,
            &[pdf, png, pdf],
            "mixed(related(alternative(plain html) png) pdf pdf)",
        ),
        (true, true, &[pdf], "mixed(alternative(plain html) pdf)"),
        (false, true, &[png, pdf], "mixed(related(html png) pdf)"),
    ] {
        let mut message = message();
        message.text = text.then(|| "Hello".to_owned());
        message.html = html.then(|| "<p>Hello".to_owned());
        let mime = composed(&message, attachments);
        assert_eq!(tree(&parsed(&mime), 0), expected, "{mime}");
    }
}

#[test]
fn bodies_arrive_as_they_were() {
    let long = "x".repeat(5_000);
    for text in [
        "",
        "one line",
        ".\r\n..\r\n.dot\r\n",
        "a\r\n\r\nb\r\n",
        "nul \0 and \u{7f} and tab\t.",
        "Grüße 👩‍👩‍👧 שלום 日本語",
        "From me\r\n--\r\nsignature",
        "trailing space \r\n and = signs =3D",
        &long,
    ] {
        let mut message = message();
        message.text = Some(text.to_owned());
        message.html = Some(format!("<p>{text}"));
        let mime = composed(&message, &[file("a.pdf", b"x")]);
        let parsed = parsed(&mime);
        assert_eq!(parsed.body_text(0).as_deref(), Some(text), "{mime}");
        assert_eq!(parsed.body_html(0).as_deref(), Some(format!("<p>{text}").as_str()));
    }
}

#[test]
fn line_ends_become_crlf() {
    let mut message = message();
    for ends in ["a\nb\rc\r\nd\n\ne", "é\nb\rc\r\nd\n\ne"] {
        message.text = Some(ends.to_owned());
        let mime = composed(&message, &[]);
        let text = parsed(&mime).body_text(0).unwrap().into_owned();
        assert_eq!(text.replace('é', "a"), "a\r\nb\r\nc\r\nd\r\n\r\ne");
    }
}

#[test]
fn subjects_and_names_arrive_in_any_script_and_length() {
    let tests = [
        "Order 42".to_owned(),
        "Rechnung für Grüße, \"quoted\" \\ back; a@b.co <x> (y)".to_owned(),
        "日本語のとても長い件名".repeat(30),
        "👩‍👩‍👧‍👦".repeat(40),
        "שלום עולם".to_owned(),
        "plain words over several lines ".repeat(20).trim().to_owned(),
        "x".repeat(5_000),
        "=?utf-8?b?SGk=?=".to_owned(),
        "two  spaces   three".to_owned(),
        "O'Brien, Jr.".to_owned(),
        "a".repeat(66),
    ];
    for text in tests {
        let mut message = message();
        message.subject.clone_from(&text);
        message.to = vec![
            recipient(Some(&text), "megan@contoso.com"),
            recipient(Some(&text), "b@contoso.com"),
        ];
        message.headers = vec![Header {
            name: "x-note".to_owned(),
            value: text.clone(),
        }];
        let mime = composed(&message, &[]);
        let parsed = parsed(&mime);
        assert_eq!(parsed.subject(), Some(text.as_str()), "{mime}");
        let to = parsed.to().unwrap().as_list().unwrap();
        assert_eq!(to.len(), 2);
        for (found, address) in to.iter().zip(["megan@contoso.com", "b@contoso.com"]) {
            assert_eq!(
                (found.name(), found.address()),
                (Some(text.as_str()), Some(address)),
                "{mime}"
            );
        }
        let note = super::super::header_value(mime.as_bytes(), "x-note").unwrap();
        assert!(note.is_ascii());
        assert_eq!(
            parsed.header_as("x-note", HeaderForm::Text)[0].as_text(),
            Some(text.as_str())
        );
    }
}

#[test]
fn a_subject_keeps_spaces_at_its_ends() {
    let mut message = message();
    message.subject = " padded ".to_owned();
    assert!(composed(&message, &[]).contains("Subject: =?utf-8?b?IHBhZGRlZCA=?=\r\n"));
    message.subject = String::new();
    assert!(composed(&message, &[]).contains("Subject: \r\n"));
}

#[test]
fn five_hundred_recipients_arrive() {
    let long_name = "Long name ".repeat(20);
    let list = |tag: &str, n: usize| -> Vec<Recipient> {
        let names = [
            None,
            Some("Megan Bowen"),
            Some("Jürgen Müller"),
            Some("日本語の名前"),
            Some(long_name.as_str()),
        ];
        (0..n)
            .map(|i| recipient(names[i % names.len()], &format!("{tag}{i}@contoso.com")))
            .collect()
    };
    let mut message = message();
    (message.to, message.cc, message.bcc) = (list("to", 300), list("cc", 100), list("bcc", 100));
    let mime = composed(&message, &[]);
    let (header, _) = mime.split_once("\r\n\r\n").unwrap();
    assert!(header.split("\r\n").all(|line| line.len() <= 78), "folded");
    let parsed = parsed(&mime);
    for (found, given) in [
        (parsed.to(), &message.to),
        (parsed.cc(), &message.cc),
        (parsed.bcc(), &message.bcc),
    ] {
        let found: Vec<_> = found
            .unwrap()
            .iter()
            .map(|a| (a.name().map(str::trim), a.address()))
            .collect();
        let given: Vec<_> = given
            .iter()
            .map(|r| (r.name.as_deref().map(str::trim), Some(r.address.as_str())))
            .collect();
        assert_eq!(found, given);
    }
}

#[test]
fn file_names_and_bytes_arrive() {
    let every_byte: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    for name in [
        "report.pdf",
        "Rechnung für März.pdf",
        "日本語のとても長いファイル名".repeat(8).as_str(),
        "quote\" back\\slash; semi=%41.pdf",
        "emoji 🎉.pdf",
        "a ".repeat(120).trim(),
        &"x".repeat(255),
    ] {
        let mime = composed(&message(), &[file(name, &every_byte), file("empty.pdf", b"")]);
        let parsed = parsed(&mime);
        let found: Vec<_> = parsed
            .attachments()
            .map(|a| (a.attachment_name(), a.contents()))
            .collect();
        assert_eq!(
            found,
            [(Some(name), &every_byte[..]), (Some("empty.pdf"), &b""[..])],
            "{mime}"
        );
        assert!(
            parsed
                .attachments()
                .all(|a| a.content_disposition().unwrap().is_attachment())
        );
    }
}

#[test]
fn inline_parts_are_named_by_their_content_id() {
    let mut message = message();
    message.html = Some("<img src=\"cid:logo@x\">".to_owned());
    let mime = composed(&message, &[image("logo@x", b"png"), file("a.pdf", b"pdf")]);
    assert!(mime.contains("multipart/related; type=\"multipart/alternative\";\r\n"));
    let parsed = parsed(&mime);
    let inline = parsed.attachment(0).unwrap();
    assert_eq!(inline.content_id(), Some("logo@x"));
    assert!(inline.content_disposition().unwrap().is_inline());
    assert_eq!(inline.contents(), b"png");
}

#[test]
fn content_types_are_kept_where_they_can_be() {
    for (given, expected) in [
        (None, "application/octet-stream"),
        (
            Some("text/calendar; method=REQUEST; charset=\"utf-8\""),
            "text/calendar",
        ),
        (Some(" image/png; "), "image/png"),
        (Some("message/rfc822"), "application/octet-stream"),
        (Some("Multipart/Mixed; boundary=x"), "application/octet-stream"),
        (Some("nonsense"), "application/octet-stream"),
        (Some("text/plain\r\nBcc: a@b.co"), "application/octet-stream"),
        (Some("text/plain; name=given.txt"), "text/plain"),
    ] {
        let attached = Part {
            content_type: given,
            ..file("n.bin", b"BEGIN:VCALENDAR")
        };
        let mime = composed(&message(), &[attached]);
        let parsed = parsed(&mime);
        let part = parsed.attachment(0).unwrap();
        let found = part.content_type().unwrap();
        assert_eq!(
            format!("{}/{}", found.ctype(), found.subtype().unwrap()),
            expected,
            "{given:?}"
        );
        assert_eq!(part.contents(), b"BEGIN:VCALENDAR");
        if expected == "text/calendar" {
            assert_eq!(found.attribute("method"), Some("REQUEST"));
        }
    }
}

#[test]
fn marks_are_headers() {
    let mut message = message();
    message.sensitivity = Some(Sensitivity::Normal);
    message.importance = Some(Importance::Normal);
    assert_eq!(
        field_names(&composed(&message, &[])),
        field_names(&composed(&super::message(), &[]))
    );
    message.importance = Some(Importance::High);
    message.sensitivity = Some(Sensitivity::Confidential);
    message.categories = ["Red category", "Grün", "a, b"].map(str::to_owned).to_vec();
    let mime = composed(&message, &[]);
    for line in [
        "Importance: High",
        "X-Priority: 1",
        "Sensitivity: Company-Confidential",
        "Keywords: Red category, =?utf-8?b?R3LDvG4=?=, =?utf-8?b?YSwgYg==?=",
    ] {
        assert!(mime.contains(&format!("\r\n{line}\r\n")), "{mime}");
    }
    message.importance = Some(Importance::Low);
    for (sensitivity, value) in [(Sensitivity::Personal, "Personal"), (Sensitivity::Private, "Private")] {
        message.sensitivity = Some(sensitivity);
        let mime = composed(&message, &[]);
        assert!(
            mime.contains(&format!(
                "\r\nImportance: Low\r\nX-Priority: 5\r\nSensitivity: {value}\r\n"
            )),
            "{mime}"
        );
    }
}

#[test]
fn receipts_go_to_the_sender_if_it_is_known() {
    let by_id = ComposeContext {
        mailbox: super::SEED,
        ..context()
    };
    let mut message = message();
    message.read_receipt = true;
    message.delivery_receipt = true;
    for (from, context, sender) in [
        (None, context(), Some("orders@contoso.com")),
        (Some("sales@contoso.com"), context(), Some("sales@contoso.com")),
        (Some("sales@contoso.com"), by_id, Some("sales@contoso.com")),
        (None, by_id, None),
    ] {
        message.from = from.map(|from| recipient(Some("Sales"), from));
        assert_eq!(context.sender(&message), sender);
        let mime = composed_in(&message, &context, &[]);
        let value = |name| super::super::header_value(mime.as_bytes(), name);
        let expected = sender.map(|sender| format!("<{sender}>"));
        assert_eq!(value("Disposition-Notification-To"), expected);
        assert_eq!(value("Return-Receipt-To"), expected);
        assert_eq!(value("From").is_some(), sender.is_some());
    }
}

#[test]
fn long_values_of_list_headers_stay_readable() {
    let mut message = message();
    let value = format!("<https://contoso.com/{}>, <mailto:leave@contoso.com>", "a".repeat(300));
    message.headers = vec![Header {
        name: "List-Unsubscribe".to_owned(),
        value: value.clone(),
    }];
    let mime = composed(&message, &[]);
    assert_eq!(
        super::super::header_value(mime.as_bytes(), "list-unsubscribe"),
        Some(value)
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
