//! Every rule broken once: what a keyword refuses, the connector refuses at the same field and by a code that the document names;
//! what only the connector refuses stands in `rules`. No rule of the document and no code of the connector goes without a case.

use std::collections::BTreeSet;

use crate::support::{
    form::{self as forms, Form, without_places},
    validate::{Verdict, connection, validate},
};
use serde_json::{Value, json};

mod by_keyword;
mod by_rule;
use crate::support::{good, list, text};

/// A form's data: what is good, and values put at pointers.
fn with(form: &str, changes: &[(&str, Value)]) -> Value {
    let mut data = good(form);
    for (pointer, value) in changes {
        let parts: Vec<&str> = pointer.split('/').skip(1).collect();
        match parts.as_slice() {
            [field] => data[field] = value.clone(),
            [field, "0"] => data[field] = json!([value]),
            [field, "0", inner] => {
                data[field] = match *field {
                    "attachments" => json!([{ "name": "a.txt", "file": "data:;base64,YQ==" }]),
                    _ => json!([{ "name": "x-a", "value": "b" }]),
                };
                data[field][0][inner] = value.clone();
            }
            _ => panic!("{pointer}"),
        }
    }
    data
}

/// Codes of the document: form, field or rule, keyword, code. The code is empty where the contract has no way.
type Told = BTreeSet<(String, String, String, String)>;

fn told_by_keywords() -> Told {
    let mut all = Told::new();
    for form in forms::all() {
        for (pointer, hint) in form.hints() {
            for (keyword, codes) in hint["refused_as"].as_object().into_iter().flatten() {
                let mut codes: Vec<&str> = list(codes).map(text).collect();
                if codes.is_empty() {
                    codes.push("");
                }
                let one = |code: &str| (form.id.clone(), pointer.clone(), keyword.clone(), code.to_owned());
                all.extend(codes.into_iter().map(one));
            }
        }
    }
    all
}

fn told_by_rules() -> Told {
    let mut all = Told::new();
    for form in forms::all() {
        for rule in list(&form.told["rules"]) {
            let one = |code| {
                (
                    form.id.clone(),
                    text(&rule["id"]).to_owned(),
                    String::new(),
                    text(code).to_owned(),
                )
            };
            all.extend(list(&rule["refused_as"]).map(one));
        }
    }
    all
}

/// Breaks one field: schema and connector refuse it, and nothing else. Returns what of the document that shows.
fn broken_by_keyword(told: &Told, form: &Form, pointer: &str, data: &Value, code: &str) -> Told {
    let place = format!("{}{pointer} ({code}): {}", form.id, shortened(data));
    let refusals = form.refusals(data);
    assert!(!refusals.is_empty(), "{place}: the schema accepts it");
    assert!(refusals.iter().all(|(at, _)| at == pointer), "{place}: {refusals:?}");
    match validate(form, data, &connection()) {
        Verdict::Holds => panic!("{place}: the connector accepts it"),
        Verdict::NotRepresentable(why) => assert_eq!(code, "", "{place}: {why}"),
        Verdict::Refused(problems) => assert_eq!(problems, [(pointer.to_owned(), code.to_owned())], "{place}"),
    }
    let field = without_places(pointer);
    let shown: Told = refusals
        .into_iter()
        .map(|(_, keyword)| (form.id.clone(), field.clone(), keyword, code.to_owned()))
        .collect();
    shown.intersection(told).cloned().collect()
}

fn shortened(data: &Value) -> String {
    data.to_string().chars().take(400).collect()
}

#[test]
fn what_a_keyword_refuses_the_connector_refuses_too() {
    let (all, told, mut shown) = (forms::all(), told_by_keywords(), Told::new());
    for (form_id, pointer, value, code) in by_keyword::cases() {
        let form = all.iter().find(|form| form.id == form_id).unwrap();
        // A sender's name alone is refused for another reason.
        let data = match pointer {
            // Its parts stand together.
            "/federated_issuer" | "/federated_subject" | "/federated_audience" => {
                let mut data = with(
                    form_id,
                    &[
                        ("/sign_in", json!("federated-assertion")),
                        ("/federated_issuer", json!("https://contoso.com")),
                        ("/federated_subject", json!("mailer")),
                        ("/federated_audience", json!("api://AzureADTokenExchange")),
                    ],
                );
                data[&pointer[1..]] = value;
                data
            }
            "/from_name" => with(form_id, &[(pointer, value), ("/from", json!("sales@contoso.com"))]),
            _ => with(form_id, &[(pointer, value)]),
        };
        let one = broken_by_keyword(&told, form, pointer, &data, code);
        assert!(
            !one.is_empty(),
            "{form_id}{pointer}: the document does not tell of {code:?}"
        );
        shown.extend(one);
    }
    shown.extend(what_is_missing(&told));
    let left: Vec<_> = told.difference(&shown).cloned().collect();
    assert!(left.is_empty(), "told, and never seen: {left:#?}");
}

/// Leaves out each required field in turn.
fn what_is_missing(told: &Told) -> Told {
    let mut shown = Told::new();
    for form in forms::all() {
        let entry = with(&form.id, &[]);
        for name in list(&form.told["schema"]["required"]).map(text) {
            let mut data = entry.clone();
            data.as_object_mut().unwrap().remove(name);
            shown.extend(missing(told, &form, &format!("/{name}"), &data));
        }
        for (field, schema) in form.told["schema"]["properties"].as_object().into_iter().flatten() {
            for name in list(&schema["items"]["required"]).map(text) {
                let first = format!("/{field}/0/{name}");
                let mut data = with(&form.id, &[(&first, json!("x"))]);
                data[field][0].as_object_mut().unwrap().remove(name);
                shown.extend(missing(told, &form, &first, &data));
            }
        }
    }
    shown
}

fn missing(told: &Told, form: &Form, pointer: &str, data: &Value) -> Told {
    let hints = form.hints();
    let (_, hint) = hints.iter().find(|(at, _)| *at == without_places(pointer)).unwrap();
    let code = list(&hint["refused_as"]["required"])
        .map(text)
        .next()
        .unwrap_or_default();
    broken_by_keyword(told, form, pointer, data, code)
}

#[test]
fn values_of_other_types_and_unknown_fields_are_not_representable() {
    for form in forms::all() {
        let mut data = good(&form.id);
        data["unknown"] = json!("x");
        broken_elsewhere(&form, "additionalProperties", &data);
        for (pointer, schema) in form.schemas() {
            // An entry of a list stands behind its place.
            let parts: Vec<&str> = pointer.split('/').skip(1).collect();
            let pointer = parts.join("/0/");
            let other = match text(&schema["type"]) {
                "object" | "array" | "boolean" | "integer" => json!("x"),
                _ => json!(1),
            };
            broken_elsewhere(&form, "type", &with(&form.id, &[(&format!("/{pointer}"), other)]));
        }
    }
}

fn broken_elsewhere(form: &Form, keyword: &str, data: &Value) {
    let refusals = form.refusals(data);
    assert!(
        refusals.iter().any(|(_, by)| by == keyword),
        "{}: {data}: {refusals:?}",
        form.id
    );
    let verdict = validate(form, data, &connection());
    assert!(
        matches!(verdict, Verdict::NotRepresentable(_)),
        "{}: {data}: {verdict:?}",
        form.id
    );
}

#[test]
fn what_the_connector_alone_refuses_is_among_the_rules() {
    let (all, mut shown) = (forms::all(), Told::new());
    for (form_id, rule, changes, code) in by_rule::cases() {
        let form = all.iter().find(|form| form.id == form_id).unwrap();
        let place = format!("{form_id}: {rule} ({code})");
        let told = list(&form.told["rules"]).find(|told| told["id"] == rule);
        let told = told.unwrap_or_else(|| panic!("{place}: no such rule"));
        let data = with(form_id, &changes);
        assert_eq!(form.refusals(&data), Vec::new(), "{place}: the schema says it already");
        let mut used = connection();
        if rule == "receipt-address" {
            used.mailbox = "c1c5a2de-0000-4000-8000-00000000c11e".to_owned();
        }
        let Verdict::Refused(problems) = validate(form, &data, &used) else {
            panic!("{place}: the connector accepts it")
        };
        for (pointer, found) in problems {
            assert_eq!(found, code, "{place}");
            // What is said of a list may show at an entry of it.
            let mut fields = list(&told["fields"]).map(text);
            assert!(
                fields.any(|field| pointer == field || pointer.starts_with(&format!("{field}/"))),
                "{place}: {pointer}"
            );
        }
        shown.insert((form_id.to_owned(), rule.to_owned(), String::new(), code.to_owned()));
    }
    assert_eq!(shown, told_by_rules());
}

/// Codes that a form cannot break: a key or a token that the store does not have, a conflict that only the mailbox shows, and the host's reference,
/// which no form shows.
const ELSEWHERE: [&str; 9] = [
    "key-algorithm",
    "key-missing",
    "key-thumbprint",
    "token-missing",
    "key-of-another-message",
    "reference",
    "reference-beside-key",
    "reference-beside-message-id",
    "reference-without-copy",
];

#[test]
fn the_connector_has_no_rule_that_the_document_keeps_silent_about() {
    let description: Value = serde_json::from_str(&outlook_connector::describe()).unwrap();
    let rules = &description["catalogue"]["field_problems"]["rules"];
    let codes: BTreeSet<String> = list(rules).map(|rule| text(&rule["code"]).to_owned()).collect();
    assert!(codes.len() > 30, "{codes:?}");
    let told: BTreeSet<String> = told_by_keywords()
        .into_iter()
        .chain(told_by_rules())
        .map(|(_, _, _, code)| code)
        .collect();
    let silent: Vec<&String> = codes
        .difference(&told)
        .filter(|code| !ELSEWHERE.contains(&code.as_str()))
        .collect();
    assert!(silent.is_empty(), "no form tells of {silent:?}");
}
