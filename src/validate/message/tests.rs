//! Every rule of a message, broken once.

use super::*;
use crate::contract::{Content, Header, Sensitivity};

fn good() -> Message {
    Message {
        text: Some("Hi".to_owned()),
        to: vec![Recipient::new("megan@contoso.com")],
        subject: "Hello".to_owned(),
        ..Message::default()
    }
}

/// Violations of a changed message as `field rule`.
fn problems(change: impl FnOnce(&mut Message)) -> Vec<String> {
    let mut message = good();
    change(&mut message);
    match check(&message) {
        Ok(()) => Vec::new(),
        Err(invalid) => invalid
            .into_fields()
            .iter()
            .map(|p| format!("{} {}", p.field, p.code))
            .collect(),
    }
}

fn attachment(name: &str) -> Attachment {
    Attachment {
        name: name.to_owned(),
        content: Content::Bytes(vec![1]),
        ..Attachment::default()
    }
}

fn header(name: &str, value: &str) -> Header {
    Header {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

#[test]
fn a_good_message_has_no_problem() {
    assert!(problems(|_| ()).is_empty());
    assert!(
        problems(|m| {
            m.to = (0..1_000)
                .map(|i| Recipient::new(&format!("r{i}@contoso.com")))
                .collect();
            m.subject = "ü".repeat(255);
            m.categories = vec!["c".repeat(255)];
            m.attachments = vec![Attachment {
                content_type: Some("text/plain; charset=utf-8".into()),
                content_id: Some("logo@1".into()),
                ..attachment(&"ö".repeat(256))
            }];
            m.headers = vec![header("x-Ticket", "42"), header("X-B", "é")];
            m.sensitivity = Some(Sensitivity::Private);
            m.html = Some("<p>Text and HTML together</p>".into());
        })
        .is_empty()
    );
}

#[test]
fn recipients() {
    assert_eq!(problems(|m| m.to.clear()), ["message.to required"]);
    assert_eq!(
        problems(|m| m.bcc = (0..1_000)
            .map(|i| Recipient::new(&format!("r{i}@contoso.com")))
            .collect()),
        ["message.to too-many"]
    );
    // One person in several lists is one recipient.
    assert!(
        problems(|m| {
            m.cc = (0..999).map(|i| Recipient::new(&format!("r{i}@contoso.com"))).collect();
            m.bcc = vec![Recipient::new(" Megan@Contoso.com"), Recipient::new("R7@contoso.com ")];
        })
        .is_empty()
    );
    assert_eq!(
        problems(|m| m.cc = vec![Recipient::new("a@b.com"), Recipient::new("a@b.com;c@d.com")]),
        ["message.cc[1].address one-address"]
    );
    assert_eq!(
        problems(|m| m.reply_to = vec![Recipient::new("x")]),
        ["message.reply-to[0].address address"]
    );
    assert_eq!(
        problems(|m| m.from = Some(Recipient::new("x"))),
        ["message.from.address address"]
    );
    let injected = Recipient {
        address: "a@b.com".into(),
        name: Some("A\r\nBcc: c@d.com".into()),
    };
    assert_eq!(problems(|m| m.to = vec![injected]), ["message.to[0].name one-line"]);
}

#[test]
fn header_injection_is_refused() {
    assert_eq!(
        problems(|m| m.subject = "Hi\r\nBcc: x@y.com".into()),
        ["message.subject one-line"]
    );
    assert_eq!(
        problems(|m| m.headers = vec![header("x-a", "1\r\nBcc: x@y.com")]),
        ["message.headers[0].value one-line"]
    );
    assert_eq!(
        problems(|m| m.headers = vec![header("x-a: 1\r\nBcc", "1")]),
        ["message.headers[0].name header-name"]
    );
}

#[test]
fn attachments() {
    assert_eq!(
        problems(|m| m.attachments = vec![attachment(" ")]),
        ["message.attachments[0].name required"]
    );
    assert_eq!(
        problems(|m| m.attachments = vec![attachment("a\nb")]),
        ["message.attachments[0].name one-line"]
    );
    assert_eq!(
        problems(|m| m.attachments = vec![attachment(&"ö".repeat(257))]),
        ["message.attachments[0].name too-long"]
    );
    let with = |content_type: Option<&str>, content_id: Option<&str>| Attachment {
        content_type: content_type.map(str::to_owned),
        content_id: content_id.map(str::to_owned),
        ..attachment("a")
    };
    for bad in ["pdf", "a/", "a b/c", "a/b\r\nx"] {
        assert_eq!(
            problems(|m| m.attachments = vec![with(Some(bad), None)]),
            ["message.attachments[0].content-type media-type"]
        );
    }
    for bad in ["", "<a@b>", "a b"] {
        assert_eq!(
            problems(|m| m.attachments = vec![with(None, Some(bad))]),
            ["message.attachments[0].content-id content-id"]
        );
    }
}

#[test]
fn the_rest() {
    assert_eq!(problems(|m| m.subject = "a".repeat(256)), ["message.subject too-long"]);
    assert_eq!(
        problems(|m| m.categories = vec!["a".into(), String::new(), "c".repeat(256)]),
        ["message.categories[1] required", "message.categories[2] too-long"]
    );
}
