//! The document's own form: flat schemas, pointers that lead somewhere, and secrets marked three ways.

use std::collections::BTreeSet;

use crate::support::form::all as forms;
use crate::support::{list, text};
use serde_json::Value;

/// All that a schema may be made of.
const KEYWORDS: [&str; 19] = [
    "type",
    "title",
    "description",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "oneOf",
    "default",
    "format",
    "writeOnly",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "pattern",
    "examples",
];

pub(crate) fn keys(value: &Value) -> impl Iterator<Item = &String> {
    value.as_object().into_iter().flat_map(|object| object.keys())
}

pub(crate) fn properties(schema: &Value) -> BTreeSet<&str> {
    keys(&schema["properties"]).map(String::as_str).collect()
}

fn check_flat(place: &str, schema: &Value) {
    for keyword in keys(schema) {
        assert!(KEYWORDS.contains(&keyword.as_str()), "{place}: {keyword}");
    }
    for choice in list(&schema["oneOf"]) {
        assert_eq!(keys(choice).collect::<Vec<_>>(), ["const", "title"], "{place}");
    }
    if schema["type"] == "object" {
        assert_eq!(schema["additionalProperties"], false, "{place}");
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}/{name}");
        check_flat(&place, property);
        assert_ne!(property["type"], "object", "{place}: an object within a form");
        assert!(
            !text(&property["title"]).is_empty() && !text(&property["description"]).is_empty(),
            "{place}"
        );
    }
    if let Some(items) = schema.get("items") {
        check_flat(&format!("{place}/items"), items);
        for property in keys(&items["properties"]) {
            let kind = &items["properties"][property]["type"];
            assert!(kind != "object" && kind != "array", "{place}/{property}: nested twice");
        }
    }
}

#[test]
fn schemas_are_flat() {
    for form in forms() {
        check_flat(&form.id, &form.told["schema"]);
    }
}

/// The schema of the field that a pointer names, within `schema`.
fn resolve<'s>(schema: &'s Value, pointer: &str) -> &'s Value {
    let name = pointer
        .strip_prefix('/')
        .unwrap_or_else(|| panic!("{pointer} is no pointer"));
    let found = schema["properties"].get(name);
    found.unwrap_or_else(|| panic!("{pointer} leads nowhere"))
}

/// Every field has exactly one entry; of those with entries of their own, likewise.
fn check_entries(entries: &Value, schema: &Value) {
    let pointers: Vec<&str> = list(entries).map(|entry| text(&entry["pointer"])).collect();
    let named: BTreeSet<&str> = pointers.iter().map(|pointer| &pointer[1..]).collect();
    assert_eq!(named, properties(schema));
    assert_eq!(named.len(), pointers.len(), "{pointers:?}");
    for entry in list(entries) {
        let property = resolve(schema, text(&entry["pointer"]));
        if let Some(items) = entry.get("items") {
            check_entries(items, &property["items"]);
        } else {
            assert!(property["items"].get("properties").is_none(), "{entry}");
        }
    }
}

#[test]
fn pointers_lead_to_fields_and_every_field_has_hints() {
    for form in forms() {
        let (told, schema) = (&form.told, &form.told["schema"]);
        check_entries(&told["ui"]["fields"], schema);
        let groups: Vec<&str> = list(&told["ui"]["groups"]).map(|group| text(&group["id"])).collect();
        for field in list(&told["ui"]["fields"]) {
            assert!(groups.contains(&text(&field["group"])), "{field}");
        }
        for rule in list(&told["rules"]) {
            assert!(!text(&rule["sentence"]).is_empty());
            for pointer in list(&rule["fields"]) {
                resolve(schema, text(pointer));
            }
        }
        for pointer in list(&told["secret_fields"]) {
            resolve(schema, text(pointer));
        }
        let paths: BTreeSet<&str> = list(&told["contract"]).map(|hint| text(&hint["pointer"])).collect();
        assert_eq!(
            paths.len(),
            properties(schema).len(),
            "{}: the way into the contract",
            form.id
        );
    }
}

#[test]
fn every_keyword_that_can_refuse_has_a_sentence() {
    fn check(entries: &Value, schema: &Value) {
        let required: Vec<&str> = list(&schema["required"]).map(text).collect();
        for entry in list(entries) {
            let pointer = text(&entry["pointer"]);
            let property = resolve(schema, pointer);
            let refusing = [
                "minLength",
                "maxLength",
                "pattern",
                "minimum",
                "maximum",
                "minItems",
                "oneOf",
                "format",
            ];
            let mut expected: BTreeSet<&str> = refusing
                .into_iter()
                .filter(|keyword| property.get(keyword).is_some() || property["items"].get(keyword).is_some())
                // How it is shown, and no rule.
                .filter(|keyword| *keyword != "format" || property["format"] != "password")
                .collect();
            expected.extend(required.contains(&&pointer[1..]).then_some("required"));
            for told in ["messages", "refused_as"] {
                let keywords: BTreeSet<&str> = keys(&entry[told]).map(String::as_str).collect();
                assert_eq!(keywords, expected, "{pointer}: {told}");
            }
            check(&entry["items"], &property["items"]);
        }
    }
    for form in forms() {
        check(&form.told["ui"]["fields"], &form.told["schema"]);
    }
}

#[test]
fn secrets_are_marked_three_ways() {
    let mut secrets = 0;
    for form in forms() {
        let listed: Vec<&str> = list(&form.told["secret_fields"]).map(text).collect();
        for (name, property) in form.told["schema"]["properties"].as_object().into_iter().flatten() {
            let pointer = format!("/{name}");
            let marks = [
                property["format"] == "password",
                property["writeOnly"] == true,
                listed.contains(&pointer.as_str()),
            ];
            assert!(
                marks == [true; 3] || marks == [false; 3],
                "{}{pointer}: {marks:?}",
                form.id
            );
            if marks == [true; 3] {
                secrets += 1;
                let told = &form.told;
                let hint = list(&told["contract"])
                    .find(|hint| hint["pointer"] == pointer.as_str())
                    .unwrap();
                assert_eq!(hint["as"], "secret-name");
                assert!(property.get("default").is_none() && property.get("examples").is_none());
                assert_eq!(told["renderers"]["rjsf"][name]["ui:widget"], "password");
                let drawn = list(&told["renderers"]["workato"])
                    .find(|field| field["name"] == name.as_str())
                    .unwrap();
                assert_eq!(drawn["control_type"], "password");
            }
        }
    }
    assert_eq!(secrets, 2, "the client secret and the next one");
}

/// A person meets the fields that everybody needs first, in every renderer.
#[test]
fn fields_that_few_people_need_come_last() {
    for form in forms() {
        let mut hints: Vec<&Value> = list(&form.told["ui"]["fields"]).collect();
        hints.sort_by_key(|hint| hint["order"].as_u64());
        let shown: Vec<&str> = hints.iter().map(|hint| &text(&hint["pointer"])[1..]).collect();
        let is_advanced = |hint: &&Value| hint["advanced"] == true;
        assert!(hints.iter().map(is_advanced).is_sorted(), "{}: {shown:?}", form.id);
        let told = &form.told;
        assert_eq!(keys(&told["schema"]["properties"]).collect::<Vec<_>>(), shown);
        assert!(
            list(&told["renderers"]["rjsf"]["ui:order"])
                .map(text)
                .eq(shown.iter().copied())
        );
        let workato = list(&told["renderers"]["workato"]).map(|field| text(&field["name"]));
        assert!(workato.eq(shown.iter().copied()), "{}", form.id);
        let groups: Vec<&Value> = list(&told["renderers"]["jsonforms"]["elements"]).collect();
        let advanced: Vec<&str> = hints
            .iter()
            .copied()
            .filter(is_advanced)
            .map(|hint| &text(&hint["pointer"])[1..])
            .collect();
        if let (Some(last), false) = (groups.last(), advanced.is_empty()) {
            assert_eq!(last["label"], "Advanced", "{}", form.id);
            let scopes = list(&last["elements"]).map(|control| text(&control["scope"]).rsplit('/').next().unwrap());
            assert!(scopes.eq(advanced.iter().copied()), "{}", form.id);
        }
    }
    for profile in ["client-secret", "certificate", "federated-assertion"] {
        let form = crate::support::form(profile);
        let shown: Vec<&str> = keys(&form.told["schema"]["properties"]).map(String::as_str).collect();
        assert_eq!(shown[..2], ["tenant_id", "client_id"], "{profile}");
        assert_eq!(shown[3], "mailbox", "{profile}");
    }
}
