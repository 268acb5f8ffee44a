//! The token request, the cache around it, and what a refusal is told as.

use outlook_connector::{
    connect,
    contract::{Error, TestOptions},
    host::SecretStoreError,
};

use crate::{
    CLIENT, GRAPH, LOGIN, MAILBOX, PROBE_RESOURCE, SECRET, TENANT, TOKEN, cache_name, connection, expect_send,
    expect_token, message, parts,
    script::{NOW, Script, answer, token_of, with_header},
    send, token_answer, token_path,
};
use outlook_connector::http::Method;

#[test]
fn the_form_is_exactly_what_entra_documents_and_its_length_is_not_announced() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    connect(&host, &connection()).unwrap();
    let [request] = &host.finish()[..] else {
        panic!("one request")
    };
    let expected = format!(
        "grant_type=client_credentials&client_id={CLIENT}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default\
         &client_secret=s3cret%7E%2B%26%3D+%25marker"
    );
    assert_eq!(String::from_utf8_lossy(&request.body), expected);
    assert!(
        !request.announce_length,
        "an engine swaps the secret's placeholder on the way out"
    );
    assert_eq!(request.bearer, None);
    let content_type = request.headers.iter().find(|(name, _)| *name == "content-type");
    assert_eq!(content_type.unwrap().1, "application/x-www-form-urlencoded");
    // Half of the time, so that some is left for another try.
    assert_eq!(request.timeout_ms, 50_000);
}

#[test]
fn each_cloud_has_its_own_hosts_and_scope() {
    for (cloud, login, graph) in [
        ("global", LOGIN, GRAPH),
        ("us-gov-l4", "login.microsoftonline.us", "graph.microsoft.us"),
        ("us-gov-l5", "login.microsoftonline.us", "dod-graph.microsoft.us"),
        (
            "china",
            "login.partner.microsoftonline.cn",
            "microsoftgraph.chinacloudapi.cn",
        ),
    ] {
        let host = Script::new();
        host.expect(Method::Post, login, &token_path(), token_answer(3599));
        let path = format!(
            "/v1.0/users/{}/mailFolders/drafts?$select=id",
            MAILBOX.replace('@', "%40")
        );
        host.expect(Method::Get, graph, &path, answer(200, r#"{"id":"AAA"}"#));
        let path = format!("/v1.0/users/{}{PROBE_RESOURCE}", MAILBOX.replace('@', "%40"));
        host.expect(
            Method::Post,
            graph,
            &path,
            answer(404, r#"{"error":{"code":"ErrorItemNotFound"}}"#),
        );
        let mut connection = connection();
        connection.cloud = Some(cloud.to_owned());
        outlook_connector::test_connection(&host, &connection, &TestOptions::default());
        let sent = host.finish();
        let form = String::from_utf8(sent[0].body.clone()).unwrap();
        assert!(
            form.contains(&format!("&scope=https%3A%2F%2F{graph}%2F.default&")),
            "{cloud}"
        );
        assert_eq!(sent[1].bearer.as_deref(), Some(TOKEN), "{cloud}");
    }
}

#[test]
fn a_token_is_kept_until_five_minutes_before_its_expiry_and_used_until_then() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    send(&host, message()).unwrap();
    assert_eq!(
        host.secrets.stored(&cache_name()),
        Some((TOKEN.to_owned(), Some(NOW + 3299)))
    );

    host.set_now(NOW + 3298);
    expect_send(&host, answer(202, ""));
    assert_eq!(send(&host, message()).unwrap().requests.len(), 1);

    host.set_now(NOW + 3299);
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    send(&host, message()).unwrap();
    host.finish();
}

#[test]
fn a_token_that_lives_for_five_minutes_or_less_is_not_kept() {
    for (lives, expires_at, kept) in [
        (0, "2026-11-23T00:00:00Z", false),
        (300, "2026-11-23T00:05:00Z", false),
        (301, "2026-11-23T00:05:01Z", true),
    ] {
        let host = Script::new();
        expect_token(&host, token_answer(lives));
        let connected = connect(&host, &connection()).unwrap();
        assert_eq!(connected.token_expires_at, expires_at);
        assert_eq!(host.secrets.contains(&cache_name()), kept, "{lives} s");
    }
}

#[test]
fn a_cached_token_without_an_expiry_is_not_used() {
    let host = Script::new();
    host.secrets.set(&cache_name(), "old");
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    send(&host, message()).unwrap();
    assert_eq!(host.finish()[1].bearer.as_deref(), Some(TOKEN));
}

/// Another program may have put it there. A header that cannot be written would end every call until somebody ran `connect`.
#[test]
fn a_cached_token_that_fits_no_header_is_replaced() {
    for unusable in ["", "a b", "a\r\nx-injected: b", "é", "\u{7f}", &"t".repeat(16_385)] {
        let host = Script::new();
        host.secrets.set_until(&cache_name(), unusable, Some(u64::MAX));
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(202, ""));
        send(&host, message()).unwrap();
        let (cached, _) = host.secrets.stored(&cache_name()).unwrap();
        assert_eq!(cached, TOKEN, "{unusable:?}");
        assert_eq!(host.finish()[1].bearer.as_deref(), Some(TOKEN), "{unusable:?}");
    }
}

/// 130 KB and more ended the call as a trap: a host limits the fields of a request.
#[test]
fn a_token_that_fits_no_header_is_no_token() {
    for (length, fits) in [(16_384, true), (16_385, false), (200_000, false)] {
        let host = Script::new();
        let token = "t".repeat(length);
        expect_token(&host, token_of(&token));
        if fits {
            expect_send(&host, answer(202, ""));
            send(&host, message()).unwrap();
        } else {
            let (case, detail) = parts(send(&host, message()).unwrap_err());
            assert_eq!(
                (case, detail.code.as_str()),
                ("transient", "unusable-response"),
                "{length}"
            );
            assert!(!host.secrets.contains(&cache_name()) && !format!("{detail:?}").contains(&token[..100]));
        }
        host.finish();
    }
}

#[test]
fn a_store_that_keeps_nothing_is_told_and_does_not_fail_the_call() {
    for fault in [
        SecretStoreError::Denied("no".to_owned()),
        SecretStoreError::Unavailable("down".to_owned()),
    ] {
        let host = Script::new();
        host.secrets.fail_to_put(fault);
        expect_token(&host, token_answer(3599));
        let notices = connect(&host, &connection()).unwrap().notices;
        assert_eq!(
            notices.iter().map(|n| n.code.as_str()).collect::<Vec<_>>(),
            ["token-not-cached"]
        );
    }
}

#[test]
fn a_secret_that_is_not_there_is_told_before_any_request() {
    type Change = fn(&Script);
    let cases: [(Change, &str, &str, &[&str]); 4] = [
        (
            |h| h.secrets.clear(),
            "permanent-invalid-input",
            "secret-missing",
            &["connection.credential.client-secret"],
        ),
        (
            |h| h.secrets.set("outlook", " \n"),
            "permanent-invalid-input",
            "secret-missing",
            &["connection.credential.client-secret"],
        ),
        (
            |h| {
                h.secrets
                    .fail_to_get(SecretStoreError::Denied("not for you".to_owned()))
            },
            "permanent-unauthorized",
            "secret-store-denied",
            &[],
        ),
        (
            |h| h.secrets.fail_to_get(SecretStoreError::Unavailable("down".to_owned())),
            "transient",
            "secret-store-unavailable",
            &[],
        ),
    ];
    for (change, case, code, fields) in cases {
        let host = Script::new();
        change(&host);
        let (got, detail) = parts(connect(&host, &connection()).unwrap_err());
        assert_eq!(got, case);
        // Invalid input has one code for all fields; the rule tells which was broken.
        let rule = detail
            .fields
            .first()
            .map_or(detail.code.as_str(), |field| field.code.as_str());
        assert_eq!(rule, code);
        assert_eq!(
            detail.fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
            fields
        );
        assert!(detail.requests.is_empty() && host.finish().is_empty());
    }
}

/// The first cause of a sign-in that Entra refused with a wrong secret.
fn first_cause_of_wrong_secret(secret: &str) -> String {
    let host = Script::new();
    host.secrets.set("outlook", secret);
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.","error_codes":[7000215]}"#;
    expect_token(&host, answer(401, body));
    let Error::PermanentUnauthorized(detail) = connect(&host, &connection()).unwrap_err() else {
        panic!()
    };
    assert_eq!(
        (detail.code.as_str(), detail.service_code.as_deref()),
        ("client-secret-wrong", Some("AADSTS7000215"))
    );
    detail.causes[0].id.clone()
}

#[test]
fn the_form_of_a_refused_secret_tells_the_likeliest_mistake() {
    assert_eq!(first_cause_of_wrong_secret(SECRET), "client-secret-wrong");
    assert_eq!(first_cause_of_wrong_secret(TENANT), "secret-id-instead-of-value");
    assert_eq!(first_cause_of_wrong_secret("abc~def\n"), "secret-with-white-space");
    for pasted in [
        "\"abc8Q~x\"",
        "'abc8Q~x'\n",
        "abc8Q~x\u{200b}",
        "\u{feff}abc8Q~x",
        "AZURE_CLIENT_SECRET=abc8Q~x",
    ] {
        assert_eq!(
            first_cause_of_wrong_secret(pasted),
            "secret-pasted-with-more",
            "{pasted}"
        );
    }
}

#[test]
fn throttling_says_how_long_to_wait() {
    for (header, expected) in [
        (None, 60_000),
        (Some("7"), 7_000),
        (Some("2.128"), 2_128),
        (Some("Mon, 23 Nov 2026 00:01:30 GMT"), 90_000),
        (Some("soon"), 60_000),
    ] {
        let host = Script::new();
        let refusal = answer(429, "");
        expect_token(
            &host,
            match header {
                Some(value) => with_header(refusal, "retry-after", value),
                None => refusal,
            },
        );
        let (case, detail) = parts(connect(&host, &connection()).unwrap_err());
        assert_eq!(
            (case, detail.retry_after_ms),
            ("throttled", Some(expected)),
            "{header:?}"
        );
    }
}

#[test]
fn what_is_no_answer_of_entra_is_told_as_such() {
    let truncated = br#"{"access_token":"h.x"#.to_vec();
    for (status, body, case) in [
        (200, Vec::new(), "transient"),
        (200, b"<html>Log in to the hotel</html>".to_vec(), "transient"),
        (200, truncated, "transient"),
        (200, b"{}".to_vec(), "transient"),
        (200, vec![0xff, 0xfe], "transient"),
        (200, vec![b'x'; 10_000_000], "transient"),
        (302, Vec::new(), "permanent-rejected"),
        (400, b"<html>Bad</html>".to_vec(), "permanent-rejected"),
        (403, vec![0xff; 100], "permanent-unauthorized"),
        (400, vec![b'['; 10_000_000], "permanent-rejected"),
    ] {
        let host = Script::new();
        let size = body.len();
        expect_token(&host, answer(status, body));
        let (got, detail) = parts(connect(&host, &connection()).unwrap_err());
        assert_eq!(
            (got, detail.code.as_str()),
            (case, "unusable-response"),
            "{status} with {size} bytes"
        );
        assert_eq!(detail.http_status, Some(status));
        assert!(!host.secrets.contains(&cache_name()));
    }
}
