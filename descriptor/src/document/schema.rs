//! A form's fields as one flat JSON Schema: no `$schema`, `$defs`, references, conditionals or keywords of a vendor, so that
//! every renderer and validator reads it alike.

use serde_json::{Map, Value, json};

use super::object::{filled, object, some_of, with};
use crate::forms::field::{Field, Kind, Text};

/// The schema of a form.
pub fn of_form(title: &str, fields: &[Field]) -> Map<String, Value> {
    with(object(json!({"title": title})), of_object(fields))
}

fn of_object(fields: &[Field]) -> Map<String, Value> {
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), Value::Object(of_field(field))))
        .collect();
    object(json!({
        "type": "object",
        "additionalProperties": false,
        "required": some_of(required),
        "properties": properties,
    }))
}

fn of_field(field: &Field) -> Map<String, Value> {
    let (kind, keywords) = match &field.kind {
        Kind::Text(text) => ("string", of_text(text)),
        Kind::Secret(text) => {
            let secret = object(json!({"format": "password", "writeOnly": true}));
            ("string", with(secret, of_text(text)))
        }
        Kind::Flag(default) => ("boolean", object(json!({"default": default}))),
        Kind::Whole(whole) => ("integer", object(json!({"minimum": whole.min, "maximum": whole.max}))),
        Kind::Choice(choice) => {
            let choices: Vec<Value> = choice
                .choices
                .iter()
                .map(|(value, title)| json!({"const": value, "title": title}))
                .collect();
            ("string", object(json!({"default": choice.default, "oneOf": choices})))
        }
        Kind::Texts(text, title) => {
            let items = with(object(json!({"type": "string", "title": title})), of_text(text));
            ("array", object(json!({"items": items})))
        }
        Kind::Entries(fields) => ("array", object(json!({"items": of_object(fields)}))),
    };
    let head = object(json!({"type": kind, "title": field.title, "description": filled(field.help)}));
    with(head, keywords)
}

fn of_text(text: &Text) -> Map<String, Value> {
    object(json!({
        "format": text.format,
        "minLength": at_least(text.min),
        "maxLength": text.max,
        "pattern": text.pattern,
        "examples": some_of(text.examples.clone()),
    }))
}

/// A minimum of 0 says nothing.
fn at_least(min: usize) -> Option<usize> {
    (min > 0).then_some(min)
}
