//! After a failure: may the mail have been sent? Wrong in one direction loses mail, in the other sends it twice.

use outlook_connector::http::{TransportError, TransportFault};

use crate::{
    connection, expect_send, expect_token, message, parts,
    script::{Script, answer},
    send, token_answer,
};

const FAULTS: [(TransportFault, &str); 10] = [
    (TransportFault::Dns, "dns-failed"),
    (TransportFault::Unreachable, "unreachable"),
    (TransportFault::ConnectTimeout, "connect-timed-out"),
    (TransportFault::Tls, "tls-failed"),
    (TransportFault::Denied, "egress-denied"),
    (TransportFault::Unsupported, "request-unsupported"),
    (TransportFault::Timeout, "timed-out"),
    (TransportFault::Broken, "connection-broken"),
    (TransportFault::NotHttp, "unusable-response"),
    (TransportFault::Other, "transport-failed"),
];

/// The case when nothing can have been sent.
fn harmless(fault: TransportFault) -> &'static str {
    match fault {
        TransportFault::Denied | TransportFault::Unsupported => "permanent-rejected",
        _ => "transient",
    }
}

#[test]
fn a_lost_token_request_never_leaves_the_outcome_unknown() {
    for (fault, code) in FAULTS {
        for may_have_been_sent in [false, true] {
            let host = Script::new();
            expect_token(
                &host,
                Err(TransportError {
                    fault,
                    may_have_been_sent,
                }),
            );
            let (case, detail) = parts(send(&host, message()).unwrap_err());
            assert_eq!((case, detail.code.as_str()), (harmless(fault), code), "{fault:?}");
            assert!(detail.message.ends_with("Nothing was sent."), "{}", detail.message);
            host.finish();
        }
    }
}

#[test]
fn a_lost_send_is_unknown_once_it_had_begun_and_never_repeated() {
    for (fault, code) in FAULTS {
        for may_have_been_sent in [false, true] {
            let host = Script::new();
            expect_token(&host, token_answer(3599));
            expect_send(
                &host,
                Err(TransportError {
                    fault,
                    may_have_been_sent,
                }),
            );
            let (case, detail) = parts(send(&host, message()).unwrap_err());
            let expected = match may_have_been_sent {
                true => ("permanent-outcome-unknown", "send-outcome-unknown"),
                false => (harmless(fault), code),
            };
            assert_eq!((case, detail.code.as_str()), expected, "{fault:?}");
            assert_eq!(
                detail.message.contains("may have been sent"),
                may_have_been_sent,
                "{}",
                detail.message
            );
            assert_eq!(detail.requests.len(), 2);
            host.finish();
        }
    }
}

#[test]
fn only_202_is_a_receipt() {
    for (status, expected) in [
        (200, "permanent-outcome-unknown"),
        (201, "permanent-outcome-unknown"),
        (204, "permanent-outcome-unknown"),
        (302, "permanent-rejected"),
        (400, "permanent-rejected"),
        (403, "permanent-unauthorized"),
        (404, "permanent-rejected"),
        (408, "permanent-outcome-unknown"),
        (413, "permanent-rejected"),
        (429, "throttled"),
        (500, "permanent-outcome-unknown"),
        (501, "permanent-rejected"),
        (502, "permanent-outcome-unknown"),
        (503, "permanent-outcome-unknown"),
        (504, "permanent-outcome-unknown"),
        (507, "permanent-rejected"),
        (509, "throttled"),
    ] {
        let host = Script::new();
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(status, ""));
        let (case, detail) = parts(send(&host, message()).unwrap_err());
        assert_eq!((case, detail.http_status), (expected, Some(status)));
        let unknown = case == "permanent-outcome-unknown";
        assert_eq!(
            detail.message.contains("may have been sent"),
            unknown,
            "{status}: {}",
            detail.message
        );
        assert_eq!(detail.retry_after_ms.is_some(), case == "throttled", "{status}");
        host.finish();
    }
}

#[test]
fn a_time_budget_that_the_sign_in_used_up_sends_nothing() {
    let host = Script::new();
    let path = crate::token_path();
    host.expect_slow(
        outlook_connector::http::Method::Post,
        crate::LOGIN,
        &path,
        token_answer(3599),
        100_000,
    );
    let (case, detail) = parts(send(&host, message()).unwrap_err());
    assert_eq!((case, detail.code.as_str()), ("transient", "timed-out"));
    assert!(detail.message.ends_with("Nothing was sent."));
    assert_eq!(host.finish().len(), 1);
}

#[test]
fn a_401_is_repeated_once_with_a_new_token_and_not_more() {
    let host = Script::new();
    host.secrets
        .set_until(&crate::cache_name(), "old.token", Some(u64::MAX));
    expect_send(&host, answer(401, ""));
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    send(&host, message()).unwrap();
    let bearers: Vec<_> = host.finish().into_iter().map(|sent| sent.bearer).collect();
    assert_eq!(
        bearers,
        [Some("old.token".to_owned()), None, Some(crate::TOKEN.to_owned())]
    );

    expect_send(&host, answer(401, ""));
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(401, ""));
    let (case, detail) = parts(send(&host, message()).unwrap_err());
    assert_eq!(
        (case, detail.code.as_str(), detail.requests.len()),
        ("permanent-unauthorized", "token-refused", 3)
    );
    host.finish();
}

#[test]
fn a_renewal_that_fails_is_told_as_a_failed_sign_in() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(401, ""));
    expect_token(&host, answer(503, ""));
    let error = outlook_connector::send_mail(
        &host,
        &connection(),
        outlook_connector::contract::Mail::Message(message()),
        &crate::no_patience(),
    );
    let (case, detail) = parts(error.unwrap_err());
    assert_eq!((case, detail.code.as_str()), ("transient", "sign-in-unavailable"));
    assert!(
        !host.secrets.contains(&crate::cache_name()),
        "the refused token is dropped"
    );
    host.finish();
}
