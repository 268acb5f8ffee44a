//! Drafts on their way out: once, under the same immutable id, and looking like drafts until they are through.

use std::time::Duration;

use crate::support::local::{self, Local};
use crate::support::*;
use http::Method;
use outlook_emulator::{Effect, Fault, Folder, InProcessResponse, Operation, World, demo};
use serde_json::{Value, json};

const KEY: &str = "String {11111111-2222-4333-8444-555555555555} Name Key";

fn message() -> Value {
    let mut message = hello()["message"].clone();
    message["singleValueExtendedProperties"] = json!([{ "id": KEY, "value": "k1" }]);
    message
}

async fn in_transit() -> (Local, String) {
    let mut world = World::demo();
    world.submission_millis = 5_000;
    let local = Local::with(world).await;
    let id = local.draft(&message()).await;
    assert_eq!(local.send(&id).await.status, 202);
    (local, id)
}

#[tokio::test]
async fn what_the_draft_holds_is_sent_once() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    let reply = local.send(&id).await;
    assert_eq!((reply.status.as_u16(), reply.body.len()), (202, 0));
    assert_eq!(local.send(&id).await.refusal(), (404, "ErrorItemNotFound".to_owned()));
    let mail = local.emulator.delivered().remove(0);
    assert_eq!(local.emulator.delivered().len(), 1);
    assert_eq!(mail.message_id.as_deref(), Some(id.as_str()));
    assert!(mail.reached_inbox("megan@contoso.com") && mail.saved_to_sent_items);
    let sent = local.get(&format!("/messages/{id}")).await.json();
    assert_eq!(sent["internetMessageId"], format!("<{}>", mail.internet_message_id));
    assert_eq!((&sent["id"], &sent["isDraft"]), (&json!(id), &json!(false)));
    assert_eq!(sent["from"]["emailAddress"]["address"], demo::MAILBOX);
    let folder = local.get("/mailFolders/sentitems").await.json();
    assert_eq!(sent["parentFolderId"], folder["id"]);
}

#[tokio::test]
async fn in_transit_it_still_looks_like_a_draft() {
    let (local, id) = in_transit().await;
    assert_eq!(local.emulator.delivered().len(), 1);
    let item = &local.emulator.mailbox_items(demo::MAILBOX)[0];
    assert_eq!(
        (item.folder, item.is_draft, item.in_transit),
        (Folder::Drafts, true, true)
    );
    assert_eq!(local.get(&format!("/messages/{id}")).await.json()["isDraft"], true);
    assert_eq!(local.send(&id).await.refusal(), (404, "ErrorItemNotFound".to_owned()));
    assert!(local.emulator.mailbox_items("megan@contoso.com").is_empty());

    local.emulator.advance_clock(Duration::from_secs(6));
    let item = &local.emulator.mailbox_items(demo::MAILBOX)[0];
    assert_eq!((item.folder, item.is_draft, &item.id), (Folder::SentItems, false, &id));
    assert_eq!(
        local.emulator.mailbox_items("megan@contoso.com")[0].folder,
        Folder::Inbox
    );
    assert_eq!(local.emulator.delivered().len(), 1);
}

#[tokio::test]
async fn deleting_what_is_in_transit_stops_nothing() {
    let (local, id) = in_transit().await;
    assert_eq!(local.delete(&format!("/messages/{id}")).await.status, 204);
    local.emulator.advance_clock(Duration::from_secs(6));
    let item = &local.emulator.mailbox_items(demo::MAILBOX)[0];
    assert_eq!((item.folder, item.is_draft), (Folder::DeletedItems, false));
    assert_eq!(local.emulator.delivered().len(), 1);
    assert_eq!(local.emulator.mailbox_items("megan@contoso.com").len(), 1);
}

#[tokio::test]
async fn a_draft_in_deleted_items_is_still_a_draft() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    local.delete(&format!("/messages/{id}")).await;
    assert_eq!(local.send(&id).await.status, 202);
    assert_eq!(local.emulator.delivered().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_sent_stays_a_draft() {
    let local = Local::new().await;
    let refused = |change: Value, status: u16, code: &'static str| {
        let local = &local;
        async move {
            let mut message = message();
            for (name, value) in change.as_object().expect("an object") {
                message[name] = value.clone();
            }
            let id = local.draft(&message).await;
            assert_eq!(local.send(&id).await.refusal(), (status, code.to_owned()));
            assert_eq!(local.get(&format!("/messages/{id}")).await.json()["isDraft"], true);
        }
    };
    refused(json!({ "toRecipients": [] }), 400, "ErrorInvalidRecipients").await;
    refused(
        json!({ "toRecipients": [to("a@b;c@d")] }),
        400,
        "ErrorInvalidRecipients",
    )
    .await;
    refused(json!({ "from": to("support@contoso.com") }), 403, "ErrorSendAsDenied").await;
    local
        .emulator
        .update(|world| world.tenants[0].mailboxes[0].max_send_size = 1000);
    let large = json!({ "body": { "contentType": "text", "content": "a".repeat(1000) } });
    refused(large, 400, "ErrorMessageSizeExceeded").await;
    let id = local.draft(&message()).await;
    let with_body = local
        .ask(Method::POST, &format!("/messages/{id}/send"), &[], "{}")
        .await;
    assert_eq!(with_body.status, 400);
    assert!(local.emulator.delivered().is_empty());
}

#[tokio::test]
async fn sending_needs_no_right_to_read() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    local.emulator.update(|world| {
        let app = &mut world.tenants[0].applications[0];
        app.exchange_roles.retain(|one| one.role == "Application Mail.Send");
    });
    assert_eq!(local.get("/messages").await.status, 403);
    assert_eq!(local.send(&id).await.status, 202);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_mail_sent() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    for (effect, processed) in [
        (Effect::CloseBeforeReading, false),
        (Effect::CloseAfterProcessing, true),
    ] {
        local.emulator.inject(Fault::next(Operation::SendDraft, effect));
        let path = format!("/v1.0/users/{}/messages/{id}/send", demo::MAILBOX);
        let bearer = format!("Bearer {}", local.token);
        let request = local::request(Method::POST, GRAPH, &path, &[("authorization", &bearer)], "");
        match local.emulator.respond(request).await {
            InProcessResponse::ClosedAfterProcessing => assert!(processed),
            InProcessResponse::ClosedBeforeProcessing => assert!(!processed),
            InProcessResponse::Response(answer) => panic!("{answer:?}"),
        }
        assert_eq!(local.emulator.delivered().len(), usize::from(processed));
    }
}
