//! Every limit, and everything that this version cannot honour, is refused before the first request.

use outlook_connector::contract::{Attachment, Content, Credential, Header, Mail, Message, Recipient, SendOptions};

use crate::{
    connection, expect_send, expect_token, message, parts,
    script::{Script, answer},
    send, token_answer,
};

fn attachment(content: Content) -> Attachment {
    Attachment {
        name: "a.bin".to_owned(),
        content,
        ..Attachment::default()
    }
}

fn headers(n: usize) -> Vec<Header> {
    (0..n)
        .map(|i| Header {
            name: format!("x-h{i}"),
            value: "v".to_owned(),
        })
        .collect()
}

/// Sends a message that must be refused without a request, and returns the fields at fault.
fn refused(change: impl FnOnce(&mut Message)) -> Vec<String> {
    let host = Script::new();
    let mut message = message();
    change(&mut message);
    let (case, detail) = parts(send(&host, message).unwrap_err());
    assert_eq!(case, "permanent-invalid-input", "{detail:?}");
    assert!(detail.requests.is_empty() && host.finish().is_empty());
    assert!(
        detail.fields.iter().all(|f| !f.message.is_empty() && !f.fix.is_empty()),
        "{detail:?}"
    );
    detail.fields.into_iter().map(|f| f.field).collect()
}

/// Sends a message that must be accepted in one request.
fn accepted(change: impl FnOnce(&mut Message)) {
    let mut message = message();
    change(&mut message);
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    send(&host, message).unwrap();
    host.finish();
}

#[test]
fn recipients() {
    let many = |count: usize| -> Vec<Recipient> {
        (0..count)
            .map(|i| Recipient::new(&format!("r{i}@contoso.com")))
            .collect()
    };
    accepted(|m| m.to = many(1_000));
    assert_eq!(
        refused(|m| m.bcc = many(1_000)),
        ["message.to"],
        "1,001 in To and Bcc together"
    );
    accepted(|m| {
        m.to = many(1_000);
        m.cc = many(1_000);
    });
    assert_eq!(refused(|m| m.to.clear()), ["message.to"]);
}

/// The lists are refused before anything is made of their entries, and a body before it is written as JSON.
#[test]
fn far_too_much_is_refused_by_its_field() {
    let same = |count: usize| vec![Recipient::new("megan@contoso.com"); count];
    accepted(|m| m.cc = same(9_999));
    assert_eq!(refused(|m| m.cc = same(10_000)), ["message.to"]);
    assert_eq!(refused(|m| m.reply_to = same(10_001)), ["message.reply-to"]);
    let body = |length: usize| Some("b".repeat(length));
    assert_eq!(refused(|m| m.text = body(4_194_305)), ["message.text"]);
    let both = |m: &mut Message| (m.text, m.html) = (body(4_194_305), body(20_000_000));
    assert_eq!(refused(both), ["message.text", "message.html"]);
}

#[test]
fn subject_and_headers() {
    accepted(|m| m.subject = "ü".repeat(255));
    assert_eq!(refused(|m| m.subject = "ü".repeat(256)), ["message.subject"]);
    assert_eq!(
        refused(|m| m.subject = "a\r\nBcc: b@contoso.com".to_owned()),
        ["message.subject"]
    );
    accepted(|m| m.headers = headers(5));
    assert_eq!(refused(|m| m.headers = headers(6)), ["message.headers"]);
    let injected = Header {
        name: "x-a".to_owned(),
        value: "v\r\nBcc: b@contoso.com".to_owned(),
    };
    assert_eq!(refused(|m| m.headers = vec![injected]), ["message.headers[0].value"]);
}

#[test]
fn attachments() {
    accepted(|m| m.attachments = vec![attachment(Content::Bytes(vec![7; 2_900_000]))]);
    let half = || attachment(Content::Bytes(vec![7; 78_643_201]));
    assert_eq!(
        refused(|m| m.attachments = vec![half(), half()]),
        ["message.attachments"]
    );
    for text in ["a", "YQ", "Y Q=", "YQ==YQ==", "-_-_"] {
        let content = Content::Base64(text.to_owned());
        assert_eq!(
            refused(|m| m.attachments = vec![attachment(content)]),
            ["message.attachments[0].content"],
            "{text}"
        );
    }
}

#[test]
fn several_problems_are_told_at_once() {
    let host = Script::new();
    let mut connection = connection();
    connection.tenant_id = "common".to_owned();
    connection.mailbox = "me".to_owned();
    let mut message = message();
    message.to = vec![Recipient::new("a@contoso.com;b@contoso.com")];
    let options = SendOptions {
        idempotency_key: Some("two words".to_owned()),
        time_budget_ms: Some(999),
        ..SendOptions::default()
    };
    let error = outlook_connector::send_mail(&host, &connection, Mail::Message(message), &options).unwrap_err();
    let mut fields: Vec<String> = parts(error).1.fields.into_iter().map(|f| f.field).collect();
    fields.sort();
    let expected = [
        "connection.mailbox",
        "connection.tenant-id",
        "message.to[0].address",
        "options.idempotency-key",
        "options.time-budget-ms",
    ];
    assert_eq!(fields, expected);
    assert!(host.finish().is_empty());
}

#[test]
fn the_time_budget_has_bounds_and_is_what_the_transport_gets() {
    for (budget, allowed) in [
        (0, false),
        (999, false),
        (1_000, true),
        (3_600_000, true),
        (3_600_001, false),
    ] {
        let host = Script::new();
        if allowed {
            expect_token(&host, token_answer(3599));
            expect_send(&host, answer(202, ""));
        }
        let options = SendOptions {
            time_budget_ms: Some(budget),
            ..SendOptions::default()
        };
        let sent = outlook_connector::send_mail(&host, &connection(), Mail::Message(message()), &options);
        assert_eq!(sent.is_ok(), allowed, "{budget}");
        if allowed {
            // The script's requests take 7 ms each.
            let timeouts: Vec<u64> = host.finish().iter().map(|sent| sent.timeout_ms).collect();
            let half = |left: u64| (left / 2).max(10_000).min(left);
            // Half of what is left, so that time remains to look what came of a send; ten seconds if there are as many.
            assert_eq!(timeouts, [half(u64::from(budget)), half(u64::from(budget) - 7)]);
        }
    }
}

#[test]
fn what_this_version_cannot_honour_is_refused() {
    let host = Script::new();
    for (credential, field) in [
        (
            Credential::Certificate("k".to_owned()),
            "connection.credential.certificate",
        ),
        (
            Credential::FederatedAssertion("k".to_owned()),
            "connection.credential.federated-assertion",
        ),
    ] {
        let mut connection = connection();
        connection.credential = credential;
        let (case, detail) = parts(outlook_connector::connect(&host, &connection).unwrap_err());
        assert_eq!(case, "permanent-invalid-input");
        let fields: Vec<&str> = detail.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, [field]);
    }
    assert!(host.finish().is_empty());
}
