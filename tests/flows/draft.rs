//! The send by draft, step by step: what is asked of the mailbox, in which order, and what each answer leads to. How it
//! stands against every fault is shown on a whole mailbox, in `tests/mailbox`.

use outlook_connector::{
    contract::{Attachment, Content, Error, Mail, Message, Receipt, SendOptions},
    http::Method,
};
use serde_json::{Value, json};

use crate::{
    GRAPH, connection, expect_token, message, parts,
    script::{Answer, Script, Sent, answer, with_header},
    token_answer,
};

const USER: &str = "/v1.0/users/references%40contoso.com/";
const FIND: &str = "messages?$filter=singleValueExtendedProperties%2FAny%28ep%3A%20ep%2Fid%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-key%27%20and%20ep%2Fvalue%20eq%20%27run-1%27%29&$select=id,isDraft,parentFolderId,sentDateTime,internetMessageId,changeKey&$expand=singleValueExtendedProperties(%24filter%3Did%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-send%27%20or%20id%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-ready%27)&$top=50";

fn send_with_key(host: &Script, message: Message) -> Result<Receipt, Error> {
    let options = SendOptions {
        idempotency_key: Some("run-1".to_owned()),
        ..SendOptions::default()
    };
    outlook_connector::send_mail(host, &connection(), Mail::Message(message), &options)
}

fn expect(host: &Script, method: Method, resource: &str, scripted: Answer) {
    host.expect(method, GRAPH, &format!("{USER}{resource}"), scripted);
}

/// A draft as Graph answers it. `note` is what the connector had noted on it.
fn item(id: &str, is_draft: bool, created: u32, note: Option<&str>, ready: bool) -> Value {
    let property = |name: &str, value: &str| json!({ "id": format!("String {{5C1F7A0E-3b62-4d0c-9a55-2f9c3a8e7d41}} Name outlook-connector-{name}"), "value": value });
    let properties: Vec<Value> = note
        .map(|note| property("send", note))
        .into_iter()
        .chain(ready.then(|| property("ready", "1")))
        .collect();
    json!({
        "@odata.etag": format!("W/\"{id}-1\""), "id": id, "isDraft": is_draft,
        "parentFolderId": if is_draft { "drafts" } else { "sent" },
        "createdDateTime": format!("2026-11-23T00:00:{created:02}Z"), "sentDateTime": "2026-11-23T00:01:00Z",
        "internetMessageId": format!("<{id}@contoso.com>"), "singleValueExtendedProperties": properties,
    })
}

fn found(items: &[Value]) -> Answer {
    answer(200, json!({ "value": items }).to_string())
}

/// The claim on a draft, answered.
fn expect_claim(host: &Script, id: &str, at: u32) {
    let marked = answer(200, item(id, true, at, None, true).to_string());
    expect(host, Method::Patch, &format!("messages/{id}"), marked);
}

fn created(id: &str, at: u32) -> Answer {
    answer(201, item(id, true, at, None, false).to_string())
}

/// What the connector noted on the draft that this request writes.
fn note(request: &Sent) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let properties = body["singleValueExtendedProperties"].as_array().unwrap();
    let of = |name: &str| properties.iter().find(|p| p["id"].as_str().unwrap().ends_with(name));
    assert_eq!(of("outlook-connector-key").unwrap()["value"], "run-1");
    of("outlook-connector-send").unwrap()["value"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Sends the least message once and returns its note.
fn known_note() -> String {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[]));
    expect(&host, Method::Post, "messages", created("d1", 1));
    expect(&host, Method::Get, FIND, found(&[item("d1", true, 1, None, false)]));
    expect_claim(&host, "d1", 1);
    expect(&host, Method::Post, "messages/d1/send", answer(202, ""));
    send_with_key(&host, message()).unwrap();
    note(&host.finish()[2])
}

#[test]
fn a_first_run_writes_looks_and_sends() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[]));
    expect(&host, Method::Post, "messages", created("d1", 1));
    expect(&host, Method::Get, FIND, found(&[item("d1", true, 1, None, false)]));
    expect_claim(&host, "d1", 1);
    let accepted = with_header(answer(202, ""), "date", "Mon, 23 Nov 2026 00:00:09 GMT");
    expect(&host, Method::Post, "messages/d1/send", accepted);
    let receipt = send_with_key(&host, message()).unwrap();
    assert_eq!(
        (receipt.method.as_str(), receipt.reference.as_str()),
        ("draft", "run-1")
    );
    assert_eq!(receipt.message_id.as_deref(), Some("d1"));
    assert_eq!(receipt.internet_message_id.as_deref(), Some("<d1@contoso.com>"));
    assert_eq!(receipt.accepted_at.as_deref(), Some("2026-11-23T00:00:09Z"));
    assert!(!receipt.already_sent);
    let requests = host.finish();
    for request in &requests[1..] {
        let prefer = request.headers.iter().find(|(name, _)| *name == "prefer");
        assert_eq!(prefer.unwrap().1, r#"IdType="ImmutableId""#);
    }
    let condition = requests[4].headers.iter().find(|(name, _)| *name == "if-match");
    assert_eq!(condition.unwrap().1, "W/\"d1-1\"", "as it was written");
    assert!(requests[5].body.is_empty() && requests[5].announce_length);
}

#[test]
fn a_mail_that_was_sent_is_reported_and_not_sent_again() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d1", false, 1, Some(&known_note()), true)]),
    );
    let receipt = send_with_key(&host, message()).unwrap();
    assert!(receipt.already_sent);
    assert_eq!(receipt.accepted_at.as_deref(), Some("2026-11-23T00:01:00Z"));
}

#[test]
fn a_key_stands_for_one_message() {
    for change in [
        |m: &mut Message| m.subject.push('!'),
        |m: &mut Message| m.text = None,
        |m: &mut Message| m.bcc = m.to.clone(),
        |m: &mut Message| m.read_receipt = true,
        |m: &mut Message| {
            m.attachments = vec![Attachment {
                name: "a".to_owned(),
                content: Content::Bytes(vec![1]),
                ..Attachment::default()
            }];
        },
    ] {
        let host = Script::new();
        expect_token(&host, token_answer(3599));
        expect(
            &host,
            Method::Get,
            FIND,
            found(&[item("d1", false, 1, Some(&known_note()), true)]),
        );
        let mut other = message();
        change(&mut other);
        let (case, detail) = parts(send_with_key(&host, other).unwrap_err());
        assert_eq!(case, "permanent-invalid-input");
        assert_eq!(detail.fields[0].field, "options.idempotency-key");
        assert_eq!(detail.fields[0].code, "key-of-another-message");
    }
}

#[test]
fn a_copy_from_another_mailbox_does_not_count() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    let foreign = item("in", false, 1, Some("1 0123 megan@contoso.com"), true);
    expect(&host, Method::Get, FIND, found(std::slice::from_ref(&foreign)));
    expect(&host, Method::Post, "messages", created("d1", 2));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[foreign, item("d1", true, 2, None, false)]),
    );
    expect_claim(&host, "d1", 2);
    expect(&host, Method::Post, "messages/d1/send", answer(202, ""));
    assert!(!send_with_key(&host, message()).unwrap().already_sent);
}

#[test]
fn a_complete_draft_of_an_earlier_run_is_sent() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d0", true, 1, Some(&known_note()), true)]),
    );
    expect(
        &host,
        Method::Get,
        "mailFolders/drafts?$select=id",
        answer(200, r#"{"id":"drafts"}"#),
    );
    expect(&host, Method::Post, "messages/d0/send", answer(202, ""));
    let receipt = send_with_key(&host, message()).unwrap();
    assert_eq!(
        (receipt.message_id.as_deref(), receipt.already_sent),
        (Some("d0"), false)
    );
}

#[test]
fn an_incomplete_draft_is_removed_as_it_was_seen_and_written_anew() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d0", true, 1, Some(&known_note()), false)]),
    );
    expect(
        &host,
        Method::Get,
        "mailFolders/drafts?$select=id",
        answer(200, r#"{"id":"drafts"}"#),
    );
    expect(&host, Method::Delete, "messages/d0", answer(204, ""));
    // The removed one is in Deleted Items now, and still a draft.
    let mut removed = item("d0", true, 1, Some(&known_note()), false);
    removed["parentFolderId"] = json!("deleted");
    expect(&host, Method::Get, FIND, found(std::slice::from_ref(&removed)));
    expect(&host, Method::Post, "messages", created("d1", 5));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[removed, item("d1", true, 5, None, false)]),
    );
    expect_claim(&host, "d1", 5);
    expect(&host, Method::Post, "messages/d1/send", answer(202, ""));
    send_with_key(&host, message()).unwrap();
    let requests = host.finish();
    let condition = requests[3].headers.iter().find(|(name, _)| *name == "if-match");
    assert_eq!(condition.unwrap().1, "W/\"d0-1\"");
}

#[test]
fn a_run_that_sees_another_yields_and_sends_what_the_other_made_ready() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[]));
    expect(&host, Method::Post, "messages", created("d2", 2));
    let other = |ready| item("d1", true, 1, Some(&known_note()), ready);
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d2", true, 2, None, false), other(false)]),
    );
    expect(&host, Method::Delete, "messages/d2", answer(204, ""));
    expect(&host, Method::Get, FIND, found(&[other(true)]));
    expect(&host, Method::Post, "messages/d1/send", answer(202, ""));
    assert_eq!(
        send_with_key(&host, message()).unwrap().message_id.as_deref(),
        Some("d1")
    );
    let waits = host.sleeps.take();
    assert!(waits.iter().all(|wait| (1_000..3_000).contains(wait)), "{waits:?}");
}

#[test]
fn a_draft_that_another_run_touched_is_not_sent() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[]));
    expect(&host, Method::Post, "messages", created("d1", 1));
    expect(&host, Method::Get, FIND, found(&[item("d1", true, 1, None, false)]));
    let conflict = r#"{"error":{"code":"ErrorIrresolvableConflict","message":"m"}}"#;
    expect(&host, Method::Patch, "messages/d1", answer(412, conflict));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d3", false, 4, Some(&known_note()), true)]),
    );
    let receipt = send_with_key(&host, message()).unwrap();
    assert_eq!(
        (receipt.message_id.as_deref(), receipt.already_sent),
        (Some("d3"), true)
    );
}

#[test]
fn a_draft_that_the_mailbox_does_not_list_is_not_sent() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[]));
    expect(&host, Method::Post, "messages", created("d1", 1));
    for _ in 0..4 {
        expect(&host, Method::Get, FIND, found(&[]));
    }
    expect(&host, Method::Delete, "messages/d1", answer(204, ""));
    let (case, detail) = parts(send_with_key(&host, message()).unwrap_err());
    assert_eq!((case, detail.code.as_str()), ("transient", "mailbox-behind"));
    assert_eq!(detail.leftovers, Vec::<String>::new());
}

#[test]
fn after_a_lost_answer_the_draft_is_looked_at_before_it_is_sent_again() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[]));
    expect(&host, Method::Post, "messages", created("d1", 1));
    expect(&host, Method::Get, FIND, found(&[item("d1", true, 1, None, false)]));
    expect_claim(&host, "d1", 1);
    expect(&host, Method::Post, "messages/d1/send", answer(504, ""));
    for _ in 0..3 {
        let seen = answer(200, item("d1", true, 1, None, true).to_string());
        expect(&host, Method::Get, LOOK, seen);
    }
    expect(&host, Method::Post, "messages/d1/send", answer(503, ""));
    let sent = answer(200, item("d1", false, 1, None, true).to_string());
    expect(&host, Method::Get, LOOK, sent);
    let receipt = send_with_key(&host, message()).unwrap();
    assert_eq!(receipt.accepted_at.as_deref(), Some("2026-11-23T00:01:00Z"));
}

const LOOK: &str = "messages/d1?$select=id,isDraft,parentFolderId,sentDateTime,internetMessageId,changeKey&$expand=singleValueExtendedProperties(%24filter%3Did%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-send%27%20or%20id%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-ready%27)";

#[test]
fn without_the_right_to_write_drafts_a_key_is_refused_with_its_reason() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    let denied = r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}"#;
    expect(&host, Method::Get, FIND, answer(403, denied));
    let (case, detail) = parts(send_with_key(&host, message()).unwrap_err());
    assert_eq!(
        (case, detail.code.as_str()),
        ("permanent-unauthorized", "drafts-denied")
    );
    assert_eq!(detail.causes[0].id, "no-grant-for-drafts");
}

#[test]
fn a_refused_send_leaves_no_draft_behind_or_says_so() {
    for (removed, leftovers) in [(204, 0), (403, 1)] {
        let host = Script::new();
        expect_token(&host, token_answer(3599));
        expect(&host, Method::Get, FIND, found(&[]));
        expect(&host, Method::Post, "messages", created("d1", 1));
        expect(&host, Method::Get, FIND, found(&[item("d1", true, 1, None, false)]));
        expect_claim(&host, "d1", 1);
        let denied = r#"{"error":{"code":"ErrorSendAsDenied","message":"m"}}"#;
        expect(&host, Method::Post, "messages/d1/send", answer(403, denied));
        expect(&host, Method::Delete, "messages/d1", answer(removed, ""));
        let (case, detail) = parts(send_with_key(&host, message()).unwrap_err());
        assert_eq!(
            (case, detail.code.as_str()),
            ("permanent-unauthorized", "send-as-denied")
        );
        assert_eq!(detail.leftovers.len(), leftovers);
    }
}
