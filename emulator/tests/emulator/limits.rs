//! The rules and limits of Exchange, beyond the types.

use std::time::Duration;

use crate::support::*;
use http::{Method, StatusCode};
use outlook_emulator::{Effect, Fault, Operation, World, demo};
use serde_json::{Value, json};

async fn outcome(body: Value) -> (u16, String) {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let reply = send(&emulator, &token, demo::MAILBOX, &body).await;
    (
        reply.status.as_u16(),
        if reply.body.is_empty() {
            String::new()
        } else {
            reply.code()
        },
    )
}

fn headers(names: &[&str]) -> Value {
    let list: Vec<Value> = names.iter().map(|name| json!({ "name": name, "value": "1" })).collect();
    hello_with("internetMessageHeaders", json!(list))
}

#[tokio::test]
async fn recipients() {
    let many = |count: usize| {
        let list: Vec<Value> = (0..count).map(|n| to(&format!("r{n}@fabrikam.com"))).collect();
        let mut body = hello_with("bccRecipients", json!(list));
        body["message"]["toRecipients"] = json!([]);
        body
    };
    assert_eq!(outcome(many(500)).await.0, 202);
    assert_eq!(
        outcome(many(501)).await,
        (400, "ErrorExceededMaxRecipientLimit".to_owned())
    );
    // One person in several lists counts once.
    let mut twice = many(500);
    twice["message"]["toRecipients"] = json!([to("R7@fabrikam.com ")]);
    assert_eq!(outcome(twice).await.0, 202);
    assert_eq!(outcome(many(0)).await, (400, "ErrorInvalidRecipients".to_owned()));
    for bad in [
        "a@contoso.com;b@contoso.com",
        "a@contoso.com,b@contoso.com",
        "nobody",
        "",
        "a b@contoso.com",
        "<a@contoso.com>",
    ] {
        let body = hello_with("toRecipients", json!([to(bad)]));
        assert_eq!(outcome(body).await, (400, "ErrorInvalidRecipients".to_owned()), "{bad}");
    }
}

#[tokio::test]
async fn internet_message_headers() {
    const COLLECTION: &str = "InvalidInternetMessageHeaderCollection";
    assert_eq!(outcome(headers(&["x-1", "X-2", "x-3", "x-4", "x-5"])).await.0, 202);
    assert_eq!(
        outcome(headers(&["x-1", "x-2", "x-3", "x-4", "x-5", "x-6"])).await,
        (400, COLLECTION.to_owned())
    );
    assert_eq!(outcome(headers(&[])).await, (400, COLLECTION.to_owned()));
    for bad in ["List-Unsubscribe", "x", "x-a: b", "x-a\r\nBcc"] {
        assert_eq!(
            outcome(headers(&[bad])).await,
            (400, "InvalidInternetMessageHeader".to_owned()),
            "{bad}"
        );
    }
    let injected = hello_with(
        "internetMessageHeaders",
        json!([{ "name": "x-a", "value": "1\r\nBcc: eve@evil.example" }]),
    );
    assert_eq!(outcome(injected).await.0, 400);
    assert_eq!(
        outcome(hello_with("subject", json!("a\r\nBcc: eve@evil.example")))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn a_foreign_sender_needs_the_right() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let body = hello_with("from", to("support@contoso.com"));
    let reply = send(&emulator, &token, demo::MAILBOX, &body).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code().as_str()),
        (403, "ErrorSendAsDenied")
    );
    emulator.update(|world| {
        world.tenants[0].mailboxes[0]
            .send_as
            .push("support@contoso.com".to_owned())
    });
    assert_eq!(send(&emulator, &token, demo::MAILBOX, &body).await.status, 202);
    assert_eq!(emulator.delivered()[0].envelope_from, "support@contoso.com");
}

#[tokio::test]
async fn a_flag_that_is_due_has_to_start() {
    let at = json!({ "dateTime": "2030-01-01T00:00:00", "timeZone": "UTC" });
    let due = json!({ "flagStatus": "flagged", "dueDateTime": at });
    assert_eq!(outcome(hello_with("flag", due)).await.0, 400);
    let both = json!({ "flagStatus": "flagged", "dueDateTime": at, "startDateTime": at });
    assert_eq!(outcome(hello_with("flag", both)).await.0, 202);
}

#[tokio::test]
async fn sizes() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let file = |bytes: usize| {
        let content = base64(&vec![b'a'; bytes]);
        hello_with(
            "attachments",
            json!([{ "@odata.type": "#microsoft.graph.fileAttachment", "name": "a.bin", "contentBytes": content }]),
        )
    };
    assert_eq!(
        send(&emulator, &token, demo::MAILBOX, &file(3_000_000)).await.status,
        202
    );
    // The last byte of a request, in a file whose base64 has no padding.
    let frame = file(0).to_string().len();
    let largest = (4_194_304 - frame) / 4 * 3;
    assert!(largest > 3_145_000, "{largest}");
    assert_eq!(send(&emulator, &token, demo::MAILBOX, &file(largest)).await.status, 202);
    let large = send(&emulator, &token, demo::MAILBOX, &file(largest + 1)).await;
    assert_eq!(
        (large.status, large.code().as_str()),
        (StatusCode::PAYLOAD_TOO_LARGE, "BadRequest")
    );
    assert_eq!(
        large.json()["error"]["message"],
        "The maximum request length supported is 4MB."
    );
    emulator.update(|world| world.tenants[0].mailboxes[0].max_send_size = 100_000);
    let over = send(&emulator, &token, demo::MAILBOX, &file(100_000)).await;
    assert_eq!(
        (over.status.as_u16(), over.code().as_str()),
        (400, "ErrorMessageSizeExceeded")
    );
}

#[tokio::test]
async fn a_fifth_concurrent_request_on_a_mailbox_is_throttled() {
    let emulator = start(World::demo()).await;
    let wide = token_for(&emulator, &demo::WIDE_CLIENT_ID.to_string()).await;
    emulator.inject(Fault::next(Operation::SendMail, Effect::Delay { millis: 500 }).times(4));
    let body = hello();
    let four = async {
        let one = || send(&emulator, &wide, demo::MAILBOX, &body);
        tokio::join!(one(), one(), one(), one())
    };
    let others = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let fifth = send(&emulator, &wide, demo::MAILBOX, &body).await;
        let elsewhere = send(&emulator, &wide, "alex@contoso.com", &body).await;
        (fifth, elsewhere)
    };
    let ((a, b, c, d), (fifth, elsewhere)) = tokio::join!(four, others);
    assert_eq!([a.status, b.status, c.status, d.status], [StatusCode::ACCEPTED; 4]);
    assert_eq!(
        (fifth.status.as_u16(), fifth.code().as_str()),
        (429, "ApplicationThrottled")
    );
    assert_eq!(fifth.headers["retry-after"], "1");
    assert_eq!(elsewhere.status, 202);
    assert_eq!(send(&emulator, &wide, demo::MAILBOX, &body).await.status, 202);
}

#[tokio::test]
async fn paths_and_verbs() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let bearer = format!("Bearer {token}");
    let id = "AAMkAGI2AAAAAAAAAAAA";
    let cases = [
        (Method::POST, "/v1.0/me/sendMail".to_owned(), 400, "BadRequest"),
        (Method::POST, "/v1.0/sendMail".to_owned(), 400, "BadRequest"),
        (Method::POST, "/v1.0/users//sendMail".to_owned(), 400, "BadRequest"),
        (
            Method::GET,
            "/v1.0/users/sender@contoso.com/sendMail".to_owned(),
            405,
            "Request_BadRequest",
        ),
        (
            Method::POST,
            "/v1.0/users/sender@contoso.com/nothing".to_owned(),
            400,
            "BadRequest",
        ),
        (
            Method::POST,
            format!("/v1.0/users/sender@contoso.com/messages/{id}/send"),
            404,
            "ErrorItemNotFound",
        ),
        (
            Method::POST,
            "/v1.0/users/sender@contoso.com/messages/no%20id/send".to_owned(),
            400,
            "ErrorInvalidIdMalformed",
        ),
        (
            Method::POST,
            format!("/v1.0/users/megan@contoso.com/messages/{id}/send"),
            403,
            "ErrorAccessDenied",
        ),
        (
            Method::GET,
            "/v1.0/users/sender@contoso.com/mailFolders/drafts?$select=nam".to_owned(),
            400,
            "RequestBroker--ParseUri",
        ),
    ];
    for (method, path, status, code) in cases {
        let request = request(method, GRAPH, &path, &[("authorization", &bearer)], "");
        let reply = exchange(http(&emulator), request).await.expect("an answer");
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (status, code), "{path}");
    }
    let folder = get(
        &emulator,
        &token,
        "/v1.0/users/sender@contoso.com/mailFolders/drafts?$select=displayName",
    )
    .await;
    assert_eq!(folder.json()["displayName"], "Drafts");
    assert_eq!(folder.json()["totalItemCount"], Value::Null);
}
