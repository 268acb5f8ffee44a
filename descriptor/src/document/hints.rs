//! Hints beside a schema: how to show each field, which rules no keyword can say, and how a form's values go into the contract.

use outlook_connector::tables::links_of_field;
use serde_json::{Map, Value, json};

use super::object::{filled, object, some_of};
use crate::forms::field::{Field, Kind, Mapping, Rule, ValidationMessage};

/// Characters between addresses, as mail programs take them: a control may split there what a person types or pastes.
const SEPARATORS: [&str; 3] = [",", ";", "\n"];

/// Groups and fields of a form.
pub fn ui(groups: &[(&str, &str)], fields: &[Field]) -> Value {
    let groups: Vec<Value> = groups
        .iter()
        .map(|(id, title)| json!({"id": id, "title": title}))
        .collect();
    json!({"groups": groups, "fields": of_fields(fields, true)})
}

/// The hints of fields. Pointers of the fields of a list's entries start at the entry; these fields belong to the list's group.
fn of_fields(fields: &[Field], grouped: bool) -> Vec<Map<String, Value>> {
    (1_u32..)
        .zip(fields)
        .map(|(order, field)| {
            let items = match &field.kind {
                Kind::Entries(fields) => Some(of_fields(fields, false)),
                _ => None,
            };
            object(json!({
                "pointer": pointer(field),
                "group": grouped.then_some(field.group),
                "order": order,
                "control": control(field),
                "split_at": (field.mapping == Mapping::Addresses).then_some(SEPARATORS),
                "advanced": field.advanced.then_some(true),
                "placeholder": filled(field.placeholder),
                "guide_step": filled(field.guide_step),
                "links": some_of(links_of_field(field.path).iter().map(|link| link.id).collect()),
                "messages": of_messages(&field.messages, |message| json!(message.text)),
                "refused_as": of_messages(&field.messages, |message| json!(message.codes)),
                "items": items,
            }))
        })
        .collect()
}

/// One value for each keyword that may refuse the field: `messages` holds the sentence to show, and `refused_as` the codes of the
/// connector's own checks.
fn of_messages(
    messages: &[ValidationMessage],
    value: impl Fn(&ValidationMessage) -> Value,
) -> Option<Map<String, Value>> {
    (!messages.is_empty()).then(|| {
        messages
            .iter()
            .map(|message| (message.keyword.to_owned(), value(message)))
            .collect()
    })
}

/// The control that suits a field.
fn control(field: &Field) -> &'static str {
    match &field.kind {
        Kind::Text(text) | Kind::Secret(text) => text.control,
        Kind::Flag(Some(_)) => "checkbox",
        Kind::Flag(None) => "yes-no-unknown",
        Kind::Whole(_) => "number",
        Kind::Choice(_) => "select",
        Kind::Texts(..) => "list",
        Kind::Entries(fields) if fields.iter().any(|field| field.mapping == Mapping::File) => "files",
        Kind::Entries(_) => "entries",
    }
}

fn pointer(field: &Field) -> String {
    format!("/{}", field.name)
}

/// Pointers of the secrets.
pub fn secret_fields(fields: &[Field]) -> Vec<String> {
    fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::Secret(_)))
        .map(pointer)
        .collect()
}

/// Rules that no keyword can say.
pub fn rules(rules: &[Rule]) -> Vec<Value> {
    rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "fields": rule.fields,
                "sentence": rule.sentence,
                "refused_as": rule.codes,
            })
        })
        .collect()
}

/// Path of each field in the contract, and the way its value goes there.
pub fn contract(fields: &[Field]) -> Vec<Map<String, Value>> {
    fields
        .iter()
        .map(|field| {
            let items = match &field.kind {
                Kind::Entries(fields) => Some(contract(fields)),
                _ => None,
            };
            object(json!({
                "pointer": pointer(field),
                "path": field.path,
                "as": mapping(field.mapping),
                "items": items,
            }))
        })
        .collect()
}

fn mapping(mapping: Mapping) -> Option<&'static str> {
    match mapping {
        Mapping::AsIs => None,
        Mapping::SecretName => Some("secret-name"),
        Mapping::Addresses => Some("addresses"),
        Mapping::File => Some("file"),
        Mapping::Seconds => Some("seconds"),
    }
}
