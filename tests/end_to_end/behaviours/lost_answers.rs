//! Late answers: how long a call takes. What it ends with, after answers that are lost or late, is in `tests/end_to_end/cases`.

use std::time::{Duration, Instant};

use outlook_emulator::{Effect, Fault, Operation};
use outlook_end_to_end::{Lab, connection, message, told};
use outlook_host::types::Mail;

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
