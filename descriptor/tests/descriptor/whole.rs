//! The document is whole: results, buttons, sign-ins and the catalogue are in it, and no field of the contract is forgotten.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{
    form::{all as forms, document},
    list, text,
};

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
