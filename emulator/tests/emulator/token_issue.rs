//! Tokens: their claims, their lifetime, and HTTP Basic as the other way to present the secret.

use crate::support::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Method;
use outlook_emulator::{World, demo};
use serde_json::Value;

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

#[tokio::test]
async fn exchange_grants_never_show_in_the_token() {
    let emulator = start(World::demo()).await;
    let scoped = claims(&token(&emulator).await);
    assert_eq!(scoped["roles"], Value::Null);
    assert_eq!(scoped["idtyp"], "app");
    assert_eq!(scoped["aud"], "https://graph.microsoft.com");
    assert_eq!(scoped["tid"], demo::TENANT_ID.to_string());
    assert_eq!(scoped["appid"], demo::CLIENT_ID.to_string());
    assert_eq!(scoped["oid"], demo::SERVICE_PRINCIPAL_ID.to_string());
    assert_eq!(scoped["ver"], "1.0");
    let wide = claims(&token_for(&emulator, &demo::WIDE_CLIENT_ID.to_string()).await);
    assert_eq!(wide["roles"], serde_json::json!(["Mail.Send", "Mail.ReadWrite"]));
}

#[tokio::test]
async fn lifetime_is_random_within_the_documented_range_or_as_set() {
    let emulator = start(World::demo()).await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..8 {
        let reply = ask_token(&emulator, LOGIN, demo::DOMAIN, &good_form()).await.json();
        assert_eq!(reply["token_type"], "Bearer");
        let seconds = reply["expires_in"].as_u64().expect("a number");
        assert!((3599..=5399).contains(&seconds), "{seconds}");
        seen.insert(seconds);
    }
    assert!(seen.len() > 1, "eight equal random lifetimes");
    emulator.update(|world| world.token_lifetime_seconds = Some(600));
    let reply = ask_token(&emulator, LOGIN, demo::DOMAIN, &good_form()).await.json();
    assert_eq!(reply["expires_in"], 600);
    let claims = claims(reply["access_token"].as_str().expect("a token"));
    let left = claims["exp"].as_i64().expect("a number") - emulator.now().unix_timestamp();
    assert!((598..=600).contains(&left), "{left}");
}

#[tokio::test]
async fn basic_authentication_carries_form_encoded_values() {
    let mut world = World::demo();
    let app = world.application_mut(demo::CLIENT_ID).expect("the demo app");
    app.secrets[0].value = outlook_emulator::SecretValue::new("a:b+c %d~");
    let emulator = start(world).await;
    let encoded: String = form_urlencoded::byte_serialize(b"a:b+c %d~").collect();
    let basic = format!("Basic {}", base64(format!("{}:{encoded}", demo::CLIENT_ID).as_bytes()));
    let body = form(&[("grant_type", "client_credentials"), ("scope", SCOPE)]);
    let headers = [("content-type", FORM), ("authorization", basic.as_str())];
    let path = format!("/{}/oauth2/v2.0/token", demo::INITIAL_DOMAIN);
    let reply = exchange(http(&emulator), request(Method::POST, LOGIN, &path, &headers, body))
        .await
        .expect("an answer");
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    assert!(
        !format!("{:?}", emulator.requests()).contains(&encoded),
        "the secret is in a record"
    );
}

#[tokio::test]
async fn an_expired_token_and_those_of_others_are_refused() {
    let emulator = start(World::demo()).await;
    let good = token(&emulator).await;
    let path = format!("/v1.0/users/{}/mailFolders/drafts", demo::MAILBOX);
    assert_eq!(get(&emulator, &good, &path).await.status, 200);
    let damaged = format!("{}x", &good[..good.len() - 1]);
    for (token, text) in [("", "empty"), ("abc", "IDX14100"), (damaged.as_str(), "80049217")] {
        let reply = get(&emulator, token, &path).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code().as_str()),
            (401, "InvalidAuthenticationToken")
        );
        assert!(
            reply.json()["error"]["message"]
                .as_str()
                .expect("a text")
                .contains(text),
            "{text}"
        );
        assert!(
            reply.headers["www-authenticate"]
                .to_str()
                .expect("text")
                .starts_with("Bearer ")
        );
    }
    let bearer = format!("Bearer {good}");
    let elsewhere = request(
        Method::GET,
        "graph.microsoft.us",
        &path,
        &[("authorization", &bearer)],
        "",
    );
    let reply = exchange(http(&emulator), elsewhere).await.expect("an answer");
    assert!(
        reply.json()["error"]["message"]
            .as_str()
            .expect("a text")
            .contains("Invalid audience")
    );
    emulator.advance_clock(std::time::Duration::from_secs(5400));
    let reply = get(&emulator, &good, &path).await;
    assert!(
        reply.json()["error"]["message"]
            .as_str()
            .expect("a text")
            .contains("expired")
    );
}
