//! Microsoft's faults, and clients that go away.

use std::time::Duration;

use outlook_emulator::{Effect, Fault, Operation};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::lab::{Lab, TOKEN, call, connection, mail};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_response_is_of_unknown_outcome() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::always(Operation::SendMail, Effect::CloseAfterProcessing));
    // Nor can the connector look for the mail within its time.
    lab.emulator
        .inject(Fault::next(Operation::ListMessages, Effect::retry_later(503, 60)));
    let mut body = mail();
    body["options"] = json!({ "time_budget_ms": 5_000 });
    let response = lab.post("/v1/send-mail", &body).await;
    let problem = response.problem(424);
    assert_eq!(
        (
            &problem["kind"],
            &problem["may_have_been_sent"],
            &problem["is_permanent"]
        ),
        (&"permanent-outcome-unknown".into(), &true.into(), &true.into())
    );
    assert!(!response.headers.contains_key("retry-after"));
    // The reference that was made before the call finds the mail.
    let reference = &response.headers["outlook-reference"];
    assert_eq!(problem["reference"], reference.as_str());
    let asked = json!({ "connection": connection(), "reference": reference });
    assert_eq!(lab.post("/v1/check-outcome", &asked).await.result()["state"], "sent");
    assert_eq!(lab.emulator.delivered().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_repeated_says_when() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::always(Operation::SendMail, Effect::retry_later(429, 200)));
    let response = lab.post("/v1/send-mail", &mail()).await;
    let problem = response.problem(429);
    assert_eq!(
        (&problem["kind"], &problem["retry_after_ms"]),
        (&"throttled".into(), &200_000.into())
    );
    assert_eq!(response.headers["retry-after"], "200");
    assert_eq!(problem["may_have_been_sent"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_no_fault_of_the_service() {
    let lab = Lab::new().await;
    let mut body = mail();
    body["connection"]["mailbox"] = "nobody@contoso.com".into();
    let response = lab.post("/v1/send-mail", &body).await;
    let problem = response.problem(424);
    assert!(problem["kind"].as_str().unwrap().starts_with("permanent-"), "{problem}");
    assert!(!problem["error"]["causes"].as_array().unwrap().is_empty());
    assert_eq!(problem["may_have_been_sent"], false);
}

/// A mail half sent would be worse: the send goes on without its client.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_does_not_stop_its_send() {
    for path in ["/v1/send-mail", "/v1/send-mail/events"] {
        let lab = Lab::new().await;
        lab.emulator
            .inject(Fault::next(Operation::SendMail, Effect::Delay { millis: 1_000 }));
        let mut stream = TcpStream::connect(lab.address).await.unwrap();
        let body = mail().to_string();
        let request = call("POST", path, TOKEN, &[], body.as_bytes());
        stream.write_all(&request).await.unwrap();
        lab.arrived(Operation::Token).await;
        drop(stream);
        while lab.emulator.delivered().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let line = r#"outlook_calls_total{tenant="first",operation="send-mail",outcome="ok"} 1"#;
        while !lab.get("/metrics").await.text().contains(line) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Other calls end with their client: their sandbox is free again.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_stops_its_test() {
    for path in ["/v1/test-connection", "/v1/test-connection/events"] {
        let lab = Lab::new().await;
        lab.emulator
            .inject(Fault::always(Operation::Token, Effect::Delay { millis: 600_000 }));
        let mut stream = TcpStream::connect(lab.address).await.unwrap();
        let body = json!({ "connection": connection() }).to_string();
        let request = call("POST", path, TOKEN, &[], body.as_bytes());
        stream.write_all(&request).await.unwrap();
        while !lab.get("/metrics").await.text().contains("outlook_sandboxes_in_use 1") {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        drop(stream);
        let line = r#"outlook_calls_total{tenant="first",operation="test-connection",outcome="client-gone"} 1"#;
        loop {
            let metrics = lab.get("/metrics").await.text();
            if metrics.contains(line) && metrics.contains("outlook_sandboxes_in_use 0") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
