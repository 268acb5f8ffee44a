//! Who sent a message, as the service shows it: `sender`, and what delivery notes.

use crate::support::local::Local;
use crate::support::*;
use outlook_emulator::{Folder, World, demo};
use serde_json::{Value, json};

const EXPAND: &str = "$expand=singleValueExtendedProperties($filter=id eq 'String 0x0076')&$select=sender,from,isDraft";

async fn shown(local: &Local, id: &str) -> Value {
    let query = EXPAND.replace(' ', "%20").replace('\'', "%27");
    local.get(&format!("/messages/{id}?{query}")).await.json()
}

fn to_oneself(more: (&str, Value)) -> Value {
    let mut message = hello()["message"].clone();
    message["toRecipients"] = json!([{ "emailAddress": { "address": demo::MAILBOX } }]);
    message[more.0] = more.1;
    json!({ "message": message })
}

#[tokio::test]
async fn a_client_does_not_choose_the_sender() {
    let local = Local::new().await;
    let megan = json!({ "emailAddress": { "address": demo::OTHER_MAILBOX } });
    assert_eq!(
        local.post("/sendMail", &to_oneself(("sender", megan))).await.status,
        202
    );
    for item in local.emulator.mailbox_items(demo::MAILBOX) {
        let message = shown(&local, &item.id).await;
        assert_eq!(message["sender"]["emailAddress"]["address"], demo::MAILBOX);
        assert_eq!(message["from"]["emailAddress"]["address"], demo::MAILBOX);
    }
}

#[tokio::test]
async fn a_mail_that_is_sent_as_another_mailbox_shows_that_one() {
    let mut world = World::demo();
    let mailbox = world.tenants[0].mailbox_mut(demo::MAILBOX).expect("it is there");
    mailbox.send_as.push("support@contoso.com".to_owned());
    let local = Local::with(world).await;
    let support = json!({ "emailAddress": { "address": "support@contoso.com" } });
    assert_eq!(
        local.post("/sendMail", &to_oneself(("from", support))).await.status,
        202
    );
    for item in local.emulator.mailbox_items(demo::MAILBOX) {
        let message = shown(&local, &item.id).await;
        assert_eq!(message["sender"]["emailAddress"]["address"], "support@contoso.com");
    }
}

#[tokio::test]
async fn a_draft_shows_no_sender() {
    let local = Local::new().await;
    let draft = local.draft(&hello()["message"]).await;
    let message = shown(&local, &draft).await;
    assert_eq!((&message["isDraft"], &message["sender"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn delivery_notes_the_receiver_and_a_sent_copy_has_no_such_note() {
    let local = Local::new().await;
    // What a sender writes there does not arrive.
    let forged = json!([{ "id": "String 0x76", "value": "forged@contoso.com" }]);
    let body = to_oneself(("singleValueExtendedProperties", forged));
    assert_eq!(local.post("/sendMail", &body).await.status, 202);
    let items = local.emulator.mailbox_items(demo::MAILBOX);
    let received = items
        .iter()
        .find(|item| item.folder == Folder::Inbox)
        .expect("it arrived");
    let note = &shown(&local, &received.id).await["singleValueExtendedProperties"];
    assert_eq!(note, &json!([{ "id": "String 0x76", "value": demo::MAILBOX }]));

    let local = Local::new().await;
    assert_eq!(
        local
            .post("/sendMail", &to_oneself(("subject", json!("x"))))
            .await
            .status,
        202
    );
    let items = local.emulator.mailbox_items(demo::MAILBOX);
    let sent = items
        .iter()
        .find(|item| item.folder == Folder::SentItems)
        .expect("it was kept");
    assert!(shown(&local, &sent.id).await["singleValueExtendedProperties"].is_null());
}

#[tokio::test]
async fn a_person_or_a_rule_moves_a_message_and_its_immutable_id_stays() {
    let local = Local::new().await;
    assert_eq!(
        local
            .post("/sendMail", &to_oneself(("subject", json!("x"))))
            .await
            .status,
        202
    );
    let items = local.emulator.mailbox_items(demo::MAILBOX);
    let received = items
        .iter()
        .find(|item| item.folder == Folder::Inbox)
        .expect("it arrived");
    assert!(
        local
            .emulator
            .move_message(demo::MAILBOX, &received.id, Folder::SentItems)
    );
    let folder = local
        .get(&format!("/messages/{}?$select=parentFolderId", received.id))
        .await
        .json();
    let sent_items = local.get("/mailFolders/sentitems?$select=id").await.json();
    assert_eq!(folder["parentFolderId"], sent_items["id"]);
    assert!(!local.emulator.move_message(demo::MAILBOX, "nothing", Folder::Inbox));
}
