//! Nothing that a caller entrusts to the connector comes back in a failure, a report or a receipt, even when a server echoes it.

use outlook_connector::{
    contract::{Attachment, Content, Message},
    http::{Request, Response, TransportError, TransportFault},
};

use crate::{
    SECRET, TOKEN, connection, expect_send, expect_token, message, recipient,
    script::{Answer, Script, answer, with_header},
    send, token_answer,
};

const RECIPIENT: &str = "marker-recipient@contoso.com";
const SUBJECT: &str = "marker subject";
const BODY: &str = "marker body";
const FILE: &str = "marker-file.pdf";

fn marked() -> Message {
    Message {
        to: vec![recipient(RECIPIENT)],
        subject: SUBJECT.to_owned(),
        text: Some(BODY.to_owned()),
        attachments: vec![Attachment {
            name: FILE.to_owned(),
            content_type: None,
            content: Content::Bytes(b"marker bytes".to_vec()),
            content_id: None,
        }],
        ..message()
    }
}

fn assert_clean(shown: &str) {
    for marker in [
        SECRET,
        TOKEN,
        RECIPIENT,
        SUBJECT,
        BODY,
        FILE,
        "marker-recipient",
        "marker bytes",
    ] {
        assert!(!shown.contains(marker), "{marker:?} in {shown}");
    }
}

#[test]
fn failures_and_receipts_of_a_send_hold_nothing_entrusted() {
    let echo = format!(
        r#"{{"error":{{"code":"Oops","message":"Bearer {TOKEN} '{RECIPIENT}' \"{SUBJECT}\" '{BODY}' '{FILE}' {RECIPIENT}"}}}}"#
    );
    let lost = || {
        Err(TransportError {
            fault: TransportFault::Broken,
            may_have_been_sent: true,
        })
    };
    let answers: [Answer; 7] = [
        answer(202, ""),
        answer(400, echo.clone()),
        answer(403, echo.clone()),
        answer(429, echo.clone()),
        answer(500, echo),
        answer(400, format!("<html>{TOKEN} {RECIPIENT} {SUBJECT}</html>")),
        lost(),
    ];
    for scripted in answers {
        let host = Script::new();
        expect_token(&host, token_answer(3599));
        expect_send(&host, scripted);
        assert_clean(&format!("{:?}", send(&host, marked())));
        host.finish();
    }
}

#[test]
fn a_refused_sign_in_does_not_show_the_secret_that_the_server_echoes() {
    for body in [
        format!(
            r#"{{"error":"invalid_client","error_description":"AADSTS7000215: Invalid secret {SECRET} provided."}}"#
        ),
        format!(r#"{{"error":"invalid_client","error_description":"{SECRET}"}}"#),
        format!(r#"{{"error":"{SECRET}"}}"#),
        SECRET.to_owned(),
    ] {
        let host = Script::new();
        expect_token(
            &host,
            with_header(answer(401, body), "date", "Mon, 23 Nov 2026 00:00:00 GMT"),
        );
        assert_clean(&format!(
            "{:?}",
            outlook_connector::test_connection(&host, &connection())
        ));
        host.finish();
    }
}

#[test]
fn debug_of_requests_and_answers_shows_sizes_only() {
    let request = Request {
        method: outlook_connector::http::Method::Post,
        host: crate::GRAPH,
        path: format!("/{RECIPIENT}"),
        bearer: None,
        headers: vec![("x-a", TOKEN.to_owned())],
        body: BODY.into(),
        announce_length: true,
        timeout_ms: 1,
    };
    let headers = vec![("x-a".to_owned(), TOKEN.to_owned())];
    let response = Response {
        status: 200,
        headers,
        body: SUBJECT.into(),
        complete: true,
    };
    assert_clean(&format!("{request:?} {response:?}"));
}
