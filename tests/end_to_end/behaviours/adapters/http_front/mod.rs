//! `outlook-http.wasm`, the connector as an HTTP service. Its responses fit the service's OpenAPI document.

mod host;

use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use outlook_emulator::{Effect, Fault, Operation, demo};
use outlook_end_to_end::sample;
use serde_json::{Value, json};

use super::engine::Engine;
use host::{TOKEN, checked, document, engine, engine_with, handle, post, request, unsigned};

const KEY: &str = "order-4711";

fn connection() -> Value {
    json!({
        "tenant_id": demo::TENANT_ID,
        "client_id": demo::CLIENT_ID,
        "credential": { "client-secret": "lab-secret" },
        "mailbox": demo::MAILBOX,
    })
}

fn mail() -> Value {
    json!({
        "connection": connection(),
        "message": { "to": ["Adele Vance <adele@fabrikam.example>"], "subject": "Hello", "text": "Hello, Adele." },
    })
}

#[tokio::test]
async fn a_mail_is_sent_once_for_its_key() {
    let engine = engine();
    let mut mail = mail();
    mail["message"]["attachments"] = json!([{ "name": "a.txt", "base64": "QUJD" }]);
    for already_sent in [false, true] {
        let request = request("POST", "/v1/send-mail")
            .header("content-type", "application/json; charset=utf-8")
            .header("idempotency-key", format!("\"{KEY}\""));
        let request = request.body(Bytes::from(mail.to_string())).expect("a request");
        let sent = checked("/v1/send-mail", handle(&engine, request).await);
        assert_eq!(sent.status(), StatusCode::OK, "{:?}", sent.body());
        assert_eq!(sent.headers()["outlook-reference"], KEY);
        assert_eq!(document(&sent)["already_sent"], already_sent);
    }
    let delivered = engine.offer.emulator.delivered();
    assert_eq!(delivered.len(), 1);
    assert_eq!(*delivered[0].attachments[0].content, *b"ABC");

    let reference = json!({ "connection": connection(), "reference": KEY });
    let outcome = post(&engine, "/v1/check-outcome", &reference).await;
    assert_eq!(document(&outcome)["state"], "sent");
}

#[tokio::test]
async fn a_mail_without_a_key_has_a_reference_to_look_for() {
    let engine = engine();
    let sent = post(&engine, "/v1/send-mail", &mail()).await;
    let reference = sent.headers()["outlook-reference"].to_str().expect("ASCII");
    assert_eq!(document(&sent)["reference"], reference);
    let reference = json!({ "connection": connection(), "reference": reference });
    let outcome = post(&engine, "/v1/check-outcome", &reference).await;
    assert_eq!(document(&outcome)["state"], "sent");
}

#[tokio::test]
async fn a_complete_message_and_a_file_of_the_engine_are_sent() {
    let file = sample::noise(5_000_000);
    let mut offer = engine_with(&[
        ("OUTLOOK_HTTP_TOKEN", TOKEN),
        ("OUTLOOK_ATTACHMENTS", "https://files.internal/box/"),
    ])
    .offer;
    offer.other_host = Arc::new(super::compositions::file_server(file.clone(), u32::MAX));
    let engine = Engine::load("outlook-http.wasm", offer);
    let mut mail = mail();
    mail["message"]["attachments"] = json!([{ "name": "scan.bin", "stored": "2026/scan.bin" }]);
    let sent = post(&engine, "/v1/send-mail", &mail).await;
    assert_eq!(sent.status(), StatusCode::OK, "{:?}", sent.body());
    let delivered = engine.offer.emulator.delivered();
    assert!(*delivered[0].attachments[0].content == file, "the bytes arrive");

    let mime = "From: sender@contoso.com\r\nTo: adele@fabrikam.example\r\nSubject: Whole\r\n\r\nHello.\r\n";
    let mime = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, mime);
    let whole = json!({ "connection": connection(), "mime": { "base64": mime } });
    let sent = post(&engine, "/v1/send-mail", &whole).await;
    assert_eq!(sent.status(), StatusCode::OK, "{:?}", sent.body());
    assert_eq!(engine.offer.emulator.delivered().len(), 2);
}

#[tokio::test]
async fn the_other_operations_respond_as_the_service_does() {
    let engine = engine();
    let described = handle(
        &engine,
        request("GET", "/v1/describe").body(Bytes::new()).expect("a request"),
    )
    .await;
    assert_eq!(document(&described)["results"]["$defs"]["Receipt"]["type"], "object");
    let connection = json!({ "connection": connection() });
    let connected = post(&engine, "/v1/connect", &connection).await;
    assert_eq!(document(&connected)["connection"]["cloud"], "global");
    let report = post(&engine, "/v1/test-connection", &connection).await;
    assert_eq!(document(&report)["status"], "ok", "{}", document(&report)["summary"]);
    let explained = post(&engine, "/v1/explain", &json!({ "body": "AADSTS7000215" })).await;
    assert_eq!(document(&explained)["verdict"], "permanent-unauthorized");
    let guide = post(&engine, "/v1/setup-guide", &json!({})).await;
    assert!(
        document(&guide)["script"]
            .as_str()
            .expect("a script")
            .contains("New-ServicePrincipal")
    );
    assert_eq!(engine.offer.emulator.delivered().len(), 0);
}

#[tokio::test]
async fn a_request_that_is_not_usable_names_its_field_and_no_value() {
    let engine = engine();
    let mut unknown = mail();
    unknown["message"]["recipients"] = json!(["marker"]);
    let mut saved = mail();
    saved["connection"] = "marker".into();
    let mut without_content = mail();
    without_content["message"]["attachments"] = json!([{ "name": "marker" }]);
    let mut invalid = mail();
    invalid["message"]["to"] = json!(["marker"]);
    for (mail, status, kind, field) in [
        (unknown, 422, "bad-input", "message.recipients"),
        (saved, 422, "bad-input", "connection"),
        (without_content, 422, "bad-input", "message.attachments[0]"),
        (json!({ "connection": connection() }), 422, "bad-input", ""),
        (invalid, 422, "permanent-invalid-input", ""),
    ] {
        let refused = post(&engine, "/v1/send-mail", &mail).await;
        let problem = document(&refused);
        assert_eq!(refused.status(), status, "{problem}");
        assert_eq!(problem["kind"], kind);
        assert_eq!(problem["field"].as_str().unwrap_or_default(), field);
        assert_eq!(
            (&problem["may_have_been_sent"], &problem["is_permanent"]),
            (&json!(false), &json!(true))
        );
        assert!(!problem.to_string().contains("marker"), "{problem}");
    }
    let broken = request("POST", "/v1/connect").header("content-type", "application/json");
    let broken = handle(&engine, broken.body(Bytes::from_static(b"{")).expect("a request")).await;
    assert_eq!(checked("/v1/connect", broken).status(), StatusCode::BAD_REQUEST);
    assert_eq!(engine.offer.emulator.requests().len(), 0);
}

#[tokio::test]
async fn a_failure_says_whether_and_when_to_repeat() {
    let engine = engine();
    let emulator = &engine.offer.emulator;
    let fault = |effect| emulator.inject(Fault::next(Operation::SendMail, effect));
    // The connector waits for short throttling itself.
    fault(Effect::retry_later(429, 3_000));
    let throttled = post(&engine, "/v1/send-mail", &mail()).await;
    assert_eq!(throttled.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(throttled.headers()["retry-after"], "3000");
    assert_eq!(document(&throttled)["kind"], "throttled");
    assert_eq!(document(&throttled)["retry_after_ms"], 3_000_000);

    fault(Effect::Response {
        status: 403,
        headers: Vec::new(),
        body: json!({ "error": { "code": "ErrorAccessDenied", "message": "Access is denied." } }).to_string(),
    });
    let refused = post(&engine, "/v1/send-mail", &mail()).await;
    assert_eq!(refused.status(), StatusCode::FAILED_DEPENDENCY);
    let problem = document(&refused);
    assert_eq!(problem["kind"], "permanent-unauthorized");
    assert!(problem["error"]["causes"][0]["fix"].is_string(), "{problem}");
    assert_eq!(problem["may_have_been_sent"], false);

    // The response says nothing clear of a request that sends.
    fault(Effect::Html { status: 502 });
    let unknown = post(&engine, "/v1/send-mail", &mail()).await;
    assert_eq!(unknown.status(), StatusCode::FAILED_DEPENDENCY);
    let problem = document(&unknown);
    assert_eq!(problem["kind"], "permanent-outcome-unknown");
    assert_eq!(problem["may_have_been_sent"], true);
    assert_eq!(
        unknown.headers()["outlook-reference"],
        problem["reference"].as_str().expect("a reference")
    );
    assert_eq!(engine.offer.emulator.delivered().len(), 0);
}

#[tokio::test]
async fn callers_need_the_token() {
    let engine = engine();
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "Basic 0123456789abcdef0123456789abcdef",
        "Bearer 0123456789abcdef0123456789abcdeg",
    ] {
        for path in ["/v1/send-mail", "/v1/describe", "/v1/anything"] {
            let request = unsigned("POST", path).header("authorization", value);
            let refused = handle(&engine, request.body(Bytes::new()).expect("a request")).await;
            assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{value:?} {path}");
            assert_eq!(refused.headers()["www-authenticate"], "Bearer");
        }
    }
    // Without a token in the variable nobody may call, with whatever token.
    for variables in [
        &[][..],
        &[("OUTLOOK_HTTP_TOKEN", "")],
        &[("OUTLOOK_HTTP_TOKEN", "short")],
    ] {
        let engine = engine_with(variables);
        for value in ["Bearer ", "Bearer short", &format!("Bearer {TOKEN}")] {
            let request = unsigned("GET", "/v1/describe").header("authorization", value);
            let refused = handle(&engine, request.body(Bytes::new()).expect("a request")).await;
            assert_eq!(refused.status(), StatusCode::INTERNAL_SERVER_ERROR, "{value:?}");
            assert_eq!(document(&refused)["code"], "token");
        }
    }
}

#[tokio::test]
async fn paths_methods_and_bodies_that_are_not_served() {
    let engine = engine();
    let large = (32 * 1024 * 1024 + 1).to_string();
    for (method, path, fields, status) in [
        ("GET", "/healthz", &[][..], 200),
        ("GET", "/readyz", &[], 200),
        ("HEAD", "/healthz", &[], 200),
        ("POST", "/healthz", &[], 405),
        ("GET", "/", &[], 404),
        ("GET", "/v1/connections", &[], 404),
        ("GET", "/v1/send-mail", &[], 405),
        ("POST", "/v1/describe", &[], 405),
        ("POST", "/v1/send-mail", &[], 415),
        ("POST", "/v1/send-mail", &[("content-type", "multipart/form-data")], 415),
        (
            "POST",
            "/v1/send-mail",
            &[("content-type", "application/json"), ("content-length", large.as_str())],
            413,
        ),
    ] {
        let mut request = request(method, path);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let response = handle(&engine, request.body(Bytes::new()).expect("a request")).await;
        assert_eq!(response.status(), status, "{method} {path}");
        if status != 200 {
            assert_eq!(response.headers()["content-type"], "application/problem+json");
            assert_eq!(document(&response)["status"], status);
            assert_eq!(
                response.headers().contains_key("allow"),
                status == 405,
                "{method} {path}"
            );
        }
    }
    assert_eq!(engine.offer.emulator.requests().len(), 0);
}
