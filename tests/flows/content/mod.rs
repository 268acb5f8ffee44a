//! What a caller gives and what leaves: forms of base64, parts that nothing shows, header fields; [`raw_mime`] for messages that the
//! caller wrote.

mod raw_mime;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use outlook_connector::{
    contract::{Attachment, Content, Error, FieldProblem, Header, Mail, Message, Notice, Receipt},
    tables::notices,
};
use serde_json::Value;
use std::{fs, path::Path};

use crate::{
    connection, expect_send, expect_token, message, no_patience, parts,
    script::{Script, answer},
    token_answer,
};

/// Sends a mail that is accepted in one request. Returns the receipt and the body of the request.
fn sent(mail: Mail) -> (Receipt, Vec<u8>) {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    let receipt = outlook_connector::send_mail(&host, &connection(), mail, &no_patience()).unwrap();
    (receipt, host.finish().remove(1).body)
}

/// Sends a mail that is refused before any request.
fn refused(mail: Mail) -> FieldProblem {
    let host = Script::new();
    let error: Error = outlook_connector::send_mail(&host, &connection(), mail, &no_patience()).unwrap_err();
    let (case, mut detail) = parts(error);
    assert_eq!(case, "permanent-invalid-input");
    assert!(detail.requests.is_empty() && host.finish().is_empty());
    assert_eq!(detail.fields.len(), 1);
    detail.fields.remove(0)
}

fn attachment(content: Content, content_id: Option<&str>) -> Attachment {
    Attachment {
        name: "logo.png".to_owned(),
        content_type: Some("image/png".to_owned()),
        content,
        content_id: content_id.map(str::to_owned),
    }
}

fn with(attachments: Vec<Attachment>) -> Mail {
    Mail::Message(Message {
        attachments,
        ..message()
    })
}

fn raw(mime: &str) -> Mail {
    Mail::Mime(Content::Bytes(mime.as_bytes().to_vec()))
}

fn codes(found: &[Notice]) -> Vec<&str> {
    found.iter().map(|notice| notice.code.as_str()).collect()
}

#[test]
fn base64_with_line_breaks_is_the_same_request() {
    let bytes: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    let plain = STANDARD.encode(&bytes);
    let request = |text: &str| sent(with(vec![attachment(Content::Base64(text.to_owned()), None)])).1;
    let expected = request(&plain);
    for end in ["\n", "\r\n"] {
        let lines: Vec<&str> = (0..plain.len())
            .step_by(76)
            .map(|at| &plain[at..(at + 76).min(plain.len())])
            .collect();
        assert!(request(&format!("{}{end}", lines.join(end))) == expected);
    }
    // MIME is given as base64 as well.
    let mime = STANDARD.encode("To: megan@contoso.com\r\n\r\nText");
    let (first, last) = mime.split_at(8);
    let (_, body) = sent(Mail::Mime(Content::Base64(format!("{first}\r\n{last}\n"))));
    assert!(
        STANDARD
            .decode(body)
            .unwrap()
            .ends_with(b"\r\nTo: megan@contoso.com\r\n\r\nText")
    );
}

#[test]
fn another_form_of_base64_is_refused_by_its_name() {
    for (text, form) in [
        ("iVBORw", "without padding"),
        ("_-_-", "base64url"),
        ("data:image/png;base64,iVBORw==", "data: URL"),
    ] {
        let of_file = refused(with(vec![
            attachment(Content::Bytes(vec![1]), None),
            attachment(Content::Base64(text.to_owned()), None),
        ]));
        assert_eq!(
            (of_file.field.as_str(), of_file.code.as_str()),
            ("message.attachments[1].content", "base64")
        );
        assert!(of_file.message.contains(form), "{}", of_file.message);
        let of_mime = refused(Mail::Mime(Content::Base64(text.to_owned())));
        assert_eq!((of_mime.field.as_str(), of_mime.message), ("mime", of_file.message));
    }
}

/// A message with attachments of these content IDs.
fn inline(html: Option<&str>, ids: &[Option<&str>]) -> Mail {
    Mail::Message(Message {
        html: html.map(str::to_owned),
        text: html.is_none().then(|| "See the chart.".to_owned()),
        attachments: ids.iter().map(|id| attachment(Content::Bytes(vec![1]), *id)).collect(),
        ..message()
    })
}

#[test]
fn inline_parts_that_nothing_shows_are_sent_with_a_notice() {
    const NOK: &str = "<p>Server A <img src=\"cid:nok\"></p>";
    for (html, ids, expected) in [
        (None, &[None][..], &[][..]),
        (Some("<p>x</p>"), &[None], &[]),
        (Some(NOK), &[Some("nok"), None], &[]),
        (Some(NOK), &[Some("NOK")], &[]),
        (Some("<img src='cid:a%40b'>"), &[Some("a@b")], &[]),
        (
            Some(NOK),
            &[Some("nok.png")],
            &["inline-part-missing", "inline-part-not-shown"],
        ),
        (Some(NOK), &[], &["inline-part-missing"]),
        (Some(NOK), &[None], &["inline-part-missing"]),
        (Some("<p>x</p>"), &[Some("nok")], &["inline-part-not-shown"]),
        (None, &[Some("chart")], &["inline-part-without-html"]),
        (
            Some("<img src=\"data:image/png;base64,iVBORw==\">"),
            &[],
            &["image-in-data-url"],
        ),
    ] {
        let (receipt, _) = sent(inline(html, ids));
        assert_eq!(codes(&receipt.notices), expected, "{html:?} {ids:?}");
    }
}

#[test]
fn a_notice_on_inline_parts_names_them() {
    let html: String = (0..8).map(|i| format!("<img src=cid:i{i}>")).collect();
    let (receipt, _) = sent(inline(Some(&html), &[Some("i0"), None, Some("x")]));
    let messages: Vec<&str> = receipt.notices.iter().map(|notice| notice.message.as_str()).collect();
    assert!(
        messages[0].contains("has: i1, i2, i3, i4, i5 and 2 more."),
        "{}",
        messages[0]
    );
    assert!(messages[1].contains(": message.attachments[2]."), "{}", messages[1]);
}

#[test]
fn custom_headers_of_mime_in_one_request_come_with_a_notice() {
    let header = |name: &str| Header {
        name: name.to_owned(),
        value: "4711".to_owned(),
    };
    let both = |names: &[&str]| {
        Mail::Message(Message {
            html: Some("<p>x</p>".to_owned()),
            headers: names.iter().map(|name| header(name)).collect(),
            ..message()
        })
    };
    for (mail, named) in [
        (both(&["x-contoso-case"]), Some("x-contoso-case")),
        (both(&["X-A", "In-Reply-To", "List-Id"]), Some("X-A, List-Id")),
        (both(&["In-Reply-To"]), None),
        (both(&["X-Auto-Response-Suppress"]), None),
        (
            raw("To: a@b.com\r\nX-Contoso-Case: 4711\r\n\r\nX-Body: x"),
            Some("X-Contoso-Case"),
        ),
        (
            raw("To: a@b.com\r\nX-Priority: 1\r\nX-MS-Foo: 1\r\nX-Mailer: x\r\n\r\nx"),
            None,
        ),
    ] {
        let (receipt, _) = sent(mail);
        let expected: Vec<&str> = named.iter().map(|_| "headers-in-mime").collect();
        assert_eq!(codes(&receipt.notices), expected, "{named:?}");
        if let Some(named) = named {
            let message = &receipt.notices[0].message;
            assert!(message.contains(&format!("lost: {named}. ")), "{message}");
        }
    }
    let (receipt, _) = sent(raw("To: a@b.com\r\nauto-submitted: auto-generated\r\n\r\nx"));
    assert_eq!(codes(&receipt.notices), ["header-removed"]);
    // In JSON they are sure to arrive.
    let json = Mail::Message(Message {
        headers: vec![header("x-contoso-case")],
        ..message()
    });
    let (receipt, body) = sent(json);
    assert!(receipt.notices.is_empty());
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["message"]["internetMessageHeaders"][0]["name"], "x-contoso-case");
}

/// Only the catalogue's entries make notices, so that `describe` lists all of them.
#[test]
fn every_notice_is_in_the_catalogue_and_in_the_descriptor() {
    fn check(folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                check(&path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("src/notice.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let makes = text.lines().any(|line| {
                    line.contains("Notice {") && !line.trim_start().starts_with("fn ") && !line.contains("-> Notice {")
                });
                assert!(!makes, "{} makes a notice", path.display());
                assert!(!text.contains("Notice::default"), "{}", path.display());
            }
        }
    }
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let document: Value = serde_json::from_str(&outlook_connector::describe()).unwrap();
    let described: Vec<&str> = document["catalogue"]["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| notice["code"].as_str().unwrap())
        .collect();
    let all: Vec<&str> = notices::ALL.iter().map(|notice| notice.code).collect();
    assert_eq!(described, all);
    assert!(all.contains(&"draft-left"));
}
