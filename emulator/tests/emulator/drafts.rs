//! Drafts: created, read, changed, deleted.

use crate::support::local::{self, IMMUTABLE, Local};
use crate::support::*;
use http::{Method, StatusCode};
use outlook_emulator::{Cloud, Emulator, Folder, World, demo};
use serde_json::{Value, json};

fn message() -> Value {
    hello()["message"].clone()
}

#[tokio::test]
async fn a_new_draft_is_answered_whole() {
    let local = Local::new().await;
    let reply = local.post("/messages", &message()).await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert_eq!(reply.headers["preference-applied"], "IdType=\"ImmutableId\"");
    let draft = reply.json();
    let drafts = local.get("/mailFolders/drafts").await.json();
    assert_eq!((&draft["isDraft"], &draft["subject"]), (&json!(true), &json!("Hello")));
    assert_eq!(draft["parentFolderId"], drafts["id"]);
    assert_eq!(drafts["totalItemCount"], 1);
    let change_key = draft["changeKey"].as_str().expect("a change key");
    assert_eq!(draft["@odata.etag"], format!("W/\"{change_key}\""));
    let created = draft["createdDateTime"].as_str().expect("a time");
    assert!(created.len() == 20 && created.ends_with('Z'), "{created}");
    assert!(
        draft["internetMessageId"]
            .as_str()
            .is_some_and(|id| id.starts_with('<') && id.ends_with('>'))
    );
    assert_eq!(draft["hasAttachments"], false);
    assert_eq!(draft["toRecipients"][0]["emailAddress"]["address"], "megan@contoso.com");
    let item = &local.emulator.mailbox_items(demo::MAILBOX)[0];
    assert_eq!(
        (item.folder, item.is_draft, item.in_transit),
        (Folder::Drafts, true, false)
    );
    assert_eq!(Some(item.id.as_str()), draft["id"].as_str());
}

#[tokio::test]
async fn a_draft_can_be_incomplete_but_must_fit_its_type() {
    let local = Local::new().await;
    assert_eq!(local.post("/messages", &json!({})).await.status, 201);
    let cases = [
        (json!({ "subjekt": "x" }), "RequestBodyRead"),
        (
            json!({ "subject": "a\r\nBcc: eve@evil.example" }),
            "ErrorPropertyValidationFailure",
        ),
        (
            json!({ "internetMessageHeaders": [] }),
            "InvalidInternetMessageHeaderCollection",
        ),
        (
            json!({ "attachments": [{ "name": "a", "contentBytes": "YQ==" }] }),
            "UnableToDeserializePostBody",
        ),
    ];
    for (body, code) in cases {
        assert_eq!(local.post("/messages", &body).await.refusal(), (400, code.to_owned()));
    }
    let bad = local
        .ask(Method::POST, "/messages", &[("content-type", "text/plain")], "***")
        .await;
    assert_eq!(bad.refusal(), (400, "ErrorMimeContentInvalidBase64String".to_owned()));
    assert_eq!(local.emulator.mailbox_items(demo::MAILBOX).len(), 1);
}

#[tokio::test]
async fn a_patch_merges_and_makes_a_new_change_key() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    let path = format!("/messages/{id}");
    let before = local.get(&path).await.json();
    let reply = local
        .patch(&path, &json!({ "subject": "New", "importance": "high" }))
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    let after = reply.json();
    assert_eq!(
        (&after["subject"], &after["importance"]),
        (&json!("New"), &json!("high"))
    );
    assert_eq!(after["toRecipients"], before["toRecipients"]);
    assert_ne!(after["changeKey"], before["changeKey"]);
    assert_eq!(local.patch(&path, &json!({ "subjekt": "x" })).await.status, 400);
    let headers = json!({ "internetMessageHeaders": [{ "name": "x-a", "value": "1" }] });
    assert_eq!(local.patch(&path, &headers).await.status, 400);
}

#[tokio::test]
async fn if_match_holds_against_the_current_change_key() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    let path = format!("/messages/{id}");
    let old = local.get(&path).await.json()["@odata.etag"]
        .as_str()
        .expect("an etag")
        .to_owned();
    local.patch(&path, &json!({ "subject": "New" })).await;
    let conflict = (412, "ErrorIrresolvableConflict".to_owned());
    let stale = [("if-match", old.as_str()), ("content-type", JSON)];
    assert_eq!(local.ask(Method::PATCH, &path, &stale, "{}").await.refusal(), conflict);
    assert_eq!(local.ask(Method::DELETE, &path, &stale, "").await.refusal(), conflict);
    let current = local.get(&path).await.json()["@odata.etag"]
        .as_str()
        .expect("an etag")
        .to_owned();
    let fresh = [("if-match", current.as_str())];
    assert_eq!(local.ask(Method::DELETE, &path, &fresh, "").await.status, 204);
}

#[tokio::test]
async fn deleting_moves_to_deleted_items_and_from_there_out() {
    let local = Local::new().await;
    let id = local.draft(&message()).await;
    let path = format!("/messages/{id}");
    assert_eq!(local.delete(&path).await.status, 204);
    let deleted = local.get("/mailFolders/deleteditems").await.json();
    let item = local.get(&path).await.json();
    assert_eq!(
        (&item["parentFolderId"], &item["isDraft"]),
        (&deleted["id"], &json!(true))
    );
    assert_eq!(local.found("isDraft eq true").await, [id.as_str()]);
    assert_eq!(local.delete(&path).await.status, 204);
    assert_eq!(local.get(&path).await.refusal(), (404, "ErrorItemNotFound".to_owned()));
    assert!(local.emulator.mailbox_items(demo::MAILBOX).is_empty());
}

#[tokio::test]
async fn a_soft_deletion_is_out_of_sight() {
    let mut world = World::demo();
    world.delete_is_soft = true;
    let local = Local::with(world).await;
    let path = format!("/messages/{}", local.draft(&message()).await);
    assert_eq!(local.delete(&path).await.status, 204);
    assert_eq!(local.get(&path).await.status, 404);
    assert!(local.found("isDraft eq true").await.is_empty());
}

#[tokio::test]
async fn permanent_deletion() {
    let local = Local::new().await;
    let path = format!("/messages/{}", local.draft(&message()).await);
    let permanent = format!("{path}/permanentDelete");
    assert_eq!(local.ask(Method::POST, &permanent, &[], "").await.status, 204);
    assert_eq!(local.get(&path).await.status, 404);
    assert_eq!(local.ask(Method::POST, &permanent, &[], "").await.status, 404);
}

#[tokio::test]
async fn permanent_deletion_is_for_the_global_cloud() {
    let mut world = World::demo();
    world.tenants[0].cloud = Cloud::UsGovL4;
    let emulator = Emulator::in_process(world);
    let path = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
    let mut pairs = good_form();
    pairs.retain(|(name, _)| *name != "scope");
    pairs.push(("scope", "https://graph.microsoft.us/.default"));
    let headers = [("content-type", FORM)];
    let request = local::request(Method::POST, "login.microsoftonline.us", &path, &headers, form(&pairs));
    let reply = local::reply(emulator.respond(request).await);
    let bearer = format!("Bearer {}", reply.json()["access_token"].as_str().expect("a token"));
    let headers = [("authorization", bearer.as_str()), ("content-type", JSON)];
    let ask = |path: String, body: &'static str| {
        let request = local::request(Method::POST, "graph.microsoft.us", &path, &headers, body);
        let answer = emulator.respond(request);
        async { local::reply(answer.await) }
    };
    let messages = format!("/v1.0/users/{}/messages", demo::MAILBOX);
    let draft = ask(messages.clone(), "{}").await.json();
    let id = draft["id"].as_str().expect("an id");
    let refused = ask(format!("{messages}/{id}/permanentDelete"), "").await;
    assert_eq!(refused.refusal(), (400, "BadRequest".to_owned()));
}

#[tokio::test]
async fn ids_are_immutable_on_demand_only() {
    let local = Local::new().await;
    let headers = [("content-type", JSON)];
    let reply = local
        .ask(Method::POST, "/messages", &headers, message().to_string())
        .await;
    assert!(reply.headers.get("preference-applied").is_none());
    let mutable = reply.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("/messages/{mutable}");
    let immutable = local.get(&path).await.json()["id"].as_str().expect("an id").to_owned();
    assert_ne!(mutable, immutable);
    assert_eq!(local.send(&mutable).await.status, 202);
    assert_eq!(local.get(&path).await.refusal(), (404, "ErrorItemNotFound".to_owned()));
    let sent = local.get(&format!("/messages/{immutable}")).await.json();
    assert_eq!((&sent["isDraft"], &sent["id"]), (&json!(false), &json!(immutable)));
    let other_case = local.get(&format!("/messages/{}", immutable.to_lowercase())).await;
    assert_eq!(other_case.status, 404);
    assert_eq!(local.get("/messages/no%20id").await.code(), "ErrorInvalidIdMalformed");
}

#[tokio::test]
async fn rights() {
    for (role, create, read, properties) in [
        ("Application Mail.Send", 403, 403, 403),
        ("Application Mail.ReadBasic", 403, 200, 403),
        ("Application Mail.Read", 403, 200, 200),
        ("Application Mail.ReadWrite", 201, 200, 200),
    ] {
        let mut world = World::demo();
        world.tenants[0].applications[0]
            .exchange_roles
            .retain(|one| one.role.ends_with("Mail.Send"));
        world.tenants[0].applications[0].exchange_roles[0].role = role.to_owned();
        let local = Local::with(world).await;
        let headers = [IMMUTABLE, ("content-type", JSON)];
        let reply = local
            .ask(Method::POST, "/messages", &headers, message().to_string())
            .await;
        assert_eq!(reply.status, create, "{role}");
        assert_eq!(local.get("/messages").await.status, read, "{role}");
        let query = form(&[(
            "$expand",
            "singleValueExtendedProperties($filter=id eq 'String 0x1045')",
        )]);
        assert_eq!(
            local.get(&format!("/messages?{query}")).await.status,
            properties,
            "{role}"
        );
    }
}
