//! What sendMail leaves in mailboxes, and what extended properties do to the mail.

use std::time::Duration;

use crate::support::local::Local;
use crate::support::*;
use http::Method;
use mail_parser::MessageParser;
use outlook_emulator::{Folder, World, demo};
use serde_json::{Value, json};

const KEY: &str = "String {11111111-2222-4333-8444-555555555555} Name Key";
const HEADER: &str = "String {00020386-0000-0000-C000-000000000046} Name ";

fn keyed() -> Value {
    hello_with("singleValueExtendedProperties", json!([{ "id": KEY, "value": "k" }]))
}

fn filter() -> String {
    format!("singleValueExtendedProperties/any(p:p/id eq '{KEY}' and p/value eq 'k')")
}

#[tokio::test]
async fn the_saved_copy_is_found_by_its_property() {
    let local = Local::new().await;
    assert_eq!(local.post("/sendMail", &keyed()).await.status, 202);
    let found = local.found(&filter()).await;
    let mail = local.emulator.delivered().remove(0);
    assert_eq!(found.first(), mail.message_id.as_ref());
    let copy = local.get(&format!("/messages/{}", found[0])).await.json();
    assert_eq!(copy["internetMessageId"], format!("<{}>", mail.internet_message_id));
    assert_eq!(
        (&copy["isDraft"], copy["sentDateTime"].is_string()),
        (&json!(false), true)
    );
    assert_eq!(local.emulator.mailbox_items(demo::MAILBOX)[0].folder, Folder::SentItems);
    let received = &local.emulator.mailbox_items("megan@contoso.com")[0];
    assert_eq!((received.folder, received.is_draft), (Folder::Inbox, false));
    assert_eq!(received.extended_properties[0].1, "k");
}

#[tokio::test]
async fn an_unsaved_mail_leaves_nothing() {
    let mut world = World::demo();
    world.submission_millis = 1000;
    let local = Local::with(world).await;
    let mut body = keyed();
    body["saveToSentItems"] = json!(false);
    assert_eq!(local.post("/sendMail", &body).await.status, 202);
    assert_eq!(local.found(&filter()).await.len(), 1);
    local.emulator.advance_clock(Duration::from_secs(2));
    assert!(local.found(&filter()).await.is_empty());
    assert_eq!(local.emulator.delivered()[0].message_id, None);
}

#[tokio::test]
async fn mail_to_oneself_is_there_twice() {
    let local = Local::new().await;
    let mut body = keyed();
    body["message"]["toRecipients"] = json!([to(demo::MAILBOX)]);
    body["message"]["bccRecipients"] = json!([to("alex@contoso.com")]);
    local.post("/sendMail", &body).await;
    assert_eq!(local.found(&filter()).await.len(), 2);
    let listing = local.get("/messages").await.json();
    for row in listing["value"].as_array().expect("a list") {
        let in_sent = row["parentFolderId"] == local.get("/mailFolders/sentitems").await.json()["id"];
        assert_eq!(row["bccRecipients"].as_array().map(Vec::is_empty), Some(!in_sent));
    }
    assert_eq!(local.emulator.mailbox_items("alex@contoso.com").len(), 1);
}

#[tokio::test]
async fn a_mime_copy_has_the_message_id_of_the_mime() {
    let local = Local::new().await;
    let mime = "To: megan@contoso.com\r\nMessage-ID: <mine@contoso.com>\r\nSubject: Raw\r\n\r\nHello\r\n";
    let headers = [("content-type", "text/plain")];
    let reply = local
        .ask(Method::POST, "/sendMail", &headers, base64(mime.as_bytes()))
        .await;
    assert_eq!(reply.status, 202);
    assert_eq!(local.found("internetMessageId eq '<mine@contoso.com>'").await.len(), 1);
}

#[tokio::test]
async fn properties_become_headers() {
    let local = Local::new().await;
    let properties: Vec<Value> = [
        ("Integer 0x0036", "2"),
        ("String 0x1045", "<mailto:u@contoso.com>, <https://contoso.com/u>"),
        ("String 0x1043", "https://contoso.com/help"),
        ("String 0x1042", "<before@contoso.com>"),
        ("String 0x1039", "<first@contoso.com> <before@contoso.com>"),
        (&format!("{HEADER}X-Campaign"), "Grüße"),
        (&format!("{HEADER}Precedence"), "bulk"),
        (&format!("{HEADER}Auto-Submitted"), "auto-generated"),
        (&format!("{HEADER}Received"), "by nobody"),
        (&format!("{HEADER}Content-Language"), "de"),
        (&format!("{HEADER}Resent-From"), "x@contoso.com"),
        (&format!("{HEADER}X-Injected"), "a\r\nBcc: eve@evil.example"),
    ]
    .iter()
    .map(|(id, value)| json!({ "id": id, "value": value }))
    .collect();
    let body = hello_with("singleValueExtendedProperties", json!(properties));
    assert_eq!(local.post("/sendMail", &body).await.status, 202);
    let mail = local.emulator.delivered().remove(0);
    let message = MessageParser::default().parse(&mail.eml[..]).expect("RFC 5322");
    let raw = |name: &'static str| message.header_raw(name).map(str::trim);
    assert_eq!(raw("Sensitivity"), Some("Private"));
    assert_eq!(
        raw("List-Unsubscribe"),
        Some("<mailto:u@contoso.com>, <https://contoso.com/u>")
    );
    assert_eq!(raw("List-Help"), Some("<https://contoso.com/help>"));
    assert_eq!(raw("In-Reply-To"), Some("<before@contoso.com>"));
    assert_eq!(raw("References"), Some("<first@contoso.com> <before@contoso.com>"));
    assert_eq!(raw("Precedence"), Some("bulk"));
    assert_eq!(raw("X-Campaign"), Some("=?utf-8?B?R3LDvMOfZQ==?="));
    for absent in [
        "Auto-Submitted",
        "Received",
        "Content-Language",
        "Resent-From",
        "X-Injected",
    ] {
        assert_eq!(raw(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn malformed_properties_are_refused() {
    let local = Local::new().await;
    for (id, value) in [
        ("", "x"),
        ("0x1045", "x"),
        ("String", "x"),
        ("String 1045x", "x"),
        ("String 0x8001", "x"),
        ("StringArray 0x1045", "x"),
        ("String {11111111-2222-4333-8444} Name a", "x"),
        ("String 11111111-2222-4333-8444-555555555555 Name a", "x"),
        ("String {11111111-2222-4333-8444-555555555555} Name", "x"),
        ("String {11111111-2222-4333-8444-555555555555} Id a", "x"),
        ("Integer 0x36", "two"),
    ] {
        let body = hello_with("singleValueExtendedProperties", json!([{ "id": id, "value": value }]));
        let refused = (400, "ErrorInvalidProperty".to_owned());
        assert_eq!(local.post("/sendMail", &body).await.refusal(), refused, "{id}");
    }
    let twice = json!([{ "id": "String 0x1045", "value": "a" }, { "id": "string 0x1045", "value": "b" }]);
    assert_eq!(
        local
            .post("/sendMail", &hello_with("singleValueExtendedProperties", twice))
            .await
            .status,
        400
    );
}
