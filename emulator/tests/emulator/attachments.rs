//! Attachments: with the draft, one by one, and listed.

use crate::support::local::{IMMUTABLE, Local};
use crate::support::*;
use bytes::Bytes;
use http::Method;
use outlook_emulator::{Operation, World, demo};
use serde_json::{Value, json};

fn file(name: &str, bytes: &[u8]) -> Value {
    json!({ "@odata.type": "#microsoft.graph.fileAttachment", "name": name, "contentType": "text/plain",
            "contentBytes": base64(bytes) })
}

fn message() -> Value {
    hello()["message"].clone()
}

#[tokio::test]
async fn added_files_are_sent_and_change_the_draft() {
    let local = Local::new().await;
    let mut message = message();
    message["attachments"] = json!([file("a.txt", b"first")]);
    let id = local.draft(&message).await;
    let before = local.get(&format!("/messages/{id}")).await.json();
    let reply = local
        .post(&format!("/messages/{id}/attachments"), &file("b.txt", b"second"))
        .await;
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    let added = reply.json();
    assert_eq!(
        (&added["name"], &added["contentBytes"]),
        (&json!("b.txt"), &Value::Null)
    );
    let after = local.get(&format!("/messages/{id}")).await.json();
    assert_ne!(before["changeKey"], after["changeKey"]);
    assert_eq!(after["hasAttachments"], true);
    assert_eq!(local.send(&id).await.status, 202);
    let mail = local.emulator.delivered().remove(0);
    let sent: Vec<(&str, &[u8])> = mail
        .attachments
        .iter()
        .map(|f| (f.name.as_str(), &f.content[..]))
        .collect();
    assert_eq!(sent, [("a.txt", b"first".as_slice()), ("b.txt", b"second")]);
    let inbox = local.emulator.mailbox_items("megan@contoso.com");
    assert_eq!(inbox[0].attachments, [("a.txt".to_owned(), 5), ("b.txt".to_owned(), 6)]);
    let late = local
        .post(&format!("/messages/{id}/attachments"), &file("c.txt", b"third"))
        .await;
    assert_eq!(late.status, 403);
}

#[tokio::test]
async fn a_listing_shows_what_is_selected() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    let path = format!("/messages/{id}/attachments");
    local.post(&path, &file("a.txt", b"first")).await;
    let all = local.get(&path).await.json();
    assert_eq!(all["value"][0]["contentBytes"], base64(b"first"));
    assert_eq!(all["value"][0]["@odata.type"], "#microsoft.graph.fileAttachment");
    let some = local
        .get(&format!("{path}?$select=id,name,size,contentType,isInline,contentId"))
        .await
        .json();
    let one = &some["value"][0];
    assert_eq!(
        (&one["name"], &one["isInline"], &one["contentBytes"]),
        (&json!("a.txt"), &json!(false), &Value::Null)
    );
    // What the attachment takes in the store, not the size of the file.
    assert!(one["size"].as_u64().is_some_and(|size| size > 5));
    assert_eq!(local.get(&format!("{path}?$select=bytes")).await.status, 400);
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    let path = format!("/messages/{id}/attachments");
    let untyped = json!({ "name": "a", "contentBytes": "YQ==" });
    assert_eq!(
        local.post(&path, &untyped).await.refusal(),
        (400, "UnableToDeserializePostBody".to_owned())
    );
    let item = json!({ "@odata.type": "#microsoft.graph.itemAttachment", "name": "a" });
    assert_eq!(
        local.post(&path, &item).await.refusal(),
        (501, "EmulatorNotPlayed".to_owned())
    );
    let large = local.post(&path, &file("a", &vec![b'a'; 3 * 1024 * 1024])).await;
    assert_eq!(large.refusal(), (413, "BadRequest".to_owned()));
    let elsewhere = format!("/messages/{}/attachments", id.replace('A', "B"));
    assert_eq!(local.post(&elsewhere, &file("a", b"a")).await.status, 404);
    assert!(local.emulator.mailbox_items(demo::MAILBOX)[0].attachments.is_empty());
}

/// The mailbox's limit on its messages holds for a draft, too.
#[tokio::test]
async fn a_message_grows_to_what_the_mailbox_may_send() {
    let local = Local::new().await;
    local
        .emulator
        .update(|world| world.tenants[0].mailboxes[0].max_send_size = 100_000);
    let id = local.draft(&message()).await;
    let path = format!("/messages/{id}/attachments");
    assert_eq!(local.post(&path, &file("a", &vec![b'a'; 60_000])).await.status, 201);
    let refusal = local.post(&path, &file("b", &vec![b'a'; 40_001])).await;
    assert_eq!(refusal.refusal(), (400, "ErrorMessageSizeExceeded".to_owned()));
    assert_eq!(local.post(&path, &file("b", &vec![b'a'; 40_000])).await.status, 201);
}

#[tokio::test]
async fn uploads_are_limited_to_150_mb_in_five_minutes() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    let path = format!("/messages/{id}/attachments");
    let body = Bytes::from(file("a", &vec![b'a'; 3_000_000]).to_string());
    let headers = [IMMUTABLE, ("content-type", JSON)];
    let fit = 150 * 1024 * 1024 / body.len();
    local
        .emulator
        .update(|world| world.tenants[0].mailboxes[0].max_send_size = usize::MAX);
    for _ in 0..fit {
        assert_eq!(local.ask(Method::POST, &path, &headers, body.clone()).await.status, 201);
    }
    let over = local.ask(Method::POST, &path, &headers, body.clone()).await;
    assert_eq!(over.refusal(), (429, "ApplicationThrottled".to_owned()));
    let wait: u64 = over.headers["retry-after"]
        .to_str()
        .expect("text")
        .parse()
        .expect("seconds");
    assert!((1..=301).contains(&wait), "{wait}");
    local.emulator.advance_clock(std::time::Duration::from_secs(wait));
    assert_eq!(local.ask(Method::POST, &path, &headers, body.clone()).await.status, 201);
    local.emulator.update(|world| world.enforce_upload_rate = false);
    for _ in 0..3 {
        assert_eq!(local.ask(Method::POST, &path, &headers, body.clone()).await.status, 201);
    }
    let kinds = local.emulator.requests();
    assert!(
        kinds
            .iter()
            .skip(2)
            .all(|request| request.operation == Operation::AddAttachment)
    );
}

#[tokio::test]
async fn mime_keeps_its_parts_when_files_are_added() {
    let mut world = World::demo();
    let mailbox = world.tenants[0].mailbox_mut(demo::MAILBOX).expect("it is there");
    mailbox.known_headers = vec!["x-mine".to_owned()];
    let local = Local::with(world).await;
    let mime = "To: megan@contoso.com\r\nSubject: Raw\r\nX-Mine: yes\r\nMIME-Version: 1.0\r\nMessage-ID: <m@contoso.com>\r\n\
                Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\n\
                Content-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n";
    let headers = [IMMUTABLE, ("content-type", "text/plain")];
    let reply = local
        .ask(Method::POST, "/messages", &headers, base64(mime.as_bytes()))
        .await;
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    let draft = reply.json();
    assert_eq!(
        (&draft["subject"], &draft["internetMessageId"]),
        (&json!("Raw"), &json!("<m@contoso.com>"))
    );
    assert_eq!(draft["body"]["content"], "<p>rich</p>");
    let id = draft["id"].as_str().expect("an id");
    let key = json!({ "singleValueExtendedProperties": [{ "id": "String 0x1045", "value": "https://contoso.com/u" }] });
    assert_eq!(local.patch(&format!("/messages/{id}"), &key).await.status, 200);
    local
        .post(&format!("/messages/{id}/attachments"), &file("a.txt", b"first"))
        .await;
    assert_eq!(local.send(id).await.status, 202);
    let mail = local.emulator.delivered().remove(0);
    let message = mail_parser::MessageParser::default()
        .parse(&mail.eml[..])
        .expect("RFC 5322");
    assert_eq!(message.header_raw("X-Mine").map(str::trim), Some("yes"));
    assert_eq!(
        message.header_raw("List-Unsubscribe").map(str::trim),
        Some("<https://contoso.com/u>")
    );
    assert_eq!(message.body_text(0).as_deref().map(str::trim), Some("plain"));
    assert_eq!(message.body_html(0).as_deref().map(str::trim), Some("<p>rich</p>"));
    let attached: Vec<&[u8]> = message.attachments().map(|part| part.contents()).collect();
    assert_eq!(attached, [b"first"]);
}
