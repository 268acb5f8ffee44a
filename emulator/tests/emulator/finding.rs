//! Listing and finding messages: by extended property above all, in every folder.

use std::time::Duration;

use crate::support::local::Local;
use crate::support::*;
use outlook_emulator::World;
use serde_json::{Value, json};

const KEY: &str = "String {AAAAAAAA-2222-4333-8444-555555555555} Name Key";
const OTHER: &str = "Integer 0x36";

fn keyed(value: &str) -> Value {
    let mut message = hello()["message"].clone();
    message["singleValueExtendedProperties"] = json!([{ "id": KEY, "value": value }, { "id": OTHER, "value": "1" }]);
    message
}

fn by(id: &str, value: &str) -> String {
    format!("singleValueExtendedProperties/Any(ep: ep/id eq '{id}' and ep/value eq '{value}')")
}

#[tokio::test]
async fn a_property_is_found_in_every_folder() {
    let local = Local::new().await;
    let (a, b, c) = (
        local.draft(&keyed("k")).await,
        local.draft(&keyed("k")).await,
        local.draft(&keyed("it's")).await,
    );
    local.send(&a).await;
    local.delete(&format!("/messages/{b}")).await;
    assert_eq!(local.found(&by(KEY, "k")).await, [b.as_str(), a.as_str()]);
    assert_eq!(local.found(&by(KEY, "it''s")).await, [c.as_str()]);
    assert_eq!(
        local.found(&format!("isDraft eq false and {}", by(KEY, "K"))).await,
        [a.as_str()]
    );
    assert!(local.found(&by(KEY, "kk")).await.is_empty());
    assert!(local.found(&by(&KEY.replace("Key", "key"), "k")).await.is_empty());
}

#[tokio::test]
async fn ways_to_write_the_same_filter() {
    let local = Local::new().await;
    let id = local.draft(&keyed("k")).await;
    let lower = KEY
        .replace("String", "string")
        .to_lowercase()
        .replace(" name key", " Name Key");
    for filter in [
        by(&lower, "k"),
        by(&KEY.replace(' ', "  "), "k"),
        format!("singleValueExtendedProperties/any(x:x/value eq 'k' and x/id eq '{KEY}')"),
        by("Integer 0x0036", "1"),
    ] {
        assert_eq!(local.found(&filter).await, [id.as_str()], "{filter}");
    }
    let draft = local.get(&format!("/messages/{id}")).await.json();
    let message_id = draft["internetMessageId"].as_str().expect("an id");
    assert_eq!(
        local.found(&format!("internetMessageId eq '{message_id}'")).await,
        [id.as_str()]
    );
    assert!(
        local
            .found(&format!("internetMessageId eq '{}'", message_id.trim_matches('<')))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let local = Local::new().await;
    for (filter, code) in [
        ("subject eq 'Hello'", "ErrorInvalidUrlQueryFilter"),
        ("isDraft eq 'true'", "ErrorInvalidUrlQueryFilter"),
        ("isDraft eq true or isDraft eq false", "ErrorInvalidUrlQueryFilter"),
        ("internetMessageId eq '<a@b", "ErrorInvalidUrlQueryFilter"),
        (&by("Strong 0x1045", "x"), "ErrorInvalidProperty"),
        (&by("String {1-2} Name x", "x"), "ErrorInvalidProperty"),
    ] {
        let reply = local.get(&format!("/messages?{}", form(&[("$filter", filter)]))).await;
        assert_eq!(reply.refusal(), (400, code.to_owned()), "{filter}");
    }
    for (option, value) in [
        ("$filtre", "x"),
        ("$top", "0"),
        ("$select", "subjekt"),
        ("$expand", "attachments"),
    ] {
        let reply = local.get(&format!("/messages?{}", form(&[(option, value)]))).await;
        assert_eq!(reply.status, 400, "{option}");
    }
    let both = form(&[("$filter", "isDraft eq true"), ("$orderby", "sentDateTime desc")]);
    let reply = local.get(&format!("/messages?{both}")).await;
    assert_eq!(reply.refusal(), (400, "InefficientFilter".to_owned()));
}

#[tokio::test]
async fn properties_are_returned_on_demand() {
    let local = Local::new().await;
    let id = local.draft(&keyed("k")).await;
    let path = format!("/messages/{id}");
    assert_eq!(
        local.get(&path).await.json()["singleValueExtendedProperties"],
        Value::Null
    );
    let expand = format!("singleValueExtendedProperties($filter=id eq '{KEY}' or id eq 'String 0x1045')");
    let found = local
        .get(&format!("{path}?{}", form(&[("$expand", &expand), ("$select", "id")])))
        .await
        .json();
    let properties = found["singleValueExtendedProperties"].as_array().expect("a list");
    assert_eq!(properties.len(), 1);
    assert_eq!(properties[0]["value"], "k");
    assert!(
        properties[0]["id"]
            .as_str()
            .is_some_and(|id| id.eq_ignore_ascii_case(KEY))
    );
    assert_eq!(found["subject"], Value::Null);
}

#[tokio::test]
async fn a_patch_merges_properties_by_id() {
    let local = Local::new().await;
    let id = local.draft(&keyed("k")).await;
    let change = json!({ "singleValueExtendedProperties": [{ "id": KEY.to_lowercase().replace("name key", "Name Key"), "value": "new" }] });
    assert_eq!(local.patch(&format!("/messages/{id}"), &change).await.status, 200);
    assert!(local.found(&by(KEY, "k")).await.is_empty());
    assert_eq!(local.found(&by(KEY, "new")).await, [id.as_str()]);
    assert_eq!(local.found(&by(OTHER, "1")).await, [id.as_str()]);
}

#[tokio::test]
async fn pages() {
    let local = Local::new().await;
    for n in 0..12 {
        local.draft(&json!({ "subject": format!("{n:02}") })).await;
    }
    let first = local.get("/messages?$select=subject").await.json();
    assert_eq!(first["value"].as_array().map(Vec::len), Some(10));
    assert_eq!(first["value"][0]["subject"], "11");
    let next = first["@odata.nextLink"].as_str().expect("a next page");
    let query = next.split_once('?').expect("a query").1;
    let second = local.get(&format!("/messages?{query}")).await.json();
    assert_eq!(second["value"].as_array().map(Vec::len), Some(2));
    assert_eq!(second["@odata.nextLink"], Value::Null);
    let sorted = local.get("/messages?$top=1&$orderby=subject").await.json();
    assert_eq!(sorted["value"][0]["subject"], "00");
}

#[tokio::test]
async fn a_filtered_listing_can_lag() {
    let mut world = World::demo();
    world.listing_lag_millis = 10_000;
    let local = Local::with(world).await;
    let id = local.draft(&keyed("k")).await;
    let filter = by(KEY, "k");
    assert!(local.found(&filter).await.is_empty());
    assert_eq!(local.get(&format!("/messages/{id}")).await.status, 200);
    local.emulator.advance_clock(Duration::from_secs(11));
    assert_eq!(local.found(&filter).await, [id.as_str()]);
    local.send(&id).await;
    assert_eq!(
        local.found(&format!("{filter} and isDraft eq true")).await,
        [id.as_str()]
    );
    local.emulator.advance_clock(Duration::from_secs(11));
    assert_eq!(
        local.found(&format!("{filter} and isDraft eq false")).await,
        [id.as_str()]
    );
    local.emulator.clear_finished_messages();
    assert_eq!(local.found(&filter).await, [id.as_str()]);
    local.emulator.advance_clock(Duration::from_secs(11));
    assert!(local.found(&filter).await.is_empty());
}
