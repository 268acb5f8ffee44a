//! Large files: sessions, and pieces that must fit.

use crate::support::uploads::*;
use crate::support::*;
use bytes::Bytes;
use http::Method;
use outlook_emulator::{World, demo};
use serde_json::{Value, json};

#[tokio::test]
async fn a_file_arrives_in_pieces() {
    let (local, id) = ready().await;
    let url = open(&local, &id, 5 * MIB).await;
    assert!(url.starts_with("https://outlook.office.com/api/gv1.0/users('"), "{url}");
    assert_eq!(local.emulator.upload_sessions(), 1);
    let before = local.get(&format!("/messages/{id}")).await.json()["changeKey"].clone();
    let first = put_range(&local, &url, 0, 4 * MIB - 1, 5 * MIB).await;
    assert_eq!(first.status, 200, "{:?}", first.body);
    assert_eq!(first.json()["NextExpectedRanges"], json!([(4 * MIB).to_string()]));
    assert!(first.json()["ExpirationDateTime"].is_string());
    assert_eq!(local.emulator.mailbox_items(demo::MAILBOX)[0].attachments, []);
    let last = put_range(&local, &url, 4 * MIB, 5 * MIB - 1, 5 * MIB).await;
    assert_eq!((last.status.as_u16(), last.body.len()), (201, 0));
    assert!(
        last.headers["location"]
            .to_str()
            .is_ok_and(|url| url.contains("/Attachments('") && !url.contains("authtoken"))
    );
    let items = local.emulator.mailbox_items(demo::MAILBOX);
    assert_eq!(items[0].attachments, [("big.bin".to_owned(), 5 * MIB)]);
    assert_ne!(local.get(&format!("/messages/{id}")).await.json()["changeKey"], before);
    assert_eq!(local.emulator.upload_sessions(), 0);
    let gone = put_range(&local, &url, 0, MIB - 1, 5 * MIB).await;
    assert_eq!(gone.refusal(), (404, "uploadSessionNotFound".to_owned()));
    assert_eq!(local.send(&id).await.status, 202);
    assert_eq!(local.emulator.delivered()[0].attachments[0].content.len(), 5 * MIB);
}

#[tokio::test]
async fn the_same_over_a_socket() {
    let emulator = start(World::demo()).await;
    let bearer = format!("Bearer {}", token(&emulator).await);
    let headers = [("authorization", bearer.as_str()), ("content-type", JSON)];
    let post = |path: String, body: String| {
        let request = request(Method::POST, GRAPH, &path, &headers, body);
        let address = http(&emulator);
        async move { exchange(address, request).await.expect("an answer").json() }
    };
    let messages = format!("/v1.0/users/{}/messages", demo::MAILBOX);
    let draft = post(messages.clone(), "{}".to_owned()).await;
    let sessions = format!(
        "{messages}/{}/attachments/createUploadSession",
        draft["id"].as_str().expect("an id")
    );
    let session = post(sessions, item(4 * MIB).to_string()).await;
    let url = session["uploadUrl"].as_str().expect("a URL");
    let (host, path) = url
        .strip_prefix("https://")
        .expect("https")
        .split_once('/')
        .expect("a path");
    let range = format!("bytes 0-{}/{}", 4 * MIB - 1, 4 * MIB);
    let headers = [("content-range", range.as_str())];
    let put = request(Method::PUT, host, &format!("/{path}"), &headers, vec![0; 4 * MIB]);
    assert_eq!(exchange(http(&emulator), put).await.expect("an answer").status, 201);
    assert_eq!(
        emulator.mailbox_items(demo::MAILBOX)[0].attachments,
        [("big.bin".to_owned(), 4 * MIB)]
    );
}

#[tokio::test]
async fn sizes_and_kinds() {
    let (local, id) = ready().await;
    let path = format!("/messages/{id}/attachments/createUploadSession");
    let outcome = |body: Value| {
        let (local, path) = (&local, &path);
        async move { local.post(path, &body).await.refusal() }
    };
    let small = "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize".to_owned();
    assert_eq!(outcome(item(2_999_999)).await, (400, small));
    assert_eq!(local.post(&path, &item(3_000_000)).await.status, 201);
    assert_eq!(
        outcome(item(150 * MIB + 1)).await,
        (413, "ErrorMessageSizeExceeded".to_owned())
    );
    assert_eq!(local.post(&path, &item(150 * MIB)).await.status, 201);
    let mut kind = item(4 * MIB);
    kind["AttachmentItem"]["attachmentType"] = json!("item");
    assert_eq!(outcome(kind).await.0, 501);
    let nameless = json!({ "AttachmentItem": { "attachmentType": "file", "size": 4 * MIB } });
    assert_eq!(outcome(nameless).await.0, 400);
    assert_eq!(
        outcome(json!({ "AttachmentItem": { "size": "4" } })).await,
        (400, "RequestBodyRead".to_owned())
    );
    assert_eq!(outcome(json!({})).await, (400, "RequestBodyRead".to_owned()));
}

/// The mailbox's limit ends an upload, not only its session's.
#[tokio::test]
async fn an_upload_ends_where_the_mailbox_may_send_no_more() {
    let (local, id) = ready().await;
    local
        .emulator
        .update(|world| world.tenants[0].mailboxes[0].max_send_size = 5 * MIB);
    let url = open(&local, &id, 6 * MIB).await;
    assert_eq!(put_range(&local, &url, 0, 4 * MIB - 1, 6 * MIB).await.status, 200);
    let second = put_range(&local, &url, 4 * MIB, 6 * MIB - 1, 6 * MIB).await;
    assert_eq!(second.refusal(), (400, "ErrorMessageSizeExceeded".to_owned()));
}

#[tokio::test]
async fn the_url_is_the_only_credential() {
    let (local, id) = ready().await;
    let url = open(&local, &id, 4 * MIB).await;
    let bearer = format!("Bearer {}", local.token);
    let with_token = to_url(Method::PUT, &url, &[("authorization", &bearer)], Bytes::new());
    let reply = local::reply(local.emulator.respond(with_token).await);
    assert_eq!(reply.refusal(), (401, "InvalidAudienceForResource".to_owned()));
    let bare = url.split_once('?').expect("a query").0;
    assert_eq!(put_range(&local, bare, 0, MIB - 1, 4 * MIB).await.status, 401);
    assert_eq!(
        put_range(&local, &format!("{bare}?authtoken=x"), 0, MIB - 1, 4 * MIB)
            .await
            .status,
        401
    );
    assert_eq!(
        put_range(&local, &url.replace("/messages('", "/messages('B"), 0, MIB - 1, 4 * MIB)
            .await
            .status,
        404
    );
    assert!(
        local
            .emulator
            .requests()
            .iter()
            .all(|request| !format!("{request:?}").contains("authtoken"))
    );
    let escaped = url.replace('\'', "%27");
    assert_eq!(put_range(&local, &escaped, 0, MIB - 1, 4 * MIB).await.status, 200);
}

#[tokio::test]
async fn pieces_must_fit() {
    let (local, id) = ready().await;
    let total = 12 * MIB;
    let url = open(&local, &id, total).await;
    assert_eq!(put_range(&local, &url, 0, MIB - 1, total).await.status, 200);
    let inner = |reply: Reply| {
        assert_eq!(reply.refusal(), (416, "invalidRange".to_owned()));
        reply.json()["error"]["innerError"]["code"].as_str().map(str::to_owned)
    };
    let overlap = put_range(&local, &url, 0, MIB - 1, total).await;
    assert_eq!(inner(overlap).as_deref(), Some("fragmentOverlap"));
    let gap = put_range(&local, &url, 2 * MIB, 3 * MIB - 1, total).await;
    assert_eq!(inner(gap).as_deref(), Some("fragmentOutOfOrder"));
    assert_eq!(inner(put_range(&local, &url, MIB, 2 * MIB - 1, total + 1).await), None);
    for range in [
        "bytes 1048576/12582912",
        "1048576-1048577/12582912",
        "bytes 2-1/3",
        "bytes 1048576-x/12582912",
        "",
    ] {
        assert_eq!(put(&local, &url, range, 2).await.status, 400, "{range}");
    }
    assert_eq!(
        put(&local, &url, &format!("bytes {MIB}-{}/{total}", MIB + 9), 9)
            .await
            .status,
        400
    );
    let unmeasured = to_url(
        Method::PUT,
        &url,
        &[("content-range", "bytes 1048576-1048576/12582912")],
        "x".into(),
    );
    assert_eq!(local::reply(local.emulator.respond(unmeasured).await).status, 411);
    assert_eq!(put_range(&local, &url, MIB, 5 * MIB, total).await.status, 413);
    assert_eq!(put_range(&local, &url, MIB, 5 * MIB - 1, total).await.status, 200);
}

#[tokio::test]
async fn the_largest_file_fits_the_limits_of_a_raised_mailbox() {
    let (local, id) = ready().await;
    local
        .emulator
        .update(|world| world.tenants[0].mailboxes[0].max_send_size = 150 * MIB);
    let total = 150 * MIB;
    let url = open(&local, &id, total).await;
    for first in (0..total).step_by(4 * MIB) {
        let last = (first + 4 * MIB).min(total) - 1;
        assert!(put_range(&local, &url, first, last, total).await.status.is_success());
    }
    assert_eq!(local.emulator.mailbox_items(demo::MAILBOX)[0].attachments[0].1, total);
    // The draft holds what the mailbox does not send: the mail is encoded.
    assert_eq!(
        local.send(&id).await.refusal(),
        (400, "ErrorMessageSizeExceeded".to_owned())
    );
    assert!(local.emulator.delivered().is_empty());
    let more = local.post(&format!("/messages/{id}/attachments"), &json!({})).await;
    assert_eq!(more.status, 400);
}
