//! Everything that a sender may set, on every way, as it arrives: the delivered mail is read by a parser that shares no code
//! with the emulator, and by Python's where there is one.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    sync::Arc,
};

use crate::support::{MailboxHost, connection, emulator, knowing_headers, stored_files};
use mail_parser::{MessageParser, MimeHeaders};
use outlook_connector::contract::{
    Attachment, Content, Header, Importance, Mail, Message, Receipt, Recipient, SendOptions, Sensitivity,
};
use outlook_emulator::Emulator;

fn recipient(address: &str, name: &str) -> Recipient {
    Recipient {
        address: address.to_owned(),
        name: Some(name.to_owned()),
    }
}

fn header(name: &str, value: &str) -> Header {
    Header {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// A message with everything that goes on every way.
fn everything() -> Message {
    Message {
        to: vec![recipient("megan@contoso.com", "Мегaн 陳 \"the\" Bowen, Jr.")],
        cc: vec![recipient("alex@contoso.com", "Ålex")],
        bcc: vec![recipient("secret@fabrikam.com", "Hidden")],
        reply_to: vec![recipient("answers@contoso.com", "Antworten für alle")],
        subject: "Größe, 量 und 🎉: Angebot \"7\"".to_owned(),
        html: Some("<p>Grüße</p><img src=\"cid:logo@x\">".to_owned()),
        attachments: vec![
            Attachment {
                name: "Übersicht 量.pdf".to_owned(),
                content_type: Some("application/pdf".to_owned()),
                content: Content::Bytes(b"%PDF-1.7".to_vec()),
                ..Attachment::default()
            },
            Attachment {
                name: "logo.png".to_owned(),
                content_type: Some("image/png".to_owned()),
                content: Content::Base64("iVBORw==".to_owned()),
                content_id: Some("logo@x".to_owned()),
            },
        ],
        importance: Some(Importance::High),
        sensitivity: Some(Sensitivity::Confidential),
        categories: vec!["Offers".to_owned()],
        read_receipt: true,
        delivery_receipt: true,
        headers: vec![
            header("x-run", "42"),
            header(
                "List-Unsubscribe",
                "<mailto:u@contoso.com>, <https://contoso.com/u?x=1>",
            ),
            header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            header("In-Reply-To", "<first@contoso.com>"),
        ],
        ..Message::default()
    }
}

fn send(emulator: &Emulator, message: Message, key: Option<&str>) -> Receipt {
    let host = MailboxHost::new(emulator, &Arc::new(stored_files()), 1);
    let options = SendOptions {
        idempotency_key: key.map(str::to_owned),
        ..SendOptions::default()
    };
    outlook_connector::send_mail(&host, &connection(), Mail::Message(message), &options)
        .unwrap_or_else(|error| panic!("{error:?}"))
}

/// The ways: JSON or MIME, in one request or by draft.
fn ways() -> Vec<(&'static str, Message, Option<&'static str>)> {
    let both = || Message {
        text: Some("Grüße".to_owned()),
        ..everything()
    };
    let large = |mut message: Message| {
        message.attachments.push(Attachment {
            name: "large.bin".to_owned(),
            content: Content::Stored("large.bin".to_owned()),
            ..Attachment::default()
        });
        message
    };
    vec![
        ("JSON at once", everything(), None),
        ("JSON by draft", everything(), Some("k")),
        ("JSON with an upload", large(everything()), Some("k")),
        ("MIME at once", both(), None),
        ("MIME by draft", both(), Some("k")),
        ("MIME with an upload", large(both()), None),
    ]
}

#[test]
fn every_field_arrives_on_every_way() {
    for (way, message, key) in ways() {
        let emulator = emulator();
        if way == "MIME at once" {
            // Without a draft there is no other way to the mailbox: `as_given` has mailboxes that do not know the names.
            knowing_headers(&emulator, &["x-run", "List-Unsubscribe-Post"]);
        }
        send(&emulator, message.clone(), key);
        let delivered = emulator.delivered();
        assert_eq!(delivered.len(), 1, "{way}");
        let mail = &delivered[0];
        assert_eq!(
            mail.envelope_to,
            ["megan@contoso.com", "alex@contoso.com", "secret@fabrikam.com"],
            "{way}"
        );
        let eml = MessageParser::default().parse(&mail.eml[..]).expect("a mail");
        assert_eq!(eml.subject(), Some(message.subject.as_str()), "{way}");
        let to = eml.to().and_then(|to| to.first()).expect("a recipient");
        assert_eq!(
            (to.address(), to.name()),
            (Some("megan@contoso.com"), message.to[0].name.as_deref()),
            "{way}"
        );
        assert!(eml.bcc().is_none(), "{way}: Bcc does not travel");
        let reply_to = eml.reply_to().and_then(|to| to.first()).expect("an address");
        assert_eq!(reply_to.name(), Some("Antworten für alle"), "{way}");
        let value = |name: &str| {
            let raw = eml
                .header_raw(name)
                .map(|raw| raw.split_whitespace().collect::<Vec<_>>().join(" "));
            raw.unwrap_or_else(|| panic!("{way}: no {name}"))
        };
        assert_eq!(value("Importance").to_ascii_lowercase(), "high", "{way}");
        assert_eq!(
            value("Sensitivity").to_ascii_lowercase(),
            "company-confidential",
            "{way}"
        );
        assert_eq!(value("x-run"), "42", "{way}");
        assert_eq!(
            value("List-Unsubscribe"),
            "<mailto:u@contoso.com>, <https://contoso.com/u?x=1>",
            "{way}"
        );
        assert_eq!(value("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click", "{way}");
        assert_eq!(value("In-Reply-To"), "<first@contoso.com>", "{way}");
        assert!(
            value("Disposition-Notification-To").contains("sender@contoso.com"),
            "{way}"
        );
        let html = eml.body_html(0).expect("HTML");
        assert!(html.contains("Grüße") && html.contains("cid:logo@x"), "{way}: {html}");
        assert!(eml.body_text(0).is_some_and(|text| text.trim() == "Grüße"), "{way}");
        let mut names: Vec<String> = eml
            .attachments()
            .map(|part| part.attachment_name().unwrap_or_default().to_owned())
            .collect();
        names.sort();
        let mut expected: Vec<String> = message.attachments.iter().map(|file| file.name.clone()).collect();
        expected.sort();
        assert_eq!(names, expected, "{way}");
        let logo = eml.parts.iter().find(|part| part.attachment_name() == Some("logo.png"));
        let logo = logo.expect("the image");
        assert_eq!(logo.content_id(), Some("logo@x"), "{way}");
        assert_eq!(logo.contents(), b"\x89PNG", "{way}");
        read_by_python(way, &mail.eml, &message);
    }
}

/// What Python's `email` package makes of a mail. Skipped where there is no Python.
fn read_by_python(way: &str, eml: &[u8], message: &Message) {
    const READ: &str = r#"
import sys
from email import message_from_binary_file, policy
mail = message_from_binary_file(sys.stdin.buffer, policy=policy.default)
out = [mail["subject"], mail["to"].addresses[0].addr_spec, mail["to"].addresses[0].display_name, str(len(mail.defects))]
out += sorted(part.get_filename() or "" for part in mail.walk() if part.get_filename())
sys.stdout.buffer.write("\n".join(out).encode())
"#;
    let child = Command::new("python3")
        .args(["-c", READ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("{way}: python3 is not installed, so that only one parser read the mail");
        return;
    };
    child.stdin.take().expect("piped").write_all(eml).expect("Python reads");
    let output = child.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "{way}");
    let mut expected = vec![
        message.subject.clone(),
        "megan@contoso.com".to_owned(),
        message.to[0].name.clone().unwrap_or_default(),
        "0".to_owned(),
    ];
    let mut names: Vec<String> = message.attachments.iter().map(|file| file.name.clone()).collect();
    names.sort();
    expected.extend(names);
    let read = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(read.lines().collect::<Vec<_>>(), expected, "{way}");
}

#[test]
fn another_sender_needs_the_right_to_it() {
    for (key, both) in [(None, false), (Some("k"), false), (None, true)] {
        let emulator = emulator();
        let host = MailboxHost::new(&emulator, &Arc::new(stored_files()), 1);
        let message = Message {
            from: Some(recipient("megan@contoso.com", "Megan")),
            text: both.then(|| "Text".to_owned()),
            ..everything()
        };
        let options = SendOptions {
            idempotency_key: key.map(str::to_owned),
            ..SendOptions::default()
        };
        let mail = || Mail::Message(message.clone());
        let error = outlook_connector::send_mail(&host, &connection(), mail(), &options).unwrap_err();
        let refused = format!("{error:?}");
        assert!(refused.contains("send-as-denied"), "{refused}");
        assert!(emulator.delivered().is_empty());
        assert!(
            emulator
                .mailbox_items("sender@contoso.com")
                .iter()
                .all(|item| format!("{:?}", item.folder) != "Drafts")
        );
        emulator.update(|world| {
            let tenant = &mut world.tenants[0];
            let sender = tenant.mailbox_mut("sender@contoso.com").expect("the demo's mailbox");
            sender.send_as.push("megan@contoso.com".to_owned());
        });
        outlook_connector::send_mail(&host, &connection(), mail(), &options)
            .unwrap_or_else(|error| panic!("{error:?}"));
        let eml = emulator.delivered().remove(0).eml;
        let eml = MessageParser::default().parse(&eml[..]).expect("a mail");
        let from = eml.from().and_then(|from| from.first()).expect("a sender");
        assert_eq!(from.address(), Some("megan@contoso.com"));
    }
}

#[test]
fn no_copy_is_kept_when_none_is_wanted_and_a_draft_refuses_that() {
    let emulator = emulator();
    let without_copy = Message {
        save_to_sent_items: Some(false),
        ..everything()
    };
    send(&emulator, without_copy.clone(), None);
    assert_eq!(emulator.delivered().len(), 1);
    assert!(emulator.mailbox_items("sender@contoso.com").is_empty());
    let host = MailboxHost::new(&emulator, &Arc::new(stored_files()), 1);
    let options = SendOptions {
        idempotency_key: Some("k".to_owned()),
        ..SendOptions::default()
    };
    let error = outlook_connector::send_mail(&host, &connection(), Mail::Message(without_copy), &options).unwrap_err();
    assert!(format!("{error:?}").contains("message.save-to-sent-items"));
    assert_eq!(emulator.delivered().len(), 1);
}
