//! Bodies are held against the published metadata.

use crate::support::*;
use outlook_emulator::{World, demo};
use serde_json::{Value, json};

async fn refusal(body: Value) -> (u16, String) {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let reply = send(&emulator, &token, demo::MAILBOX, &body).await;
    assert!(emulator.delivered().is_empty(), "a refused body was delivered");
    (reply.status.as_u16(), reply.code())
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let file = |extra: Value| {
        let mut file = json!({ "@odata.type": "#microsoft.graph.fileAttachment", "name": "a", "contentBytes": "YQ==" });
        if let (Value::Object(file), Value::Object(extra)) = (&mut file, extra) {
            file.extend(extra);
        }
        hello_with("attachments", json!([file]))
    };
    let cases = [
        (json!({}), "RequestBodyRead"),
        (json!({ "message": null }), "RequestBodyRead"),
        (hello()["message"].clone(), "RequestBodyRead"),
        (
            json!({ "message": hello()["message"], "saveToSentItems": "false" }),
            "RequestBodyRead",
        ),
        (
            json!({ "message": hello()["message"], "savetosentitems": false }),
            "RequestBodyRead",
        ),
        (hello_with("subjekt", json!("x")), "RequestBodyRead"),
        (hello_with("Subject", json!("x")), "RequestBodyRead"),
        (hello_with("subject", json!(5)), "RequestBodyRead"),
        (hello_with("subject", json!({})), "RequestBodyRead"),
        (hello_with("importance", json!("urgent")), "RequestBodyRead"),
        (hello_with("isReadReceiptRequested", json!("yes")), "RequestBodyRead"),
        (hello_with("body", json!("text")), "RequestBodyRead"),
        (
            hello_with("body", json!({ "contentType": "markdown", "content": "x" })),
            "RequestBodyRead",
        ),
        (hello_with("toRecipients", to("megan@contoso.com")), "RequestBodyRead"),
        (
            hello_with("toRecipients", json!(["megan@contoso.com"])),
            "RequestBodyRead",
        ),
        (hello_with("toRecipients", json!([null])), "RequestBodyRead"),
        (
            hello_with(
                "toRecipients",
                json!([{ "emailAddress": { "adress": "megan@contoso.com" } }]),
            ),
            "RequestBodyRead",
        ),
        (
            hello_with("attachments", json!([{ "name": "a", "contentBytes": "YQ==" }])),
            "UnableToDeserializePostBody",
        ),
        (
            file(json!({ "@odata.type": "#microsoft.graph.fileAttachmant" })),
            "RequestBodyRead",
        ),
        (
            file(json!({ "@odata.type": "#microsoft.graph.message" })),
            "RequestBodyRead",
        ),
        (file(json!({ "contentBytes": "no base64!" })), "RequestBodyRead"),
        (file(json!({ "isInline": null })), "RequestBodyRead"),
        (file(json!({ "filename": "a" })), "RequestBodyRead"),
    ];
    for (body, code) in cases {
        assert_eq!(refusal(body.clone()).await, (400, code.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn what_the_documentation_shows_is_accepted() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let message = hello()["message"].clone();
    let cases = [
        json!({ "message": message, "saveToSentItems": false }),
        json!({ "Message": message, "SaveToSentItems": true }),
        json!({ "message": message, "saveToSentItems": null }),
        hello_with("importance", json!("High")),
        hello_with("body", json!({ "contentType": "HTML", "content": "<p>x</p>" })),
        hello_with("ccRecipients", json!([])),
        hello_with("categories", json!(["Red category"])),
        hello_with(
            "singleValueExtendedProperties",
            json!([{ "id": "Integer 0x36", "value": "2" }]),
        ),
    ];
    for body in cases {
        let reply = send(&emulator, &token, demo::MAILBOX, &body).await;
        assert_eq!(reply.status, 202, "{body}: {:?}", reply.body);
        assert!(reply.body.is_empty());
    }
    let saved: Vec<bool> = emulator
        .delivered()
        .iter()
        .map(|mail| mail.saved_to_sent_items)
        .take(3)
        .collect();
    assert_eq!(saved, [false, true, true]);
}

#[tokio::test]
async fn content_types_and_broken_json() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    for (kind, body, status, code) in [
        ("", "{}", 415, "RequestBodyRead"),
        ("application/xml", "<x/>", 415, "RequestBodyRead"),
        (JSON, "{\"message\":", 400, "BadRequest"),
        (JSON, "", 400, "BadRequest"),
        (JSON, "[]", 400, "BadRequest"),
        ("text/plain", "***", 400, "ErrorMimeContentInvalidBase64String"),
    ] {
        let reply = send_raw(&emulator, &token, demo::MAILBOX, kind, body).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (status, code),
            "{kind} {body}"
        );
    }
}
