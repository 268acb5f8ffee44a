//! `outlook-activity.wasm` and `outlook-activity-files.wasm`, for engines that run a call again after a crash.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use bytes::Bytes;
use http::{Request, Response};
use outlook_emulator::demo;
use outlook_end_to_end::{attachment, connection, message, sample};
use outlook_host::{
    sandbox::ConnectorPre,
    types::{Content, Credential, Error, Mail, Receipt, SendOptions},
};

use super::engine::{Engine, Offer};

const KEY: &str = "run-17/step-3";

/// An engine with the client secret in a variable.
fn offer() -> Offer {
    Offer {
        variables: vec![
            ("OUTLOOK_SECRET_LAB_SECRET", demo::SECRET_VALUE.to_owned()),
            ("OUTLOOK_ATTACHMENTS", "https://files.internal/box/".to_owned()),
        ],
        ..Offer::new()
    }
}

/// Sends a mail in a new instance.
async fn send(engine: &Engine, mail: &Mail, key: Option<&str>) -> Result<Receipt, Error> {
    let pre = ConnectorPre::new(engine.pre.clone()).expect("the contract");
    let mut store = engine.store();
    let connector = pre.instantiate_async(&mut store).await.expect("an instance");
    let options = SendOptions {
        idempotency_key: key.map(str::to_owned),
        ..SendOptions::default()
    };
    let mail = connector
        .outlook_connector_mail()
        .call_send_mail(&mut store, &connection(), mail, &options)
        .await;
    mail.expect("it does not trap")
}

fn stored_file() -> Mail {
    let mut message = message();
    message.attachments = vec![attachment("scan.bin", Content::Stored("2026/scan.bin".to_owned()))];
    Mail::from(message)
}

#[tokio::test]
async fn a_repeated_activity_sends_one_mail() {
    let engine = Engine::load("outlook-activity.wasm", offer());
    let first = send(&engine, &sample::mail(), Some(KEY)).await.expect("accepted");
    assert!(!first.already_sent);
    let second = send(&engine, &sample::mail(), Some(KEY)).await.expect("accepted");
    assert!(second.already_sent);
    assert_eq!(engine.offer.emulator.delivered().len(), 1);
}

#[tokio::test]
async fn an_activity_without_a_key_is_refused_before_any_request() {
    let engine = Engine::load("outlook-activity.wasm", offer());
    for key in [None, Some(""), Some("  ")] {
        let Err(Error::PermanentInvalidInput(detail)) = send(&engine, &sample::mail(), key).await else {
            panic!("{key:?} is refused");
        };
        assert_eq!(detail.fields[0].field, "options.idempotency-key");
        assert!(detail.message.contains("Nothing was sent"), "{}", detail.message);
    }
    assert_eq!(engine.offer.emulator.requests().len(), 0);
}

#[tokio::test]
async fn a_store_that_the_engine_lacks_is_no_reason_to_repeat() {
    let engine = Engine::load("outlook-activity.wasm", offer());
    let error = send(&engine, &stored_file(), Some(KEY)).await.expect_err("no files");
    assert!(!matches!(error, Error::Transient(_) | Error::Throttled(_)), "{error:?}");
    assert_eq!(engine.offer.emulator.delivered().len(), 0);

    let mut with_key = connection();
    with_key.credential = Credential::Certificate("a-key".to_owned());
    let pre = ConnectorPre::new(engine.pre.clone()).expect("the contract");
    let mut store = engine.store();
    let connector = pre.instantiate_async(&mut store).await.expect("an instance");
    let error = connector
        .outlook_connector_mail()
        .call_connect(&mut store, &with_key)
        .await
        .expect("it does not trap")
        .expect_err("no keys");
    assert!(!matches!(error, Error::Transient(_) | Error::Throttled(_)), "{error:?}");
}

/// A file server with ranges and entity tags.
pub(super) fn file_server(
    file: Vec<u8>,
    changes_after: u32,
) -> impl Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync {
    let requests = AtomicU32::new(0);
    move |request| {
        assert_eq!(request.uri().host(), Some("files.internal"));
        let state = requests.fetch_add(1, Ordering::Relaxed) / changes_after;
        let etag = format!("\"{state}\"");
        let response = Response::builder().header("etag", &etag);
        let response = if request.uri().path() != "/box/2026/scan.bin" {
            response.status(404).body(Bytes::new())
        } else if request.headers().get("if-match").is_some_and(|wanted| *wanted != etag) {
            response.status(412).body(Bytes::new())
        } else if request.method() == "HEAD" {
            response.header("content-length", file.len()).body(Bytes::new())
        } else {
            let range = request.headers()["range"].to_str().expect("ASCII");
            let (first, last) = range
                .strip_prefix("bytes=")
                .and_then(|range| range.split_once('-'))
                .expect("a range");
            let (first, last): (usize, usize) = (first.parse().expect("a number"), last.parse().expect("a number"));
            response
                .status(206)
                .header("content-range", format!("bytes {first}-{last}/{}", file.len()))
                .body(Bytes::copy_from_slice(&file[first..=last]))
        };
        response.expect("a response")
    }
}

#[tokio::test]
async fn a_large_file_comes_from_a_file_server_in_pieces() {
    let file = sample::noise(5_000_000);
    let offer = Offer {
        other_host: Arc::new(file_server(file.clone(), u32::MAX)),
        ..offer()
    };
    let engine = Engine::load("outlook-activity-files.wasm", offer);
    send(&engine, &stored_file(), Some(KEY)).await.expect("accepted");
    let mails = engine.offer.emulator.delivered();
    assert!(*mails[0].attachments[0].content == file, "the bytes arrive");
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_read_is_not_sent() {
    let offer = Offer {
        other_host: Arc::new(file_server(sample::noise(5_000_000), 5)),
        ..offer()
    };
    let engine = Engine::load("outlook-activity-files.wasm", offer);
    let error = send(&engine, &stored_file(), Some(KEY))
        .await
        .expect_err("two states of a file");
    assert!(matches!(error, Error::Transient(_)), "{error:?}");
    assert_eq!(engine.offer.emulator.delivered().len(), 0);
}

#[tokio::test]
async fn a_file_that_is_missing_is_named() {
    let offer = Offer {
        other_host: Arc::new(file_server(vec![1], u32::MAX)),
        ..offer()
    };
    let engine = Engine::load("outlook-activity-files.wasm", offer);
    let mut message = message();
    message.attachments = vec![attachment("scan.bin", Content::Stored("missing.bin".to_owned()))];
    let Err(Error::PermanentInvalidInput(detail)) = send(&engine, &Mail::from(message), Some(KEY)).await else {
        panic!("it is missing");
    };
    assert!(
        detail.fields[0].field.starts_with("message.attachments"),
        "{:?}",
        detail.fields
    );
}
