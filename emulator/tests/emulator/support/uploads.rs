//! Upload sessions of the demo world, in process.

use bytes::Bytes;
use http::{Method, Request};
use outlook_emulator::World;
use serde_json::{Value, json};

use super::local::{self, Local};
use super::{Reply, hello};

pub const MIB: usize = 1024 * 1024;

pub fn item(size: usize) -> Value {
    json!({ "AttachmentItem": { "attachmentType": "file", "name": "big.bin", "size": size } })
}

/// The demo world with a draft.
pub async fn ready() -> (Local, String) {
    ready_in(World::demo()).await
}

pub async fn ready_in(world: World) -> (Local, String) {
    let local = Local::with(world).await;
    let id = local.draft(&hello()["message"]).await;
    (local, id)
}

pub async fn open(local: &Local, draft: &str, size: usize) -> String {
    let path = format!("/messages/{draft}/attachments/createUploadSession");
    let reply = local.post(&path, &item(size)).await;
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    let session = reply.json();
    assert_eq!(session["nextExpectedRanges"], json!(["0-"]));
    assert!(session["expirationDateTime"].is_string());
    session["uploadUrl"].as_str().expect("a URL").to_owned()
}

pub fn to_url(method: Method, url: &str, headers: &[(&str, &str)], body: Bytes) -> Request<Bytes> {
    let (host, path) = url
        .strip_prefix("https://")
        .expect("https")
        .split_once('/')
        .expect("a path");
    local::request(method, host, &format!("/{path}"), headers, body)
}

pub async fn ask(local: &Local, method: Method, url: &str) -> Reply {
    local::reply(local.emulator.respond(to_url(method, url, &[], Bytes::new())).await)
}

pub fn piece(url: &str, range: &str, body: Bytes) -> Request<Bytes> {
    let length = body.len().to_string();
    to_url(
        Method::PUT,
        url,
        &[("content-range", range), ("content-length", &length)],
        body,
    )
}

pub async fn put(local: &Local, url: &str, range: &str, bytes: usize) -> Reply {
    local::reply(
        local
            .emulator
            .respond(piece(url, range, Bytes::from(vec![b'x'; bytes])))
            .await,
    )
}

/// Puts `first..=last` of `total`.
pub async fn put_range(local: &Local, url: &str, first: usize, last: usize, total: usize) -> Reply {
    put(local, url, &format!("bytes {first}-{last}/{total}"), last - first + 1).await
}
