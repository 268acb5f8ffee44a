//! Nothing that a caller entrusts to the connector comes back in a failure, a report or a receipt, even when a server echoes it.

use base64::Engine as _;
use outlook_connector::{
    contract::{Attachment, Content, Message, Recipient, TestOptions},
    http::{Request, Response, TransportError, TransportFault},
};

use crate::{
    SECRET, TOKEN, connection, expect_send, expect_token, message, parts,
    script::{Answer, Script, answer, with_header},
    send, token_answer,
};

const RECIPIENT: &str = "marker-recipient@contoso.com";
const SUBJECT: &str = "marker subject";
const BODY: &str = "marker body";
const FILE: &str = "marker-file.pdf";
const NAME: &str = "Marker Megan";
const LONG_BODY: &str = "The price of the marker takeover is 12 million, and nobody may know.";

fn marked() -> Message {
    Message {
        to: vec![Recipient::new(RECIPIENT)],
        subject: SUBJECT.to_owned(),
        text: Some(BODY.to_owned()),
        attachments: vec![Attachment {
            name: FILE.to_owned(),
            content: Content::Bytes(b"marker bytes".to_vec()),
            ..Attachment::default()
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

/// A message that repeats what was sent in other words is dropped as a whole. Its code and its causes stay.
#[test]
fn what_a_service_repeats_without_quotation_marks_is_dropped() {
    let spaced = |text: &str| text.chars().map(|c| format!("{c} ")).collect::<String>();
    let in_base64 = base64::engine::general_purpose::STANDARD.encode(TOKEN);
    for (echo, code) in [
        (SUBJECT.to_owned(), "ErrorInvalidRecipients"),
        (SUBJECT.to_uppercase(), "ErrorInvalidRecipients"),
        (SUBJECT.replace(' ', "%20"), "ErrorInvalidRecipients"),
        (RECIPIENT.replace('@', " at @ "), "Oops"),
        (RECIPIENT.replace('@', "&#64;"), "Oops"),
        (LONG_BODY[3..33].to_owned(), "Oops"),
        (LONG_BODY[3..33].replace(' ', "-").to_uppercase(), "Oops"),
        (FILE.replace('.', " "), "Oops"),
        (NAME.to_owned(), "Oops"),
        (TOKEN.to_uppercase(), "Oops"),
        (spaced(TOKEN), "Oops"),
        (in_base64, "Oops"),
        (TOKEN.replace('-', "%2d"), "Oops"),
        ("m".to_owned(), TOKEN),
        ("m".to_owned(), "marker-subject"),
    ] {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"Cannot read {echo} here."}}}}"#);
        let host = Script::new();
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(400, body));
        let mut message = marked();
        message.text = Some(LONG_BODY.to_owned());
        message.to[0].name = Some(NAME.to_owned());
        let (_, detail) = parts(send(&host, message).unwrap_err());
        let kept = Some(code).filter(|code| !code.contains("marker")).map(str::to_owned);
        assert_eq!(detail.service_code, kept, "{echo}");
        assert_eq!(detail.service_message.is_some(), echo == "m", "{echo}: {detail:?}");
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
            outlook_connector::test_connection(&host, &connection(), &TestOptions::default())
        ));
        host.finish();
    }
}

#[test]
fn a_refused_sign_in_does_not_show_the_form_that_the_server_echoes() {
    let form = "client_secret=s3cret%7E%2B%26%3D+%25marker";
    let host = Script::new();
    let body = format!(r#"{{"error":"invalid_request","error_description":"Cannot read {form}"}}"#);
    expect_token(&host, answer(400, body));
    let shown = format!("{:?}", send(&host, marked()));
    assert!(shown.contains("Cannot read client_secret=[redacted]"), "{shown}");
}

const GUID: &str = "7d3b1b52-0000-4000-8000-00000000a001";
const DATE: &str = "Mon, 23 Nov 2026 00:00:00 GMT";
/// The same as results write it.
const RECORDED_DATE: &str = "2026-11-23T00:00:00Z";
const DIAGNOSTIC: &str =
    r#"{"ServerInfo":{"DataCenter":"West Europe","Slice":"E","Ring":"5","RoleInstance":"AM4PEPF0001"}}"#;

/// Request id, date and diagnostic that a send's receipt records of both requests, whose answers have these headers.
fn recorded(headers: &[(&str, &str)]) -> Vec<[Option<String>; 3]> {
    let host = Script::new();
    let dressed = |scripted: Answer| {
        headers
            .iter()
            .fold(scripted, |a, (name, value)| with_header(a, name, value))
    };
    expect_token(&host, dressed(token_answer(3599)));
    expect_send(&host, dressed(answer(202, "")));
    let receipt = send(&host, marked()).unwrap();
    assert_clean(&format!("{receipt:?}"));
    receipt
        .requests
        .into_iter()
        .map(|e| [e.request_id, e.date, e.diagnostic])
        .collect()
}

#[test]
fn an_exchange_records_what_support_asks_for() {
    let some = |text: &str| Some(text.to_owned());
    let headers = [
        ("request-id", GUID),
        ("date", DATE),
        ("x-ms-ags-diagnostic", DIAGNOSTIC),
    ];
    // The diagnostic is Graph's alone.
    assert_eq!(
        recorded(&headers),
        [
            [some(GUID), some(RECORDED_DATE), None],
            [some(GUID), some(RECORDED_DATE), some(DIAGNOSTIC)]
        ]
    );
    assert_eq!(recorded(&[("x-ms-request-id", GUID)])[0], [some(GUID), None, None]);
}

#[test]
fn an_exchange_records_nothing_else_that_stands_in_a_header() {
    let in_form = "s3cret%7E%2B%26%3D+%25marker";
    let after_date = format!("{DATE} {TOKEN}");
    let in_json = format!(r#"{{"a":"{TOKEN}"}}"#);
    let long = format!("{{{}}}", "a".repeat(600));
    for value in [
        SECRET,
        in_form,
        TOKEN,
        RECIPIENT,
        &after_date,
        "a@b.c, 23 Nov 2026 00:00:00 GMT",
        &in_json,
        &long,
        "Bearer x",
        "{Bearer x}",
        "{eyJhbGciOi}",
        "{é}",
        "{a\tb}",
        "",
    ] {
        let headers = [
            ("request-id", value),
            ("x-ms-request-id", value),
            ("date", value),
            ("x-ms-ags-diagnostic", value),
        ];
        for exchange in recorded(&headers) {
            assert_eq!(exchange, [None, None, None], "{value:?}");
        }
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
        body: BODY.as_bytes().to_vec().into(),
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
