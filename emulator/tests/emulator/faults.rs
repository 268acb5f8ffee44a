//! Scripted faults do on the wire what they say.

use std::time::{Duration, Instant};

use crate::support::*;
use http::Method;
use outlook_emulator::{Effect, Emulator, Fault, Operation, World, demo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn ready() -> (Emulator, String) {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    (emulator, token)
}

/// Sends [`hello`] past any HTTP library and returns all bytes that come back.
async fn raw_send(emulator: &Emulator, token: &str) -> Vec<u8> {
    let body = hello().to_string();
    let head = format!(
        "POST /v1.0/users/{}/sendMail HTTP/1.1\r\nhost: {GRAPH}\r\nauthorization: Bearer {token}\r\ncontent-type: {JSON}\r\n\
         content-length: {}\r\n\r\n",
        demo::MAILBOX,
        body.len()
    );
    let mut stream = TcpStream::connect(http(emulator)).await.expect("connects");
    stream.write_all(head.as_bytes()).await.expect("writes");
    // The peer may have closed already.
    let _ = stream.write_all(body.as_bytes()).await;
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read) = stream.read(&mut piece).await {
        if read == 0 {
            break;
        }
        bytes.extend_from_slice(&piece[..read]);
    }
    bytes
}

#[tokio::test]
async fn an_answer_replaces_processing_as_often_as_asked() {
    let (emulator, token) = ready().await;
    emulator.inject(
        Fault::next(Operation::SendMail, Effect::retry_later(503, 7))
            .after(1)
            .times(2),
    );
    let mut seen = Vec::new();
    for _ in 0..4 {
        let reply = send(&emulator, &token, demo::MAILBOX, &hello()).await;
        if reply.status == 503 {
            assert_eq!(reply.headers["retry-after"], "7");
        }
        seen.push(reply.status.as_u16());
    }
    assert_eq!(seen, [202, 503, 503, 202]);
    assert_eq!(emulator.delivered().len(), 2);
    assert_eq!(emulator.requests()[2].fault, Some("response"));
}

#[tokio::test]
async fn a_fault_hits_its_own_operation_only() {
    let (emulator, token) = ready().await;
    emulator.inject(Fault::always(Operation::DraftsFolder, Effect::Html { status: 502 }));
    assert_eq!(send(&emulator, &token, demo::MAILBOX, &hello()).await.status, 202);
    for _ in 0..2 {
        let reply = get(&emulator, &token, "/v1.0/users/sender@contoso.com/mailFolders/drafts").await;
        assert_eq!(reply.status, 502);
        assert!(reply.body.starts_with(b"<html>"));
    }
}

#[tokio::test]
async fn closing_before_and_within_the_request_delivers_nothing() {
    let (emulator, token) = ready().await;
    for effect in [Effect::CloseBeforeReading, Effect::CloseAfterBodyBytes { bytes: 10 }] {
        emulator.inject(Fault::next(Operation::SendMail, effect));
        assert_eq!(raw_send(&emulator, &token).await, b"");
    }
    emulator.inject(Fault::next(Operation::Connection, Effect::CloseBeforeReading));
    let before = emulator.requests().len();
    assert_eq!(raw_send(&emulator, &token).await, b"");
    assert_eq!(emulator.requests().len(), before);
    assert!(emulator.delivered().is_empty());
}

#[tokio::test]
async fn dropping_the_answer_delivers_all_the_same() {
    let (emulator, token) = ready().await;
    emulator.inject(Fault::next(Operation::SendMail, Effect::CloseAfterProcessing));
    assert_eq!(raw_send(&emulator, &token).await, b"");
    assert_eq!(emulator.delivered().len(), 1);
    emulator.inject(Fault::next(Operation::SendMail, Effect::CutResponse));
    let bytes = raw_send(&emulator, &token).await;
    assert!(bytes.starts_with(b"HTTP/1.1 202 Accepted"));
    assert!(
        !bytes.windows(4).any(|window| window == b"\r\n\r\n"),
        "the head is complete"
    );
    assert_eq!(emulator.delivered().len(), 2);
    assert_eq!(emulator.requests().last().expect("a record").status, None);
}

#[tokio::test]
async fn bytes_that_are_no_http_and_bodies_that_are_no_json() {
    let (emulator, token) = ready().await;
    emulator.inject(Fault::next(
        Operation::SendMail,
        Effect::RawBytes {
            bytes: b"\x00\xffgarbage".to_vec(),
        },
    ));
    assert_eq!(raw_send(&emulator, &token).await, b"\x00\xffgarbage");
    emulator.inject(Fault::next(Operation::Any, Effect::InvalidUtf8 { status: 500 }));
    let reply = send(&emulator, &token, demo::MAILBOX, &hello()).await;
    assert!(std::str::from_utf8(&reply.body).is_err());
    emulator.inject(Fault::next(
        Operation::Token,
        Effect::HugeJson {
            status: 200,
            bytes: 10_000_000,
        },
    ));
    let reply = ask_token(&emulator, LOGIN, demo::DOMAIN, &good_form()).await;
    assert_eq!(reply.body.len(), 10_000_000);
    reply.json();
}

#[tokio::test]
async fn slowness() {
    let (emulator, token) = ready().await;
    let slow = Effect::SlowBody {
        status: 500,
        body: "0123456789".to_owned(),
        chunk_bytes: 5,
        interval_millis: 100,
    };
    emulator.inject(Fault::next(Operation::SendMail, slow));
    emulator.inject(Fault::next(Operation::SendMail, Effect::Delay { millis: 200 }));
    emulator.inject(Fault::next(Operation::SendMail, Effect::DelayResponse { millis: 200 }));
    for (status, delivered) in [(500, 0), (202, 1), (202, 2)] {
        let start = Instant::now();
        let reply = send(&emulator, &token, demo::MAILBOX, &hello()).await;
        assert!(start.elapsed() >= Duration::from_millis(200));
        assert_eq!((reply.status.as_u16(), emulator.delivered().len()), (status, delivered));
    }
}

#[tokio::test]
async fn a_client_that_hangs_up_is_served_only_if_processing_came_first() {
    let (emulator, token) = ready().await;
    for (effect, delivered) in [
        (Effect::Delay { millis: 300 }, 0),
        (Effect::DelayResponse { millis: 300 }, 1),
    ] {
        emulator.inject(Fault::next(Operation::SendMail, effect));
        let body = hello();
        let sending = send(&emulator, &token, demo::MAILBOX, &body);
        tokio::time::timeout(Duration::from_millis(100), sending)
            .await
            .expect_err("the client gives up first");
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(emulator.delivered().len(), delivered);
    }
}

#[tokio::test]
async fn records_hold_what_arrived_and_no_secret() {
    let (emulator, token) = ready().await;
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", JSON),
        ("client-request-id", "abc"),
    ];
    let path = format!("/v1.0/users/{}/sendMail?x=1", demo::MAILBOX);
    let body = hello().to_string();
    exchange(
        http(&emulator),
        request(Method::POST, GRAPH, &path, &headers, body.clone()),
    )
    .await
    .expect("an answer");
    exchange(http(&emulator), request(Method::GET, "example.com", "/", &[], ""))
        .await
        .expect("an answer");
    let records = emulator.requests();
    assert_eq!(records[0].operation, Operation::Token);
    assert_eq!(
        (records[1].operation, records[1].status),
        (Operation::SendMail, Some(202))
    );
    assert_eq!(records[1].path, "/v1.0/users/sender@contoso.com/sendMail");
    assert_eq!(records[1].header("client-request-id"), Some("abc"));
    assert_eq!(records[1].header("authorization"), Some("Bearer [redacted]"));
    assert_eq!(records[1].body_length, body.len() as u64);
    assert_eq!(records[2].status, Some(421));
    assert!(
        records[2]
            .note
            .as_deref()
            .expect("an explanation")
            .contains("example.com")
    );
    let printed = format!("{records:?} {:?}", World::demo());
    assert!(!printed.contains(&token) && !printed.contains(demo::SECRET_VALUE));
}
