//! Error answers look like recorded ones: same members, same kinds of value, same text but for names, ids and times.

use crate::support::*;
use http::Method;
use outlook_emulator::{AppSecret, World, demo};
use serde_json::{Value, json};

fn recorded(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("a fixture")).expect("JSON")
}

/// Asserts that `ours` has every member of `theirs`, of the same kind.
fn assert_covers(ours: &Value, theirs: &Value, at: &str) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, value) in theirs {
                let own = ours.get(name).unwrap_or_else(|| panic!("{at}/{name} is missing"));
                assert_covers(own, value, &format!("{at}/{name}"));
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours, theirs, "{at}");
        }
        (Value::String(ours), Value::String(theirs)) if at.ends_with("timestamp") || at.ends_with("date") => {
            let digits = |text: &str| {
                text.chars()
                    .map(|c| if c.is_ascii_digit() { '0' } else { c })
                    .collect::<String>()
            };
            assert_eq!(digits(ours), digits(theirs), "{at}");
        }
        (Value::String(ours), Value::String(theirs)) if at.ends_with("code") || at.ends_with("/error") => {
            assert_eq!(ours, theirs, "{at}");
        }
        (Value::String(ours), Value::String(theirs)) if at.ends_with("message") || at.ends_with("description") => {
            assert_eq!(skeleton(ours), skeleton(theirs), "{at}");
        }
        (Value::String(_), Value::String(_)) => {}
        _ => panic!("{at}: {ours} against {theirs}"),
    }
}

/// The words of a text, without what is quoted, ids and times; recorded texts name other apps and tenants, and some were
/// cut before the ids by those who recorded them.
fn skeleton(text: &str) -> String {
    let text = text.split("Trace ID:").next().unwrap_or(text);
    let unquoted: String = text.split('\'').step_by(2).collect();
    unquoted
        .split_whitespace()
        .filter(|word| !word.chars().any(|c| c.is_ascii_digit()) || word.starts_with("AADSTS"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn assert_like(reply: &Reply, name: &str) {
    let fixture = recorded(name);
    assert_eq!(json!(reply.status.as_u16()), fixture["status"], "{name}");
    assert_covers(&reply.json(), &fixture["body"], name);
}

#[tokio::test]
async fn entra() {
    let emulator = start(World::demo()).await;
    let ask = |name: &'static str, value: &'static str| {
        let pairs: Vec<_> = good_form()
            .into_iter()
            .map(|(own, old)| (own, if own == name { value } else { old }))
            .collect();
        let emulator = &emulator;
        async move { ask_token(emulator, LOGIN, demo::DOMAIN, &pairs).await }
    };
    assert_like(
        &ask("client_id", "11111111-2222-4333-8444-555555555555").await,
        "unknown-app",
    );
    assert_like(&ask("client_secret", "").await, "empty-secret");
    emulator.update(|world| {
        let secret: &mut AppSecret = &mut world.application_mut(demo::CLIENT_ID).expect("the app").secrets[0];
        secret.expires = Some(time::OffsetDateTime::UNIX_EPOCH);
    });
    assert_like(&ask("client_secret", demo::SECRET_VALUE).await, "secret-expired");
}

#[tokio::test]
async fn entra_echoes_the_correlation_id() {
    let emulator = start(World::demo()).await;
    let id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let path = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
    let headers = [("content-type", FORM), ("client-request-id", id)];
    let reply = exchange(http(&emulator), request(Method::POST, LOGIN, &path, &headers, ""))
        .await
        .expect("an answer");
    let body = reply.json();
    assert_eq!(body["correlation_id"], id);
    let description = body["error_description"].as_str().expect("text");
    assert!(description.contains(&format!("Correlation ID: {id}")));
    assert_eq!(
        reply.headers["x-ms-request-id"].to_str().ok(),
        body["trace_id"].as_str()
    );
}

#[tokio::test]
async fn graph() {
    let emulator = start(World::demo()).await;
    let token = token_for(&emulator, &demo::WIDE_CLIENT_ID.to_string()).await;
    let from = send(
        &emulator,
        &token,
        demo::MAILBOX,
        &hello_with("from", to("megan@contoso.com")),
    )
    .await;
    assert_like(&from, "send-as-denied");
    assert_like(
        &send(&emulator, &token, "left@contoso.com", &hello()).await,
        "mailbox-not-enabled",
    );
    let six: Vec<Value> = (0..6)
        .map(|n| json!({ "name": format!("x-{n}"), "value": "1" }))
        .collect();
    let headers = hello_with("internetMessageHeaders", json!(six));
    assert_like(
        &send(&emulator, &token, demo::MAILBOX, &headers).await,
        "too-many-headers",
    );
    let anonymous = request(Method::POST, GRAPH, "/v1.0/users/sender@contoso.com/sendMail", &[], "");
    assert_like(
        &exchange(http(&emulator), anonymous).await.expect("an answer"),
        "token-empty",
    );
    assert_like(
        &get(&emulator, &token, "/v1.0/users/sender@contoso.com/sendMail").await,
        "wrong-verb",
    );
}

#[tokio::test]
async fn graph_traces_every_answer() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    let bearer = format!("Bearer {token}");
    for (echo, body) in [(true, hello()), (true, json!({})), (false, hello())] {
        let mut headers = vec![
            ("authorization", bearer.as_str()),
            ("content-type", JSON),
            ("client-request-id", "my-id"),
        ];
        if echo {
            headers.push(("return-client-request-id", "true"));
        }
        let path = format!("/v1.0/users/{}/sendMail", demo::MAILBOX);
        let request = request(Method::POST, GRAPH, &path, &headers, body.to_string());
        let reply = exchange(http(&emulator), request).await.expect("an answer");
        assert_eq!(
            reply.headers.get("client-request-id").map(|id| id == "my-id"),
            echo.then_some(true)
        );
        let diagnostic: Value = serde_json::from_slice(reply.headers["x-ms-ags-diagnostic"].as_bytes()).expect("JSON");
        assert!(diagnostic["ServerInfo"]["DataCenter"].is_string());
        let id = reply.headers["request-id"].to_str().expect("text");
        assert!(uuid::Uuid::try_parse(id).is_ok());
        assert!(httpdate::parse_http_date(reply.headers["date"].to_str().expect("text")).is_ok());
        if !reply.body.is_empty() {
            let inner = &reply.json()["error"]["innerError"];
            assert_eq!(
                (inner["request-id"].as_str(), inner["client-request-id"].as_str()),
                (Some(id), Some("my-id"))
            );
        }
    }
}
