//! The document's own form: flat schemas, pointers that lead somewhere, secrets marked three ways, renderings of exactly the
//! schema's fields, and no field of the contract forgotten.

use std::collections::BTreeSet;

use crate::support::form::{Form, all as forms, document};
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

fn keys(value: &Value) -> impl Iterator<Item = &String> {
    value.as_object().into_iter().flat_map(|object| object.keys())
}

fn properties(schema: &Value) -> BTreeSet<&str> {
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

/// Every field of a result has a title and says what it is, and every reference leads somewhere.
#[test]
fn results_are_described_field_by_field() {
    let document = document();
    let records = document["results"]["$defs"].as_object().unwrap();
    let mut fields = 0;
    for (name, record) in records {
        for (field, schema) in record["properties"].as_object().into_iter().flatten() {
            assert!(!text(&schema["title"]).is_empty(), "{name}.{field}");
            let described =
                schema["description"].is_string() || list(&schema["oneOf"]).any(|one| one["description"].is_string());
            assert!(described, "{name}.{field}: {schema}");
            fields += 1;
        }
    }
    assert!(fields > 60, "{fields}");
    let all = document["results"].to_string();
    for reference in all.split("\"$ref\":\"").skip(1) {
        let name = reference.split('"').next().unwrap().strip_prefix("#/$defs/").unwrap();
        assert!(records.contains_key(name), "{name}");
    }
    for operation in list(&document["operations"]) {
        assert!(records.contains_key(text(&operation["result"])), "{operation}");
        let failure = &operation["failure"];
        assert!(failure.is_null() || records.contains_key(text(failure)));
    }
}

/// Names of a record's fields in the contract.
fn record(name: &str) -> Vec<String> {
    const TYPES: &str = include_str!("../../../wit/types.wit");
    let body = TYPES.split_once(&format!("record {name} {{")).unwrap().1;
    let lines = body.lines().map(str::trim).take_while(|line| *line != "}");
    let fields = lines
        .filter(|line| !line.starts_with("//"))
        .filter_map(|line| line.split_once(':'));
    fields
        .map(|(field, _)| field.trim_start_matches('%').to_owned())
        .collect()
}

/// Fields of the contract that no form shows: the platform adds the connection to a response, and makes the reference itself.
const WITHOUT_FORM: [&str; 2] = ["response.connection", "options.reference"];

#[test]
fn no_field_of_the_contract_is_forgotten() {
    let forms = forms();
    let paths: BTreeSet<String> = forms
        .iter()
        .flat_map(|form| list(&form.told["contract"]))
        .flat_map(|hint| {
            let path = text(&hint["path"]);
            let below = list(&hint["items"]).map(move |item| format!("{path}[].{}", text(&item["path"])));
            std::iter::once(path.to_owned()).chain(below)
        })
        .collect();
    let records = [
        ("connection", "connection"),
        ("message", "message"),
        ("attachment", "message.attachments[]"),
        ("header", "message.headers[]"),
        ("send-options", "options"),
        ("test-options", "options"),
        ("service-response", "response"),
        ("setup", "setup"),
    ];
    for (name, path) in records {
        for field in record(name) {
            let path = format!("{path}.{field}");
            // The fields of a record, and the cases of a variant, have paths below that of the record or variant.
            let told = paths
                .iter()
                .any(|known| *known == path || known.starts_with(&format!("{path}.")));
            assert!(told != WITHOUT_FORM.contains(&path.as_str()), "{path}");
        }
    }
    let operations = document()["operations"].clone();
    let ids: Vec<&str> = list(&operations).map(|operation| text(&operation["id"])).collect();
    const MAIL: &str = include_str!("../../../wit/mail.wit");
    let functions: Vec<&str> = MAIL
        .lines()
        .filter_map(|line| Some(line.split_once(": func(")?.0.trim()))
        .collect();
    for function in functions {
        assert!(function == "describe" || ids.contains(&function), "{function}");
    }
}

#[test]
fn sign_ins_and_test_steps_are_those_of_the_contract() {
    let connection = &document()["connection"];
    let ids = |value: &Value| {
        list(value)
            .map(|entry| text(&entry["id"]).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(&connection["profiles"]),
        ["client-secret", "certificate", "federated-assertion"]
    );
    assert_eq!(
        ids(&connection["test"]["steps"]),
        ["configuration", "token", "permissions", "mailbox", "sending"]
    );
}

#[test]
fn buttons_call_operations_and_say_what_they_need_and_when_they_wait() {
    let document = document();
    let operations: Vec<&str> = list(&document["operations"]).map(|o| text(&o["id"])).collect();
    let buttons: Vec<&Value> = list(&document["connection"]["buttons"]).collect();
    assert_eq!(buttons.len(), 3);
    for button in buttons {
        for name in ["title", "description", "meaning"] {
            assert!(!text(&button[name]).is_empty(), "{button}");
        }
        assert!(
            list(&button["calls"]).all(|call| operations.contains(&text(call))),
            "{button}"
        );
        assert!(
            ["form", "saved-connection"].contains(&text(&button["needs"])),
            "{button}"
        );
        // A button that sends asks first.
        assert_eq!(
            button["input"]["send_test_mail"] == true,
            button["confirm"].is_string(),
            "{button}"
        );
    }
    let wait = &document["connection"]["test"]["wait"];
    assert_eq!(wait["seconds"], 2_100);
    for profile in list(&document["connection"]["profiles"]) {
        let fields = list(&profile["ui"]["fields"])
            .map(|field| text(&field["pointer"]))
            .collect::<Vec<_>>();
        assert!(fields.contains(&text(&wait["after"])), "{fields:?}");
    }
}

#[test]
fn the_catalogue_is_in_it() {
    let document = document();
    let causes: Vec<&Value> = list(&document["catalogue"]["causes"]).collect();
    assert!(causes.len() > 20);
    for cause in causes {
        for name in ["id", "title", "check", "fix"] {
            assert!(!text(&cause[name]).is_empty(), "{cause}");
        }
    }
}
