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
const FIND: &str = "messages?$filter=singleValueExtendedProperties%2FAny%28ep%3A%20ep%2Fid%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-key%27%20and%20ep%2Fvalue%20eq%20%27run-1%27%29&$select=id,isDraft,parentFolderId,sentDateTime,internetMessageId,changeKey,sender&$expand=singleValueExtendedProperties(%24filter%3Did%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-send%27%20or%20id%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-ready%27%20or%20id%20eq%20%27String%200x76%27)&$top=50";

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

/// A message of this mailbox as Graph shows it. `mark` is what the connector had written on it.
fn item(id: &str, is_draft: bool, created: u32, mark: Option<&str>, ready: bool) -> Value {
    let property = |name: &str, value: &str| json!({ "id": format!("String {{5C1F7A0E-3b62-4d0c-9a55-2f9c3a8e7d41}} Name outlook-connector-{name}"), "value": value });
    let properties: Vec<Value> = mark
        .map(|mark| property("send", mark))
        .into_iter()
        .chain(ready.then(|| property("ready", "1")))
        .collect();
    let sender = json!({ "emailAddress": { "name": "References", "address": "References@contoso.com" } });
    json!({
        "sender": if is_draft { Value::Null } else { sender },
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

/// A message that another mailbox sent here.
fn received(id: &str, mark: &str) -> Value {
    let mut message = item(id, false, 1, Some(mark), true);
    message["sender"]["emailAddress"]["address"] = json!("megan@contoso.com");
    message["parentFolderId"] = json!("inbox");
    let properties = message["singleValueExtendedProperties"].as_array_mut().unwrap();
    properties.push(json!({ "id": "String 0x76", "value": "references@contoso.com" }));
    message
}

fn expect_sent_items(host: &Script) {
    let folder = answer(200, r#"{"id":"sent"}"#);
    expect(host, Method::Get, "mailFolders/sentitems?$select=id", folder);
}

/// The mark that the connector writes on the draft that this request creates.
fn mark(request: &Sent) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let properties = body["singleValueExtendedProperties"].as_array().unwrap();
    let of = |name: &str| properties.iter().find(|p| p["id"].as_str().unwrap().ends_with(name));
    assert_eq!(of("outlook-connector-key").unwrap()["value"], "run-1");
    of("outlook-connector-send").unwrap()["value"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The mark of the least message, taken from a run that ends before it sends.
fn known_mark() -> String {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[]));
    let refused = answer(403, r#"{"error":{"code":"ErrorAccessDenied","message":"m"}}"#);
    expect(&host, Method::Post, "messages", refused);
    send_with_key(&host, message()).unwrap_err();
    mark(&host.finish()[2])
}

#[test]
fn a_first_run_writes_looks_and_sends() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[]));
    expect(&host, Method::Post, "messages", created("d1", 1));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d1", true, 1, Some(&known_mark()), false)]),
    );
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
        found(&[item("d1", false, 1, Some(&known_mark()), true)]),
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
            found(&[item("d1", false, 1, Some(&known_mark()), true)]),
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
fn a_message_that_another_mailbox_sent_does_not_count_whatever_its_mark() {
    let zeros = "0".repeat(64);
    for mark in [
        known_mark(),
        format!("1 sha256 {zeros}"),
        "2 x".to_owned(),
        format!("1 0000 {}", crate::MAILBOX),
    ] {
        let host = Script::new();
        expect_token(&host, token_answer(3599));
        let foreign = received("in", &mark);
        expect(&host, Method::Get, FIND, found(std::slice::from_ref(&foreign)));
        expect_sent_items(&host);
        expect(&host, Method::Post, "messages", created("d1", 2));
        let own = item("d1", true, 2, Some(&known_mark()), false);
        expect(&host, Method::Get, FIND, found(&[foreign, own]));
        expect_claim(&host, "d1", 2);
        expect(&host, Method::Post, "messages/d1/send", answer(202, ""));
        assert!(!send_with_key(&host, message()).unwrap().already_sent, "{mark}");
    }
}

#[test]
fn a_message_without_a_mark_does_not_count() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    let unmarked = item("own", false, 1, None, true);
    expect(&host, Method::Get, FIND, found(std::slice::from_ref(&unmarked)));
    expect(&host, Method::Post, "messages", created("d1", 2));
    let own = item("d1", true, 2, Some(&known_mark()), false);
    expect(&host, Method::Get, FIND, found(&[unmarked, own]));
    expect_claim(&host, "d1", 2);
    expect(&host, Method::Post, "messages/d1/send", answer(202, ""));
    assert!(!send_with_key(&host, message()).unwrap().already_sent);
}

/// Looks once and reports what the error says.
fn in_doubt(messages: &[Value], asks_for_folder: bool) -> (String, String, Option<String>) {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(messages));
    if asks_for_folder {
        expect_sent_items(&host);
    }
    let (case, detail) = parts(send_with_key(&host, message()).unwrap_err());
    assert_eq!(case, "permanent-outcome-unknown");
    assert_eq!(
        host.finish().len(),
        if asks_for_folder { 3 } else { 2 },
        "nothing is written"
    );
    (detail.code, detail.causes[0].id.clone(), detail.reference)
}

#[test]
fn a_message_of_this_mailbox_with_a_mark_of_another_version_is_in_doubt() {
    let newer = item("own", false, 1, Some("2 sha256 0000"), true);
    let draft = item("own", true, 1, Some("2 sha256 0000"), true);
    for message in [newer, draft] {
        let (code, cause, reference) = in_doubt(&[message], false);
        assert_eq!(
            (code.as_str(), cause.as_str()),
            ("mark-not-readable", "mark-of-another-version")
        );
        assert_eq!(reference.as_deref(), Some("run-1"));
    }
}

#[test]
fn a_message_whose_owner_is_not_shown_is_in_doubt() {
    // By a rule or a person: received, and in Sent Items.
    let mut moved_in = received("in", &known_mark());
    moved_in["parentFolderId"] = json!("sent");
    // Never received, by another sender than the connection's name, and not in Sent Items.
    let mut moved_out = item("own", false, 1, Some(&known_mark()), true);
    moved_out["sender"]["emailAddress"]["address"] = json!("contoso.references@contoso.com");
    moved_out["parentFolderId"] = json!("archive");
    for message in [moved_in, moved_out] {
        let (code, cause, _) = in_doubt(&[message], true);
        assert_eq!(
            (code.as_str(), cause.as_str()),
            ("owner-not-shown", "message-of-key-in-doubt")
        );
    }
}

#[test]
fn a_list_that_is_longer_than_one_page_is_in_doubt() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    let page = json!({ "value": [], "@odata.nextLink": "https://graph.microsoft.com/v1.0/more" });
    expect(&host, Method::Get, FIND, answer(200, page.to_string()));
    let (case, detail) = parts(send_with_key(&host, message()).unwrap_err());
    assert_eq!(
        (case, detail.code.as_str()),
        ("permanent-outcome-unknown", "too-many-messages-of-key")
    );
}

#[test]
fn a_sent_message_in_sent_items_is_this_mailboxs_own_whatever_the_connection_calls_it() {
    let mut sent = item("d1", false, 1, Some(&known_mark()), true);
    // Of a connection by user principal name or object ID, or of a mail that was sent as somebody else.
    sent["sender"]["emailAddress"]["address"] = json!("contoso.references@contoso.com");
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(&host, Method::Get, FIND, found(&[sent]));
    expect_sent_items(&host);
    assert!(send_with_key(&host, message()).unwrap().already_sent);
}

#[test]
fn a_complete_draft_of_an_earlier_run_is_sent() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d0", true, 1, Some(&known_mark()), true)]),
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
        found(&[item("d0", true, 1, Some(&known_mark()), false)]),
    );
    expect(
        &host,
        Method::Get,
        "mailFolders/drafts?$select=id",
        answer(200, r#"{"id":"drafts"}"#),
    );
    expect(&host, Method::Delete, "messages/d0", answer(204, ""));
    // The removed one is in Deleted Items now, and still a draft.
    let mut removed = item("d0", true, 1, Some(&known_mark()), false);
    removed["parentFolderId"] = json!("deleted");
    expect(&host, Method::Get, FIND, found(std::slice::from_ref(&removed)));
    expect(&host, Method::Post, "messages", created("d1", 5));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[removed, item("d1", true, 5, Some(&known_mark()), false)]),
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
    let other = |ready| item("d1", true, 1, Some(&known_mark()), ready);
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d2", true, 2, Some(&known_mark()), false), other(false)]),
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
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d1", true, 1, Some(&known_mark()), false)]),
    );
    let conflict = r#"{"error":{"code":"ErrorIrresolvableConflict","message":"m"}}"#;
    expect(&host, Method::Patch, "messages/d1", answer(412, conflict));
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d3", false, 4, Some(&known_mark()), true)]),
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
    expect(
        &host,
        Method::Get,
        FIND,
        found(&[item("d1", true, 1, Some(&known_mark()), false)]),
    );
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

const LOOK: &str = "messages/d1?$select=id,isDraft,parentFolderId,sentDateTime,internetMessageId,changeKey,sender&$expand=singleValueExtendedProperties(%24filter%3Did%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-send%27%20or%20id%20eq%20%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector-ready%27%20or%20id%20eq%20%27String%200x76%27)";

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
        expect(
            &host,
            Method::Get,
            FIND,
            found(&[item("d1", true, 1, Some(&known_mark()), false)]),
        );
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
