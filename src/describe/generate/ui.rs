//! What stands beside a schema: hints for forms, keyed by JSON Pointer, and how a form's values go into the contract.

use super::node::{Node, Object, list};
use crate::validate::field::{Field, Kind, Passed, Rule, Sentence};

/// Groups and fields of a form.
pub fn hints(groups: &[(&str, &str)], fields: &[Field]) -> Object {
    let group = |(id, title): &(&str, &str)| Object::new().set("id", *id).set("title", *title);
    Object::new()
        .set("groups", list(groups.iter().map(group)))
        .set("fields", of_fields(fields, true))
}

/// The hints of fields. Those of a list's entries have pointers from the entry on, and belong to the list's group.
fn of_fields(fields: &[Field], grouped: bool) -> Vec<Node> {
    let one = |(place, field): (usize, &Field)| {
        let hints = Object::new()
            .set("pointer", pointer(field))
            .set_some("group", grouped.then_some(field.group))
            .set("order", place.saturating_add(1))
            .set("control", control(field))
            .set_true("advanced", field.advanced)
            .set_text("placeholder", field.placeholder)
            .set_text("guide_step", field.guide_step);
        let hints = with_sentences(hints, &field.sentences);
        match &field.kind {
            Kind::Entries(fields) => hints.set("items", of_fields(fields, false)),
            _ => hints,
        }
    };
    list(fields.iter().enumerate().map(one))
}

/// `messages`: what to tell when a keyword refuses a value. `refused_as`: the codes that the connector has for it.
fn with_sentences(hints: Object, sentences: &[Sentence]) -> Object {
    let messages = sentences
        .iter()
        .fold(Object::new(), |all, one| all.set(one.keyword, one.text.as_str()));
    let codes = sentences.iter().fold(Object::new(), |all, one| {
        all.set(one.keyword, list(one.codes.iter().copied()))
    });
    match sentences.is_empty() {
        true => hints,
        false => hints.set("messages", messages).set("refused_as", codes),
    }
}

/// The control that suits a field.
pub fn control(field: &Field) -> &'static str {
    match &field.kind {
        Kind::Text(text) | Kind::Secret(text) => text.control,
        Kind::Flag(Some(_)) => "checkbox",
        Kind::Flag(None) => "yes-no-unknown",
        Kind::Whole(_) => "number",
        Kind::Choice(_) => "select",
        Kind::Texts(..) => "list",
        Kind::Entries(_) => "entries",
    }
}

fn pointer(field: &Field) -> String {
    format!("/{}", field.name)
}

/// Pointers of the secrets.
pub fn secret_fields(fields: &[Field]) -> Vec<Node> {
    let secrets = fields.iter().filter(|field| matches!(field.kind, Kind::Secret(_)));
    list(secrets.map(pointer))
}

/// Rules that no keyword says.
pub fn rules(rules: &[Rule]) -> Vec<Node> {
    let one = |rule: &Rule| {
        Object::new()
            .set("id", rule.id)
            .set("fields", list(rule.fields.iter().copied()))
            .set("sentence", rule.sentence.as_str())
            .set("refused_as", list(rule.codes.iter().copied()))
    };
    list(rules.iter().map(one))
}

/// Where each value goes in the contract, and how.
pub fn contract(fields: &[Field]) -> Vec<Node> {
    let one = |field: &Field| {
        let hint = Object::new().set("pointer", pointer(field)).set("path", field.path);
        let hint = hint.set_some("as", passed(field.passed));
        match &field.kind {
            Kind::Entries(fields) => hint.set("items", contract(fields)),
            _ => hint,
        }
    };
    list(fields.iter().map(one))
}

fn passed(passed: Passed) -> Option<&'static str> {
    match passed {
        Passed::AsIs => None,
        Passed::SecretName => Some("secret-name"),
        Passed::Addresses => Some("addresses"),
        Passed::Case => Some("case"),
        Passed::Payload => Some("payload"),
    }
}
