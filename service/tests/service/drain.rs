//! The end of the service.

use std::time::Duration;

use outlook_emulator::{Effect, Fault, Operation, World};
use outlook_service::ServiceOptions;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::lab::{Lab, TOKEN, call, connection, mail};

#[tokio::test(flavor = "multi_thread")]
async fn the_end_waits_for_sends_with_and_without_a_client() {
    for stays in [true, false] {
        let mut lab = Lab::with(World::demo(), ServiceOptions::new()).await;
        let mut stream = Some(lab.hanging_send(Effect::DelayResponse { millis: 1_000 }).await);
        if !stays {
            stream = None;
        }
        lab.begin_end();
        lab.ended().await;
        assert_eq!(lab.emulator.delivered().len(), 1);
        if let Some(mut stream) = stream {
            let mut read = String::new();
            stream.read_to_string(&mut read).await.unwrap();
            assert!(read.starts_with("HTTP/1.1 200"), "{read}");
        }
        assert!(TcpStream::connect(lab.address).await.is_err(), "nobody listens");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_end_in_time_is_stopped_and_tells_whether_it_may_have_been_sent() {
    let options = ServiceOptions::new().drain(Duration::from_millis(100));
    let mut lab = Lab::with(World::demo(), options).await;
    let mut stream = lab.hanging_send(Effect::DelayResponse { millis: 600_000 }).await;
    lab.begin_end();
    lab.ended().await;
    let mut read = String::new();
    stream.read_to_string(&mut read).await.unwrap();
    assert!(
        read.starts_with("HTTP/1.1 424") && read.contains(r#""may_have_been_sent":true"#),
        "{read}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_balancer_is_told_before_the_end() {
    let options = ServiceOptions::new().drain_notice(Duration::from_secs(3));
    let mut lab = Lab::with(World::demo(), options).await;
    assert_eq!(lab.get("/readyz").await.status, 200);
    lab.begin_end();
    while lab.get("/readyz").await.status != 503 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Calls that still arrive are served.
    lab.post("/v1/send-mail", &mail()).await.result();
    assert_eq!(lab.get("/healthz").await.status, 200);
    lab.ended().await;
}

/// The end waits for every call, and not for sends alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_is_under_way_ends_by_itself() {
    let mut lab = Lab::with(World::demo(), ServiceOptions::new()).await;
    lab.emulator
        .inject(Fault::next(Operation::Token, Effect::DelayResponse { millis: 1_000 }));
    let mut stream = TcpStream::connect(lab.address).await.unwrap();
    let body = json!({ "connection": connection() }).to_string();
    let request = call("POST", "/v1/test-connection", TOKEN, &[], body.as_bytes());
    stream.write_all(&request).await.unwrap();
    lab.arrived(Operation::Token).await;
    lab.begin_end();
    lab.ended().await;
    let mut read = String::new();
    stream.read_to_string(&mut read).await.unwrap();
    assert!(
        read.starts_with("HTTP/1.1 200") && read.contains(r#""status":"ok""#),
        "{read}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_arrives_does_not_hold_up_the_end() {
    let options = ServiceOptions::new().drain(Duration::from_millis(100));
    let mut lab = Lab::with(World::demo(), options).await;
    let mut stream = TcpStream::connect(lab.address).await.unwrap();
    let body = mail().to_string();
    let request = call("POST", "/v1/send-mail", TOKEN, &[], body.as_bytes());
    stream.write_all(&request[..request.len() - 1]).await.unwrap();
    // The service has taken it: another connection is served after it.
    assert_eq!(lab.get("/healthz").await.status, 200);
    lab.begin_end();
    lab.ended().await;
    assert!(lab.emulator.requests().is_empty());
}
