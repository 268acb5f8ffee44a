//! The next credential: when it is tried, and when it is not.

use super::*;
use crate::{GRAPH, MAILBOX, PROBE_RESOURCE, SECRET, cache_name, expect_send, expect_token, parts, token_answer};
use outlook_connector::{
    connect,
    contract::{StepStatus, TestOptions},
    host::SecretStoreError,
    http::Method,
};

#[test]
fn the_next_credential_signs_in_when_the_first_is_refused() {
    for code in [7_000_215, 7_000_222] {
        let host = Script::new();
        host.secrets.set("outlook-2027", "next");
        expect_token(&host, refused(code));
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(202, ""));
        let receipt = send(&host, &rotating());
        assert_eq!(receipt.notices[0].code, "next-credential-used");
        // While its token lives, the refused credential is not tried again.
        expect_send(&host, answer(202, ""));
        assert!(send(&host, &rotating()).notices.is_empty());
        let sent = host.finish();
        let secrets: Vec<String> = sent[..2].iter().map(|r| parameter(&r.body, "client_secret")).collect();
        assert_eq!(secrets, [SECRET, "next"]);
        assert!(!host.secrets.contains(&cache_name()));
    }
}

#[test]
fn a_first_credential_that_the_store_no_longer_has_is_replaced_too() {
    let host = Script::new();
    host.secrets.clear();
    host.secrets.set("outlook-2027", "next");
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    let notice = &send(&host, &rotating()).notices[0];
    assert!(
        notice.message.contains("holds no secret of this name"),
        "{}",
        notice.message
    );
    host.finish();
}

/// Only a refused credential is replaced. A host that may not read it, an app that is unknown and a service that is busy have
/// nothing to do with it.
#[test]
fn other_failures_do_not_try_the_next_credential() {
    let unknown_app =
        r#"{"error":"unauthorized_client","error_description":"AADSTS700016: Not found.","error_codes":[700016]}"#;
    for (status, body, case) in [
        (400, unknown_app, "permanent-unauthorized"),
        (429, "", "throttled"),
        (503, "", "transient"),
    ] {
        let host = Script::new();
        host.secrets.set("outlook-2027", "next");
        expect_token(&host, answer(status, body));
        assert_eq!(parts(connect(&host, &rotating()).unwrap_err()).0, case);
        host.finish();
    }
    for error in [
        SecretStoreError::Denied("no".to_owned()),
        SecretStoreError::Unavailable("down".to_owned()),
    ] {
        let host = Script::new();
        host.secrets.fail_to_get(error);
        connect(&host, &rotating()).unwrap_err();
        assert!(host.finish().is_empty());
    }
}

#[test]
fn two_refused_credentials_are_two_requests_and_one_error() {
    let host = Script::new();
    host.secrets.set("outlook-2027", "next");
    expect_token(&host, refused(7_000_222));
    expect_token(&host, refused(7_000_215));
    let (case, detail) = parts(connect(&host, &rotating()).unwrap_err());
    assert_eq!(
        (case, detail.code.as_str()),
        ("permanent-unauthorized", "client-secret-expired")
    );
    assert!(
        detail
            .message
            .ends_with("The next credential does not work either: Entra refused the client secret."),
        "{}",
        detail.message
    );
    host.finish();
}

#[test]
fn a_next_credential_that_is_throttled_may_still_work() {
    let host = Script::new();
    host.secrets.set("outlook-2027", "next");
    expect_token(&host, refused(7_000_222));
    expect_token(&host, answer(429, ""));
    assert_eq!(parts(connect(&host, &rotating()).unwrap_err()).0, "throttled");
    host.finish();
}

#[test]
fn a_test_tries_both_credentials() {
    for (second, warns) in [(token_answer(3599), false), (refused(7_000_215), true)] {
        let host = Script::new();
        host.secrets.set("outlook-2027", "next");
        expect_token(&host, token_answer(3599));
        expect_token(&host, second);
        let mailbox = MAILBOX.replace('@', "%40");
        host.expect(
            Method::Get,
            GRAPH,
            &format!("/v1.0/users/{mailbox}/mailFolders/drafts?$select=id"),
            answer(200, r#"{"id":"AAA"}"#),
        );
        host.expect(
            Method::Post,
            GRAPH,
            &format!("/v1.0/users/{mailbox}{PROBE_RESOURCE}"),
            answer(404, r#"{"error":{"code":"ErrorItemNotFound"}}"#),
        );
        let report = outlook_connector::test_connection(&host, &rotating(), &TestOptions::default());
        let token = &report.steps[1];
        assert_eq!(token.status == StepStatus::Warn, warns, "{token:?}");
        assert_eq!(
            token
                .notices
                .first()
                .is_some_and(|n| n.code == "next-credential-failed"),
            warns
        );
        assert_eq!(token.message, "Tenant ID, client ID and client secret are correct.");
        host.finish();
    }
}
