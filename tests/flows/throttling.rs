//! Graph's and Entra's 429: waited for within the call's time, else told to the engine.

use outlook_connector::{
    contract::{Error, Mail, Receipt, SendOptions},
    http::{TransportError, TransportFault},
};

use crate::{
    connection, expect_send, expect_token, message, parts,
    script::{Answer, Script, answer, with_header},
    send, token_answer,
};

const BODY: &str =
    r#"{"error":{"code":"ApplicationThrottled","message":"Application is over its MailboxConcurrency limit."}}"#;

/// Sends once, is answered so, and returns the wait in milliseconds.
fn wait(status: u16, retry_after: Option<&str>) -> u64 {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    let scripted = answer(status, BODY);
    let scripted = match retry_after {
        Some(value) => with_header(scripted, "retry-after", value),
        None => scripted,
    };
    expect_send(&host, scripted);
    let (case, detail) = parts(send(&host, message()).unwrap_err());
    assert_eq!((case, detail.code.as_str()), ("throttled", "throttled"));
    assert_eq!(detail.causes[0].id, "too-many-requests");
    assert!(detail.message.contains("not sent"), "{}", detail.message);
    // The wait does not fit the call's time, so that it is the engine's.
    assert_eq!(host.finish().len(), 2);
    detail.retry_after_ms.expect("a wait is always told")
}

#[test]
fn every_form_of_retry_after_is_understood() {
    for (header, expected) in [
        (Some("0"), 0),
        (Some("150"), 150_000),
        // Graph's own sample.
        (Some("2.128"), 2_128),
        (Some("Mon, 23 Nov 2026 00:01:30 GMT"), 90_000),
        (Some("Sun, 22 Nov 2026 23:59:00 GMT"), 0),
        // A day is the longest window of any limit.
        (Some("86401"), 86_400_000),
        (Some("99999999999999999999999"), 86_400_000),
        (Some("Fri, 31 Dec 9999 23:59:59 GMT"), 86_400_000),
        // Nothing to be understood.
        (None, 10_000),
        (Some(""), 10_000),
        (Some("-1"), 10_000),
        (Some("soon"), 10_000),
        (Some("1e3"), 10_000),
        (Some("2.128.1"), 10_000),
    ] {
        assert_eq!(wait(429, header), expected, "{header:?}");
    }
}

#[test]
fn a_509_is_throttling_as_well() {
    assert_eq!(wait(509, Some("7")), 7_000);
    assert_eq!(wait(509, None), 10_000);
}

#[test]
fn a_date_counts_from_when_the_answer_came() {
    let host = Script::new();
    host.set_now(crate::script::NOW + 60);
    expect_token(&host, token_answer(3599));
    expect_send(
        &host,
        with_header(answer(429, BODY), "retry-after", "Mon, 23 Nov 2026 00:01:30 GMT"),
    );
    let (_, detail) = parts(send(&host, message()).unwrap_err());
    assert_eq!(detail.retry_after_ms, Some(30_000));
}

fn later(status: u16, retry_after: &str) -> Answer {
    with_header(answer(status, BODY), "retry-after", retry_after)
}

fn run(host: &Script, mail: Mail) -> Result<Receipt, Error> {
    outlook_connector::send_mail(host, &connection(), mail, &SendOptions::default())
}

#[test]
fn a_short_wait_is_waited_inside() {
    let host = Script::new();
    expect_token(&host, later(429, "1"));
    expect_token(&host, token_answer(3599));
    expect_send(&host, later(429, "2.5"));
    expect_send(&host, later(429, "3"));
    expect_send(&host, answer(202, ""));
    let receipt = run(&host, Mail::Message(message())).unwrap();
    assert_eq!(receipt.requests.len(), 5);
    assert_eq!(host.take_sleeps(), [1_000, 2_500, 3_000]);
}

/// Nothing was done yet, so an engine can wait without an instance and call again.
#[test]
fn a_long_wait_is_the_engines() {
    let host = Script::new();
    expect_token(&host, later(429, "3.001"));
    let (case, detail) = parts(run(&host, Mail::Message(message())).unwrap_err());
    assert_eq!(
        (case, detail.retry_after_ms, detail.requests.len()),
        ("throttled", Some(3_001), 1)
    );
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(429, BODY));
    let (case, detail) = parts(run(&host, Mail::Message(message())).unwrap_err());
    assert_eq!(
        (case, detail.retry_after_ms, detail.requests.len()),
        ("throttled", Some(10_000), 2)
    );
    assert_eq!(host.take_sleeps(), [0; 0]);
}

#[test]
fn a_long_wait_of_a_look_is_the_engines_too() {
    let host = Script::new();
    expect_token(&host, later(429, "3.001"));
    let outcome = outlook_connector::check_outcome(&host, &connection(), "order-4711");
    assert_eq!((outcome.state.as_str(), outcome.requests.len()), ("unknown", 1));
    assert_eq!(outcome.detail.unwrap().retry_after_ms, Some(3_001));
    assert_eq!(host.take_sleeps(), [0; 0]);
}

#[test]
fn a_request_is_tried_four_times_and_no_more() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    for _ in 0..4 {
        expect_send(&host, later(429, "1"));
    }
    let mail = Mail::Message(message());
    let error = outlook_connector::send_mail(&host, &connection(), mail, &SendOptions::default()).unwrap_err();
    let (case, detail) = parts(error);
    assert_eq!((case, detail.retry_after_ms), ("throttled", Some(1_000)));
    assert_eq!(host.take_sleeps(), [1_000, 1_000, 1_000]);
}

#[test]
fn a_passing_fault_before_anything_was_sent_is_tried_again() {
    let host = Script::new();
    expect_token(&host, Err(TransportError::before_sending(TransportFault::Unreachable)));
    expect_token(&host, token_answer(3599));
    expect_send(&host, Err(TransportError::before_sending(TransportFault::Dns)));
    expect_send(&host, answer(202, ""));
    let mail = Mail::Message(message());
    outlook_connector::send_mail(&host, &connection(), mail, &SendOptions::default()).unwrap();
    let waits = host.take_sleeps();
    assert!(waits.iter().all(|wait| (1_000..1_250).contains(wait)), "{waits:?}");
}
