//! Answers that are lost or late: the send is called unknown exactly when mail may have gone out.

use std::time::{Duration, Instant};

use outlook_emulator::{Effect, Fault, Operation};
use outlook_end_to_end::{Lab, connection, message, told};
use outlook_host::types::Mail;

#[tokio::test]
async fn a_mail_that_was_sent_is_found_in_the_mailbox() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::CloseAfterProcessing));
    let receipt = lab.send_briefly(message()).await.unwrap();
    assert!(!receipt.already_sent);
    assert_eq!(lab.emulator.delivered().len(), 1);
    let outcome = lab.host.check_outcome(&connection(), &receipt.reference).await.unwrap();
    assert_eq!(outcome.state, "sent");
}

#[tokio::test]
async fn an_app_that_may_not_look_never_tells_a_sent_mail_as_not_sent() {
    let lab = Lab::new().await;
    lab.emulator.update(|world| {
        let app = world.application_mut(outlook_emulator::demo::CLIENT_ID).unwrap();
        app.exchange_roles.retain(|role| role.role == "Application Mail.Send");
    });
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::CloseAfterProcessing));
    assert_eq!(
        told(lab.send_briefly(message()).await),
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
    let error = lab.send_briefly(message()).await.unwrap_err();
    let (case, detail) = outlook_end_to_end::case(&error);
    assert_eq!(case, "permanent-outcome-unknown");
    assert!(lab.emulator.delivered().is_empty());
    let reference = detail.unwrap().reference.clone().unwrap();
    let outcome = lab.host.check_outcome(&connection(), &reference).await.unwrap();
    assert_eq!(outcome.state, "not-found");
}

#[tokio::test]
async fn with_a_key_a_lost_answer_is_no_matter() {
    let lab = Lab::new().await;
    for effect in [
        Effect::CloseAfterProcessing,
        Effect::CutResponse,
        Effect::CloseBeforeReading,
    ] {
        lab.emulator.inject(Fault::next(Operation::SendDraft, effect.clone()));
        let mail = Mail::Message(message());
        let receipt = lab
            .host
            .send_mail(&connection(), &mail)
            .idempotency_key("run-1")
            .await
            .unwrap();
        assert_eq!(receipt.method, "draft", "{effect:?}");
        assert_eq!(lab.emulator.delivered().len(), 1, "{effect:?}");
    }
}

#[tokio::test]
async fn the_time_budget_is_kept() {
    let lab = Lab::new().await;
    lab.emulator.inject(Fault::next(
        Operation::SendMail,
        Effect::DelayResponse { millis: 60_000 },
    ));
    let started = Instant::now();
    let answer = lab
        .host
        .send_mail(&connection(), &Mail::Message(message()))
        .time_budget(Duration::from_secs(1))
        .await;
    assert_eq!(told(answer).0, "permanent-outcome-unknown");
    // Far from the minute that the answer would take: the component's own clock ended the call.
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_late_token_is_no_unknown_send() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::next(Operation::Token, Effect::Delay { millis: 60_000 }));
    let answer = lab
        .host
        .send_mail(&connection(), &Mail::Message(message()))
        .time_budget(Duration::from_secs(1))
        .await;
    assert_eq!(told(answer), ("transient", "timed-out".to_owned()));
    assert_eq!(lab.count(Operation::SendMail), 0);
}

#[tokio::test]
async fn throttling_beyond_the_time_budget_is_told_with_its_wait() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::retry_later(429, 170)));
    let error = lab.send(message()).await.unwrap_err();
    let (case, detail) = outlook_end_to_end::case(&error);
    assert_eq!((case, detail.unwrap().retry_after_ms), ("throttled", Some(170_000)));
}

#[tokio::test]
async fn throttling_within_the_time_budget_is_waited_for() {
    let lab = Lab::new().await;
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::retry_later(429, 1)));
    let started = Instant::now();
    lab.send(message()).await.unwrap();
    // The sandbox slept, and did not ask at once again.
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(lab.count(Operation::SendMail), 2);
}
