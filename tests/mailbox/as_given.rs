//! Content as people have it: it arrives as it was given, or a notice says what does not.

use std::sync::Arc;

use crate::support::{
    MailKind, MailboxHost, connection, emulator, error_case, knowing_headers, mail, send_from, stored_files,
};
use mail_parser::{Message as Eml, MessageParser};
use outlook_connector::contract::{Attachment, Content, Header, Mail, Message, Receipt, Recipient};
use outlook_emulator::Emulator;

fn send(emulator: &Emulator, mail: Mail, key: Option<&str>) -> Receipt {
    let host = MailboxHost::new(emulator, &Arc::new(stored_files()), 1);
    send_from(&host, &connection(), mail, key).unwrap_or_else(|error| panic!("{error:?}"))
}

/// The mail that arrived last.
fn arrived(emulator: &Emulator) -> Vec<u8> {
    emulator.delivered().pop().expect("a mail").eml.to_vec()
}

fn parsed(eml: &[u8]) -> Eml<'_> {
    MessageParser::default().parse(eml).expect("a mail")
}

fn codes(receipt: &Receipt) -> Vec<&str> {
    receipt.notices.iter().map(|notice| notice.code.as_str()).collect()
}

/// Adds header fields to a composed mail of a kind.
fn with_headers(kind: MailKind, names: &[&str]) -> Mail {
    let Mail::Message(message) = mail(kind) else {
        panic!("a composed one")
    };
    let headers = names.iter().map(|name| Header {
        name: (*name).to_owned(),
        value: format!("value of {name}; a=1"),
    });
    Mail::Message(Message {
        headers: headers.collect(),
        ..message
    })
}

fn raw(lines: &[&str]) -> Mail {
    let mut mime = "From: sender@contoso.com\r\nTo: megan@contoso.com\r\n".to_owned();
    for line in lines {
        mime.push_str(line);
        mime.push_str("\r\n");
    }
    Mail::Mime(Content::Bytes(format!("{mime}\r\nx\r\n").into_bytes()))
}

/// A mailbox that has never sent these names drops them from MIME, unless they are properties of the draft as well.
#[test]
fn custom_headers_of_mime_arrive_or_a_notice_says_that_they_may_not() {
    let names = ["x-contoso-case", "X-Other", "Feedback-ID"];
    for (kind, key, is_kept) in [
        (MailKind::Plain, None, true),
        (MailKind::Plain, Some("k"), true),
        (MailKind::Large, None, true),
        (MailKind::Mime, None, false),
        (MailKind::Mime, Some("k"), true),
        (MailKind::LargeMime, None, true),
        (MailKind::LargeMime, Some("k"), true),
    ] {
        let emulator = emulator();
        let receipt = send(&emulator, with_headers(kind, &names), key);
        let eml = arrived(&emulator);
        for name in names {
            let value = parsed(&eml)
                .header(name)
                .and_then(|value| value.as_text().map(str::to_owned));
            let expected = is_kept.then(|| format!("value of {name}; a=1"));
            assert_eq!(value, expected, "{kind:?} {key:?} {name}");
        }
        let expected: &[&str] = if is_kept { &[] } else { &["headers-in-mime"] };
        assert_eq!(codes(&receipt), expected, "{kind:?} {key:?}");
    }
}

#[test]
fn a_mailbox_that_has_sent_a_header_as_json_keeps_it_in_mime() {
    let emulator = emulator();
    let in_mime = || with_headers(MailKind::Mime, &["x-contoso-case"]);
    let arrives = || parsed(&arrived(&emulator)).header("X-Contoso-Case").is_some();
    send(&emulator, in_mime(), None);
    assert!(!arrives());
    // What the notice says to do.
    send(&emulator, with_headers(MailKind::Plain, &["x-contoso-case"]), None);
    send(&emulator, in_mime(), None);
    assert!(arrives());
}

#[test]
fn custom_headers_of_raw_mime_are_properties_of_a_draft() {
    let few = [
        "X-Contoso-Case: 4711\r\n and more",
        "x-contoso-case: second",
        "X-B: 1",
        "X-Mailer: x",
    ];
    let many: Vec<String> = (0..6).map(|i| format!("X-Name-{i}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (lines, key, is_kept) in [
        (&few[..], None, false),
        (&few[..], Some("k"), true),
        (&many[..], Some("k"), false),
    ] {
        let emulator = emulator();
        let receipt = send(&emulator, raw(lines), key);
        let eml = arrived(&emulator);
        let case = parsed(&eml)
            .header("X-Contoso-Case")
            .and_then(|value| value.as_text().map(str::to_owned));
        assert_eq!(case.as_deref(), is_kept.then_some("4711 and more"), "{key:?}");
        assert_eq!(parsed(&eml).header("X-B").is_some(), is_kept);
        let expected: &[&str] = if is_kept { &[] } else { &["headers-in-mime"] };
        assert_eq!(codes(&receipt), expected, "{key:?} {lines:?}");
    }
    let emulator = emulator();
    knowing_headers(&emulator, &["x-b"]);
    send(&emulator, raw(&few), None);
    let eml = arrived(&emulator);
    assert!(parsed(&eml).header("X-B").is_some() && parsed(&eml).header("X-Contoso-Case").is_none());
}

/// The emulator reads such a sender as Exchange does, so that the refusal here is not stricter than the service.
#[test]
fn a_name_with_an_unquoted_at_is_refused_and_a_quoted_one_arrives() {
    let mime = |from: &str| {
        let text =
            format!("From: {from}\r\nTo: \"Bowen, \\\"M\\\" @ home\" (work (or not)) <megan@contoso.com>\r\n\r\nx\r\n");
        Mail::Mime(Content::Bytes(text.into_bytes()))
    };
    let emulator = emulator();
    let host = MailboxHost::new(&emulator, &Arc::new(stored_files()), 1);
    let error = send_from(
        &host,
        &connection(),
        mime("sender@contoso.com <sender@contoso.com>"),
        None,
    )
    .unwrap_err();
    assert_eq!(error_case(&error), "permanent-invalid-input");
    assert!(emulator.delivered().is_empty());
    send(&emulator, mime("\"sender@contoso.com\" <sender@contoso.com>"), None);
    let eml = arrived(&emulator);
    let mail = parsed(&eml);
    let name =
        |field: Option<&mail_parser::Address<'_>>| field.and_then(|list| list.first()?.name().map(str::to_owned));
    assert_eq!(name(mail.from()).as_deref(), Some("sender@contoso.com"));
    assert!(name(mail.to()).is_some_and(|name| name.starts_with("Bowen, \"M\" @ home")));
    assert_eq!(emulator.delivered()[0].envelope_to, ["megan@contoso.com"]);
}

#[test]
fn names_with_specials_arrive_on_every_way() {
    let names = [
        "megan@contoso.com",
        "Bowen, Megan",
        "a \"b\" \\ c",
        "x < y > [z]; (w): .",
        "Gr\u{fc}n, @",
    ];
    let to = names.map(|name| Recipient {
        address: "megan@contoso.com".to_owned(),
        name: Some(name.to_owned()),
    });
    for kind in [MailKind::Plain, MailKind::Mime] {
        let Mail::Message(message) = mail(kind) else {
            panic!("a composed one")
        };
        let from = Recipient {
            address: "sender@contoso.com".to_owned(),
            name: Some("sender@contoso.com".to_owned()),
        };
        let emulator = emulator();
        let mail = Mail::Message(Message {
            to: to.to_vec(),
            from: Some(from),
            ..message
        });
        assert_eq!(send(&emulator, mail, None).recipient_count, Some(1), "one address");
        let eml = arrived(&emulator);
        let mail = parsed(&eml);
        let read: Vec<&str> = mail
            .to()
            .expect("recipients")
            .iter()
            .filter_map(|one| one.name())
            .collect();
        assert_eq!(read, names, "{kind:?}");
        let from = mail.from().and_then(|from| from.first()).expect("a sender");
        assert_eq!(from.name(), Some("sender@contoso.com"), "{kind:?}");
    }
}

#[test]
fn base64_with_line_breaks_arrives_on_every_way() {
    let bytes: Vec<u8> = (0..3_300_000_u32).map(|i| (i % 251) as u8).collect();
    for size in [100, 3_300_000] {
        let plain = base64_of(&bytes[..size]);
        let lines: Vec<&str> = (0..plain.len())
            .step_by(76)
            .map(|at| &plain[at..(at + 76).min(plain.len())])
            .collect();
        for (kind, key) in [
            (MailKind::Plain, None),
            (MailKind::Plain, Some("k")),
            (MailKind::Mime, None),
        ] {
            let Mail::Message(message) = mail(kind) else {
                panic!("a composed one")
            };
            let emulator = emulator();
            let mail = Mail::Message(Message {
                attachments: vec![Attachment {
                    name: "scan.bin".to_owned(),
                    content: Content::Base64(format!("{}\r\n", lines.join("\r\n"))),
                    ..Attachment::default()
                }],
                ..message
            });
            send(&emulator, mail, key);
            assert!(
                emulator.delivered()[0].attachments[0].content == bytes[..size],
                "{kind:?} {size}"
            );
        }
    }
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn lines_of_raw_mime_arrive_with_cr_lf_and_signed_parts_byte_for_byte() {
    let text = "From: sender@contoso.com\nTo: megan@contoso.com\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: \
                8bit\n\nGr\u{fc}\u{df}e\n\n.\nEnde\n";
    for key in [None, Some("k")] {
        let emulator = emulator();
        let receipt = send(&emulator, Mail::Mime(Content::Bytes(text.as_bytes().to_vec())), key);
        assert!(receipt.notices.is_empty(), "{:?}", receipt.notices);
        let eml = String::from_utf8(arrived(&emulator)).expect("UTF-8");
        assert!(eml.ends_with("\r\n\r\nGr\u{fc}\u{df}e\r\n\r\n.\r\nEnde\r\n"), "{eml:?}");
        assert!(!eml.replace("\r\n", "").contains(['\r', '\n']), "{eml:?}");
        // As OpenSSL writes it: LF around, CR LF inside.
        let signed = "Content-Type: text/plain\r\n\r\nSigned\r\n";
        let mime = format!(
            "From: sender@contoso.com\nTo: megan@contoso.com\nMIME-Version: 1.0\nContent-Type: multipart/signed; \
             boundary=\"----S\"; micalg=sha-256; protocol=\"application/pkcs7-signature\"\n\n------S\n{signed}\n------S\n\
             Content-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\nMIIG\n------S--\n"
        );
        let other_key = key.map(|_| "signed");
        let receipt = send(&emulator, Mail::Mime(Content::Bytes(mime.into_bytes())), other_key);
        assert!(receipt.notices.is_empty(), "{:?}", receipt.notices);
        let eml = String::from_utf8(arrived(&emulator)).expect("UTF-8");
        assert!(
            eml.contains(&format!("\r\n------S\r\n{signed}\r\n------S\r\n")),
            "{eml:?}"
        );
    }
}
