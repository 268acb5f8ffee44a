//! What a send puts on the wire, compared with Graph's documented shape, and what its receipt says.

use outlook_connector::contract::{Attachment, Content, Header, Importance, Message, Recipient, Sensitivity};
use serde_json::Value;

use crate::{
    MAILBOX, TOKEN, expect_send, expect_token, message,
    script::{Answer, Script, Sent, answer, with_header},
    send, token_answer,
};

fn named(address: &str, name: &str) -> Recipient {
    Recipient {
        address: address.to_owned(),
        name: Some(name.to_owned()),
    }
}

fn attachment(name: &str, content_type: Option<&str>, content_id: Option<&str>, content: Content) -> Attachment {
    Attachment {
        name: name.to_owned(),
        content_type: content_type.map(str::to_owned),
        content,
        content_id: content_id.map(str::to_owned),
    }
}

fn header(name: &str, value: &str) -> Header {
    Header {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// Everything that this version can send.
fn full() -> Message {
    Message {
        to: vec![
            named("megan@contoso.com", " Megan Bowen "),
            Recipient::new(" o'brien@contoso.com "),
        ],
        cc: vec![named("cc@contoso.com", " ")],
        bcc: vec![Recipient::new("bcc@contoso.com")],
        reply_to: vec![named("answers@contoso.com", "Answers")],
        from: Some(named("offers@contoso.com", "Offers")),
        subject: "Offer \"7\" — Größe".to_owned(),
        html: Some("<p>Line 1\r\nLine 2</p><img src=\"cid:logo@x\">".to_owned()),
        attachments: vec![
            attachment("a.bin", None, None, Content::Bytes(vec![0x00, 0xff, 0x80])),
            attachment(
                "offer.pdf",
                Some("application/pdf"),
                None,
                Content::Base64("JVBERg==".to_owned()),
            ),
            attachment(
                "logo.png",
                Some("image/png"),
                Some("logo@x"),
                Content::Base64("iVBORw==".to_owned()),
            ),
        ],
        importance: Some(Importance::High),
        sensitivity: Some(Sensitivity::Confidential),
        categories: vec!["Offers".to_owned(), "Follow up".to_owned()],
        read_receipt: true,
        delivery_receipt: true,
        headers: vec![
            header("x-run", "42"),
            header("X-Recipe", "offers"),
            header("List-Unsubscribe", "<https://contoso.com/u?x=1>"),
            header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ],
        save_to_sent_items: Some(false),
        ..Message::default()
    }
}

/// Sends a message that is accepted, and returns the request.
fn sent(message: Message) -> Sent {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    send(&host, message).unwrap();
    host.finish().pop().unwrap()
}

fn json(request: &Sent) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[test]
fn bodies_are_exactly_what_graph_documents() {
    for (message, expected) in [
        (message(), include_str!("fixtures/send-mail-minimal.json")),
        (full(), include_str!("fixtures/send-mail-full.json")),
    ] {
        let expected: Value = serde_json::from_str(expected).unwrap();
        assert_eq!(json(&sent(message)), expected);
    }
}

#[test]
fn the_request_is_json_with_its_length_and_the_token() {
    let request = sent(message());
    let header = |wanted: &str| {
        request
            .headers
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("accept"), Some("application/json"));
    assert_eq!(header("return-client-request-id"), Some("true"));
    assert!(request.announce_length);
    assert_eq!(request.bearer.as_deref(), Some(TOKEN));
    // What the sign-in took is gone from the time budget.
    assert_eq!(request.timeout_ms, 993);
}

#[test]
fn a_copy_is_mentioned_only_when_it_is_not_wanted() {
    for (wanted, expected) in [(None, None), (Some(true), None), (Some(false), Some(false))] {
        let request = sent(Message {
            save_to_sent_items: wanted,
            ..message()
        });
        assert_eq!(
            json(&request).get("saveToSentItems").and_then(Value::as_bool),
            expected,
            "{wanted:?}"
        );
        assert_eq!(
            json(&request).as_object().unwrap().len(),
            1 + usize::from(expected.is_some())
        );
    }
}

#[test]
fn importance_has_graphs_words() {
    for (importance, word) in [
        (Importance::Low, "low"),
        (Importance::Normal, "normal"),
        (Importance::High, "high"),
    ] {
        let request = sent(Message {
            importance: Some(importance),
            ..message()
        });
        assert_eq!(json(&request)["message"]["importance"], word);
    }
}

#[test]
fn a_message_without_to_or_text_is_sent_as_it_is() {
    let request = sent(Message {
        to: Vec::new(),
        bcc: vec![Recipient::new("hidden@contoso.com")],
        text: None,
        ..message()
    });
    let sent = json(&request);
    assert_eq!(sent["message"].get("toRecipients"), None, "an empty list is left out");
    assert_eq!(sent["message"]["body"]["content"], "");
}

#[test]
fn a_receipt_tells_what_was_accepted_and_when() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    let accepted: Answer = answer(202, "");
    let accepted = with_header(accepted, "date", "Mon, 23 Nov 2026 00:00:02 GMT");
    let accepted = with_header(accepted, "request-id", "7d3b1b52-0000-4000-8000-00000000a001");
    // Graph may ask to slow down in an answer that accepts: it is no reason to repeat.
    expect_send(&host, with_header(accepted, "retry-after", "30"));
    let receipt = send(&host, full()).unwrap();
    let requests = host.finish();

    assert_eq!(
        (receipt.method.as_str(), receipt.mailbox.as_str()),
        ("send-mail", MAILBOX)
    );
    assert_eq!(receipt.recipient_count, Some(4), "To, Cc and Bcc");
    assert_eq!(receipt.accepted_at.as_deref(), Some("2026-11-23T00:00:02Z"));
    // sendMail answers without a body, so that no id of the message is known.
    assert_eq!(
        (receipt.message_id, receipt.internet_message_id, receipt.already_sent),
        (None, None, false)
    );
    assert_eq!(receipt.notices, []);

    let steps: Vec<_> = receipt
        .requests
        .iter()
        .map(|e| (e.step.as_str(), e.host.as_str(), e.http_status))
        .collect();
    assert_eq!(
        steps,
        [
            ("token", crate::LOGIN, Some(200)),
            ("send-mail", crate::GRAPH, Some(202))
        ]
    );
    for (exchange, request) in receipt.requests.iter().zip(&requests) {
        let sent = request
            .headers
            .iter()
            .find(|(name, _)| *name == "client-request-id")
            .unwrap();
        assert_eq!(exchange.client_request_id, sent.1);
        assert_eq!(exchange.duration_ms, 7);
    }
    let request_id = receipt.requests[1].request_id.as_deref();
    assert_eq!(request_id, Some("7d3b1b52-0000-4000-8000-00000000a001"));
}
