//! What upload sessions survive, and what ends them.

use std::time::Duration;

use crate::support::uploads::*;
use crate::support::*;
use bytes::Bytes;
use http::Method;
use outlook_emulator::{Effect, Fault, InProcessResponse, Operation, UploadHost, World};
use serde_json::json;

#[tokio::test]
async fn sessions_end() {
    let (local, id) = ready().await;
    let cancelled = open(&local, &id, 4 * MIB).await;
    assert_eq!(ask(&local, Method::DELETE, &cancelled).await.status, 204);
    assert_eq!(ask(&local, Method::DELETE, &cancelled).await.status, 404);
    let orphaned = open(&local, &id, 4 * MIB).await;
    local.delete(&format!("/messages/{id}")).await;
    assert_eq!(local.emulator.upload_sessions(), 0);
    assert_eq!(
        put_range(&local, &orphaned, 0, MIB - 1, 4 * MIB).await.refusal().1,
        "uploadSessionNotFound"
    );
    let second = local.draft(&hello()["message"]).await;
    let outrun = open(&local, &second, 4 * MIB).await;
    assert_eq!(local.send(&second).await.status, 202);
    assert_eq!(put_range(&local, &outrun, 0, MIB - 1, 4 * MIB).await.status, 404);
}

#[tokio::test]
async fn expiry_is_fixed_or_extended() {
    for (extends, status) in [(false, 404), (true, 200)] {
        let mut world = World::demo();
        world.upload_session_seconds = 100;
        world.upload_session_extends = extends;
        let (local, id) = ready_in(world).await;
        let url = open(&local, &id, 4 * MIB).await;
        local.emulator.advance_clock(Duration::from_secs(60));
        assert_eq!(put_range(&local, &url, 0, MIB - 1, 4 * MIB).await.status, 200);
        local.emulator.advance_clock(Duration::from_secs(60));
        assert_eq!(put_range(&local, &url, MIB, 2 * MIB - 1, 4 * MIB).await.status, status);
    }
}

#[tokio::test]
async fn status_and_host_are_switches() {
    let mut world = World::demo();
    world.upload_host = UploadHost::OutlookOffice365;
    let (local, id) = ready_in(world).await;
    let url = open(&local, &id, 4 * MIB).await;
    assert!(url.starts_with("https://outlook.office365.com/"));
    put_range(&local, &url, 0, MIB - 1, 4 * MIB).await;
    assert_eq!(ask(&local, Method::GET, &url).await.status, 405);
    local.emulator.update(|world| world.upload_status_readable = true);
    let status = ask(&local, Method::GET, &url).await;
    assert_eq!(status.json()["nextExpectedRanges"], json!([format!("{MIB}-")]));
}

#[tokio::test]
async fn a_lost_answer_leaves_the_piece_there() {
    let (local, id) = ready().await;
    let url = open(&local, &id, 4 * MIB).await;
    local
        .emulator
        .inject(Fault::next(Operation::UploadChunk, Effect::CloseAfterProcessing));
    let range = format!("bytes 0-{}/{}", MIB - 1, 4 * MIB);
    let answer = local
        .emulator
        .respond(piece(&url, &range, Bytes::from(vec![0; MIB])))
        .await;
    assert!(matches!(answer, InProcessResponse::ClosedAfterProcessing), "{answer:?}");
    assert_eq!(put_range(&local, &url, MIB, 2 * MIB - 1, 4 * MIB).await.status, 200);
}
