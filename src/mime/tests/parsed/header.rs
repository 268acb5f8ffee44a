//! The header: subjects, addresses, marks, receipts and lists.

use super::super::{ComposeContext, SEED, composed, composed_in, context, field_names, message, recipient};
use super::parsed;
use crate::contract::{Header, Importance, Recipient, Sensitivity};
use crate::mime::header_value;
use mail_parser::HeaderForm;

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
        let note = header_value(mime.as_bytes(), "x-note").unwrap();
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
fn a_thousand_recipients_arrive() {
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
        mailbox: SEED,
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
        let value = |name| header_value(mime.as_bytes(), name);
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
    assert_eq!(header_value(mime.as_bytes(), "list-unsubscribe"), Some(value));
}
