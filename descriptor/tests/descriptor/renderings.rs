//! The renderings for rjsf, JSON Forms and Workato name exactly the fields of the schema.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    document::{keys, properties},
    support::{
        form::{Form, all as forms},
        list, text,
    },
};

/// rjsf: names, those in `ui:order`, and below.
fn check_rjsf(ui: &Value, schema: &Value) {
    let named: BTreeSet<&str> = keys(ui)
        .map(String::as_str)
        .filter(|name| !name.starts_with("ui:"))
        .collect();
    let ordered: BTreeSet<&str> = list(&ui["ui:order"]).map(text).collect();
    assert_eq!(named, properties(schema));
    assert_eq!(ordered, named);
    assert_eq!(list(&ui["ui:order"]).count(), named.len());
    for name in named {
        let items = &schema["properties"][name]["items"];
        if items["type"] == "object" {
            check_rjsf(&ui[name]["items"], items);
        }
    }
}

fn check_jsonforms(elements: &Value, schema: &Value) {
    let mut named = BTreeSet::new();
    for control in list(elements) {
        assert_eq!(control["type"], "Control");
        let name = text(&control["scope"]).strip_prefix("#/properties/").unwrap();
        assert!(named.insert(name), "{name} twice");
        let items = &schema["properties"][name]["items"];
        if items["type"] == "object" {
            check_jsonforms(&control["options"]["detail"]["elements"], items);
        }
    }
    assert_eq!(named, properties(schema));
}

fn check_workato(fields: &Value, schema: &Value) {
    let named: BTreeSet<&str> = list(fields).map(|field| text(&field["name"])).collect();
    assert_eq!(named, properties(schema));
    assert_eq!(list(fields).count(), named.len());
    let required: Vec<&str> = list(&schema["required"]).map(text).collect();
    for field in list(fields) {
        let name = text(&field["name"]);
        let property = &schema["properties"][name];
        assert_eq!(field["optional"], !required.contains(&name), "{name}");
        assert_eq!(field["label"], property["title"], "{name}");
        let chosen = list(&field["options"])
            .chain(list(&field["pick_list"]))
            .map(|pair| &pair[1]);
        assert!(
            chosen.eq(list(&property["oneOf"]).map(|choice| &choice["const"])),
            "{name}"
        );
        if property["items"]["type"] == "object" {
            check_workato(&field["properties"], &property["items"]);
        }
    }
}

#[test]
fn renderings_name_exactly_the_fields_of_the_schema() {
    for Form { told, .. } in forms() {
        let (schema, renderers) = (&told["schema"], &told["renderers"]);
        check_rjsf(&renderers["rjsf"], schema);
        let groups = list(&renderers["jsonforms"]["elements"]);
        let controls: Vec<Value> = groups.flat_map(|group| list(&group["elements"])).cloned().collect();
        check_jsonforms(&Value::Array(controls), schema);
        check_workato(&renderers["workato"], schema);
    }
}
