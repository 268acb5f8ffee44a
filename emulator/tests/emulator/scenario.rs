//! Scenario files: the README's example is loaded and played.

use crate::support::*;
use outlook_emulator::World;

/// The README's one JSON block.
fn example() -> String {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```json\n").expect("a JSON block");
    rest.split_once("```").expect("its end").0.to_owned()
}

#[tokio::test]
async fn the_readme_example_plays() {
    let world = World::from_json(&example()).expect("the example is a scenario");
    let emulator = start(world).await;
    assert_eq!(emulator.now().date().to_string(), "2026-01-15");
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", "3a7f1b52-6c0d-4e89-b1f4-7d2c9e05a836"),
        ("client_secret", "value-of-the-secret"),
        ("scope", SCOPE),
    ];
    let first = ask_token(&emulator, LOGIN, "fabrikam.com", &pairs).await;
    assert_eq!(first.status, 503, "the scripted fault");
    let reply = ask_token(&emulator, LOGIN, "fabrikam.com", &pairs).await;
    assert_eq!(reply.json()["expires_in"], 3599);
    let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
    let denied = send(&emulator, &token, "invoices@fabrikam.com", &hello()).await;
    assert_eq!(denied.status, 403, "the assignment is not in force yet");
    emulator.advance_clock(std::time::Duration::from_secs(1800));
    assert_eq!(
        send(&emulator, &token, "invoices@fabrikam.com", &hello()).await.status,
        202
    );
}

#[test]
fn a_world_survives_its_own_json() {
    for text in [example(), serde_json::to_string(&World::demo()).expect("JSON")] {
        let world = World::from_json(&text).expect("a scenario");
        let again = serde_json::to_value(&world).expect("JSON");
        let twice = serde_json::to_value(serde_json::from_value::<World>(again.clone()).expect("a scenario"));
        assert_eq!(again, twice.expect("JSON"));
    }
}

#[test]
fn a_misspelt_field_is_named() {
    let error =
        World::from_json(r#"{ "tenants": [], "startsAt": "2026-01-15T09:00:00Z" }"#).expect_err("unknown field");
    assert!(error.to_string().contains("startsAt"), "{error}");
}
