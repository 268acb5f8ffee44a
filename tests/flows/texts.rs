//! What a person reads can be translated with `describe` and a result alone: each text of a result is a template of `describe` with the
//! params of the result. A translator has the same templates in another language.

use std::{collections::BTreeSet, sync::LazyLock};

use outlook_connector::{
    contract::{Cause, Connection, ErrorDetail, FieldProblem, Notice, Param, ServiceResponse, Setup, TestStep},
    describe, explain, setup_guide,
    tables::guidance::{ERRORS, Service},
};
use serde_json::Value;

fn catalogue() -> &'static Value {
    static CATALOGUE: LazyLock<Value> = LazyLock::new(|| {
        let mut document: Value = serde_json::from_str(&describe()).unwrap();
        document["catalogue"].take()
    });
    &CATALOGUE
}

/// The entry of a list of the catalogue.
fn entry<'c>(list: &'c Value, key: &str, id: &str) -> &'c Value {
    let found = list.as_array().unwrap().iter().find(|entry| entry[key] == id);
    found.unwrap_or_else(|| panic!("describe has no {key} {id}"))
}

/// Fills a template as any program would: each name in braces becomes its value, in one pass.
fn filled(template: &Value, params: &[Param]) -> String {
    let mut text = String::new();
    let mut rest = template.as_str().unwrap();
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let param = params
            .iter()
            .find(|param| rest.starts_with(&format!("{{{}}}", param.name)));
        let (value, length) = param.map_or(("{", 1), |param| (param.value.as_str(), param.name.len() + 2));
        text.push_str(value);
        rest = &rest[length..];
    }
    text + rest
}

fn check_cause(catalogue: &Value, cause: &Cause) {
    let told = entry(&catalogue["causes"], "id", &cause.id);
    for (name, text) in [("title", &cause.title), ("check", &cause.check), ("fix", &cause.fix)] {
        assert_eq!(filled(&told[name], &cause.params), *text, "{} {name}", cause.id);
    }
    for (name, text, commands) in [
        ("check_commands", &cause.check, &cause.check_commands),
        ("fix_commands", &cause.fix, &cause.fix_commands),
    ] {
        let all = told[name].as_array().unwrap();
        assert_eq!(all.len(), commands.len());
        for (told, command) in all.iter().zip(commands) {
            assert_eq!(told["shell"], command.shell.as_str());
            assert_eq!(filled(&told["text"], &cause.params), command.text);
            assert!(text.contains(&command.text), "{text}");
        }
    }
}

/// Returns whether the message is one of the templates of the code.
fn check_message(catalogue: &Value, detail: &ErrorDetail) -> bool {
    let errors = catalogue["errors"].as_array().unwrap();
    let known = errors.iter().find(|error| error["code"] == detail.code.as_str());
    let is_template = known.is_some_and(|error| {
        let messages = error["messages"].as_array().unwrap();
        messages
            .iter()
            .any(|message| filled(message, &detail.params) == detail.message)
    });
    assert!(is_template || detail.params.is_empty(), "{detail:?}");
    is_template
}

/// Checks a field problem: its message and its fix are templates of its code. A code without a fix takes one of the fields'.
fn check_problem(catalogue: &Value, problem: &FieldProblem) {
    let told = entry(&catalogue["field_problems"]["rules"], "code", &problem.code);
    let fixes = catalogue["field_problems"]["fixes"].as_array().unwrap();
    let is = |template: &Value, text: &str| filled(template, &problem.params) == text;
    let is_told = told["texts"].as_array().unwrap().iter().any(|told| {
        let is_fix = is(&told["fix"], &problem.fix) || fixes.iter().any(|fix| is(fix, &problem.fix));
        is(&told["message"], &problem.message) && is_fix
    });
    assert!(is_told, "{problem:?}");
}

fn check_notice(catalogue: &Value, notice: &Notice) {
    let told = entry(&catalogue["notices"], "code", &notice.code);
    assert_eq!(filled(&told["message"], &notice.params), notice.message);
    assert_eq!(filled(&told["fix"], &notice.params), notice.fix);
}

/// Checks a step of a connection test.
pub fn check_step(step: &TestStep) {
    let catalogue = catalogue();
    step.notices.iter().for_each(|notice| check_notice(catalogue, notice));
    let Some(detail) = &step.detail else {
        let told = entry(&catalogue["test_messages"], "code", &step.code);
        assert_eq!(filled(&told["message"], &step.params), step.message);
        let does_not_prove = step.does_not_prove.as_deref().unwrap_or_default();
        assert_eq!(told["does_not_prove"], does_not_prove);
        assert!(told["step"] == step.id.as_str() || told["step"] == "");
        return;
    };
    check_message(catalogue, detail);
    check_detail(catalogue, detail);
}

/// Checks all texts of a failure.
pub fn check_failure(detail: &ErrorDetail) {
    let catalogue = catalogue();
    // The reason of a second refusal is a sentence of its own behind the message.
    let is_extended = detail.message.contains("The next credential does not work either: ");
    assert!(check_message(catalogue, detail) || is_extended, "{detail:?}");
    check_detail(catalogue, detail);
}

fn check_detail(catalogue: &Value, detail: &ErrorDetail) {
    detail.causes.iter().for_each(|cause| check_cause(catalogue, cause));
    for leftover in &detail.leftovers {
        let told = entry(&catalogue["leftovers"], "code", &leftover.code);
        assert_eq!(filled(&told["message"], &leftover.params), leftover.message);
    }
    // The field of a refusal has the texts of its cause.
    let is_of_cause = |problem: &FieldProblem| detail.causes.iter().any(|cause| cause.id == problem.code);
    let rules = detail.fields.iter().filter(|problem| !is_of_cause(problem));
    rules.for_each(|problem| check_problem(catalogue, problem));
}

/// Errors as people met them, and each code that the catalogue knows.
fn bodies() -> Vec<String> {
    let met = include_str!("fixtures/error-bodies.jsonl").lines().map(|line| {
        let case: Value = serde_json::from_str(line).unwrap();
        case["body"].to_string()
    });
    let known = ERRORS.iter().flat_map(|error| {
        let text = error.text.first().copied().unwrap_or_default();
        let numbers = error.aadsts.iter().map(move |number| format!("AADSTS{number}: {text}"));
        let codes = error
            .codes
            .iter()
            .map(move |code| format!(r#"{{"error":{{"code":"{code}","message":"{text}"}}}}"#));
        let by_text = (error.service == Service::Graph && !text.is_empty()).then(|| text.to_owned());
        numbers.chain(codes).chain(by_text).collect::<Vec<_>>()
    });
    met.chain(known).collect()
}

#[test]
fn every_explanation_is_made_of_templates() {
    let catalogue = catalogue();
    let (mut causes, mut with_template) = (BTreeSet::new(), 0);
    let all = bodies();
    for body in &all {
        for connection in [None, Some(connection())] {
            let given = ServiceResponse {
                body: body.clone(),
                connection,
                ..ServiceResponse::default()
            };
            let detail = explain(&given, 0).detail;
            with_template += usize::from(check_message(catalogue, &detail));
            for cause in &detail.causes {
                check_cause(catalogue, cause);
                entry(&catalogue["words"]["confidences"], "id", &cause.confidence);
                causes.insert(cause.id.clone());
            }
        }
    }
    let words = &catalogue["words"];
    for cause in catalogue["causes"].as_array().unwrap() {
        entry(&words["owners"], "id", cause["owner"].as_str().unwrap());
        entry(&words["retries"], "id", cause["retry"].as_str().unwrap());
    }
    assert!(causes.len() > 70, "{} causes", causes.len());
    assert!(with_template > all.len(), "{with_template} of {}", 2 * all.len());
}

fn connection() -> Connection {
    Connection {
        tenant_id: "contoso.onmicrosoft.com".to_owned(),
        client_id: "b1c5a2de-0000-4000-8000-00000000c11e".to_owned(),
        mailbox: "o'brien@contoso.com".to_owned(),
        credential: outlook_connector::contract::Credential::ClientSecret("outlook/x".to_owned()),
        ..Connection::default()
    }
}

#[test]
fn every_step_of_the_guide_is_made_of_templates() {
    let catalogue = catalogue();
    let mut seen = BTreeSet::new();
    for sign_in in ["client-secret", "certificate", "federated-assertion"] {
        for (name, needs_drafts, consent) in [(Some("Name with {app} in it"), true, None), (None, false, Some(false))] {
            let setup = Setup {
                app_name: name.map(str::to_owned),
                sign_in: Some(sign_in.to_owned()),
                out_of_scope_mailbox: name.map(|_| "ceo@contoso.com".to_owned()),
                needs_drafts,
                tenant_wide_consent: consent,
                ..Setup::default()
            };
            for step in setup_guide(&setup).unwrap().steps {
                let told = entry(&catalogue["setup_steps"], "number", &step.number);
                assert_eq!(filled(&told["title"], &step.params), step.title);
                assert_eq!(filled(&told["location"], &step.params), step.location);
                let paragraphs = step.paragraphs.iter().map(|id| {
                    seen.insert(id.clone());
                    filled(&entry(&told["paragraphs"], "id", id)["text"], &step.params)
                });
                assert_eq!(paragraphs.collect::<Vec<_>>().join("\n\n"), step.text);
            }
        }
    }
    let steps = catalogue["setup_steps"].as_array().unwrap();
    let all: usize = steps
        .iter()
        .map(|step| step["paragraphs"].as_array().unwrap().len())
        .sum();
    assert_eq!(seen.len(), all, "a paragraph that no set-up has");
}
