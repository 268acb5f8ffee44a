//! Answers that are lost or late: the send is called unknown exactly when mail may have gone out.

use std::time::{Duration, Instant};

use outlook_emulator::{Effect, Fault, Operation};
use outlook_end_to_end::{Lab, connection, message, options, told};
use outlook_host::types::{Mail, SendOptions};

#[tokio::test]
async fn a_mail_that_was_sent_is_never_told_as_not_sent() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::CloseAfterProcessing));
    assert_eq!(
        told(lab.send(message()).await),
        ("permanent-outcome-unknown", "send-outcome-unknown".to_owned())
    );
    assert_eq!(lab.emulator.delivered().len(), 1);
}

#[tokio::test]
async fn a_connection_that_breaks_within_the_request_is_unknown() {
    let lab = Lab::new().await;
    lab.emulator.inject(Fault::next(
        Operation::SendMail,
        Effect::CloseAfterBodyBytes { bytes: 10 },
    ));
    assert_eq!(told(lab.send(message()).await).0, "permanent-outcome-unknown");
    assert!(lab.emulator.delivered().is_empty());
}

#[tokio::test]
async fn the_time_budget_is_kept() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::DelayAnswer { millis: 60_000 }));
    let hurried = SendOptions {
        time_budget_ms: Some(1_000),
        ..options()
    };
    let started = Instant::now();
    let answer = lab
        .host
        .send_mail(&connection(), &Mail::Message(message()), &hurried)
        .await
        .unwrap();
    assert_eq!(told(answer).0, "permanent-outcome-unknown");
    // Far from the minute that the answer would take: the component's own clock ended the call.
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_late_token_is_no_unknown_send() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::next(Operation::Token, Effect::Delay { millis: 60_000 }));
    let hurried = SendOptions {
        time_budget_ms: Some(1_000),
        ..options()
    };
    let answer = lab
        .host
        .send_mail(&connection(), &Mail::Message(message()), &hurried)
        .await
        .unwrap();
    assert_eq!(told(answer), ("transient", "timed-out".to_owned()));
    assert_eq!(lab.count(Operation::SendMail), 0);
}

#[tokio::test]
async fn throttling_is_told_with_its_wait() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::retry_later(429, 17)));
    let error = lab.send(message()).await.unwrap_err();
    let (case, detail) = outlook_end_to_end::case(&error);
    assert_eq!((case, detail.unwrap().retry_after_ms), ("throttled", Some(17_000)));
}
