//! A form ready-made for three renderers: the uiSchema of react-jsonschema-form, the UI schema of JSON Forms, and the fields of
//! Workato's connector SDK.
//!
//! Sources: rjsf "uiSchema" and its core widgets; JSON Forms "UI Schema", "Layouts", "Controls"; Workato "SDK Reference: Schema"
//! (connections call a `pick_list` `options`).

use serde_json::{Map, Value, json};

use super::object::{filled, object, with};
use crate::forms::field::{Choice, Field, Kind};

/// Lines that a body's control shows.
const BODY_LINES: u32 = 8;

/// All three renderings. `of_connection` is true for the form of a connection.
pub fn all(groups: &[(&str, &str)], fields: &[Field], of_connection: bool) -> Value {
    json!({
        "rjsf": rjsf(fields),
        "jsonforms": jsonforms(groups, fields),
        "workato": workato(fields, of_connection),
    })
}

fn rjsf(fields: &[Field]) -> Map<String, Value> {
    let order: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let hints = fields.iter().map(|field| (field.name.to_owned(), rjsf_field(field)));
    with(object(json!({"ui:order": order})), hints.collect())
}

fn rjsf_field(field: &Field) -> Value {
    let placeholder = || object(json!({"ui:placeholder": filled(field.placeholder)}));
    match &field.kind {
        // The secret is not one of the person who types: browsers would offer to fill in that person's password.
        Kind::Secret(_) => json!({"ui:widget": "password", "ui:autocomplete": "new-password"}),
        Kind::Text(text) if text.control == "textarea" => {
            json!({"ui:widget": "textarea", "ui:options": {"rows": BODY_LINES}})
        }
        // Makes a data URL, with the name of the file in it.
        Kind::Text(text) if text.control == "file" => json!({"ui:widget": "file"}),
        Kind::Text(_) => Value::Object(placeholder()),
        Kind::Choice(_) => json!({"ui:widget": "select"}),
        Kind::Flag(Some(_)) => json!({"ui:widget": "checkbox"}),
        // Radio buttons show that neither is chosen yet.
        Kind::Flag(None) => json!({"ui:widget": "radio"}),
        Kind::Whole(_) => json!({"ui:widget": "updown"}),
        Kind::Texts(..) => json!({"items": placeholder()}),
        Kind::Entries(fields) => json!({"items": rjsf(fields)}),
    }
}

/// JSON Forms has no fold. So the fields that most people do not need are in a group of their own, at the end.
fn jsonforms(groups: &[(&str, &str)], fields: &[Field]) -> Value {
    let group = |title: &str, shows: &dyn Fn(&Field) -> bool| {
        let elements: Vec<_> = fields
            .iter()
            .filter(|field| shows(field))
            .map(jsonforms_control)
            .collect();
        (!elements.is_empty()).then(|| json!({"type": "Group", "label": title, "elements": elements}))
    };
    let named = groups
        .iter()
        .map(|(id, title)| group(title, &|field| field.group == *id && !field.advanced));
    let advanced = group("Advanced", &|field| field.advanced);
    let groups: Vec<Value> = named.chain([advanced]).flatten().collect();
    json!({"type": "VerticalLayout", "elements": groups})
}

fn jsonforms_control(field: &Field) -> Map<String, Value> {
    let options = match &field.kind {
        Kind::Secret(_) => Some(json!({"format": "password"})),
        Kind::Text(text) if text.control == "textarea" => Some(json!({"multi": true})),
        Kind::Text(_) => filled(field.placeholder).map(|placeholder| json!({"placeholder": placeholder})),
        Kind::Entries(fields) => {
            let elements: Vec<_> = fields.iter().map(jsonforms_control).collect();
            Some(json!({"detail": {"type": "VerticalLayout", "elements": elements}}))
        }
        Kind::Flag(_) | Kind::Whole(_) | Kind::Choice(_) | Kind::Texts(..) => None,
    };
    object(json!({
        "type": "Control",
        "scope": format!("#/properties/{}", field.name),
        "options": options,
    }))
}

fn workato(fields: &[Field], of_connection: bool) -> Vec<Map<String, Value>> {
    fields.iter().map(|field| workato_field(field, of_connection)).collect()
}

fn workato_field(field: &Field, of_connection: bool) -> Map<String, Value> {
    let head = json!({
        "name": field.name,
        "label": field.title,
        "optional": !field.required,
        // Optional fields are folded away, unless they are sticky.
        "sticky": (!field.required && !field.advanced).then_some(true),
        "hint": filled(field.help),
    });
    let control = match &field.kind {
        Kind::Text(text) => match text.control {
            "date" => json!({"type": "date", "control_type": "date"}),
            // Workato's schema has no control for files: a recipe maps the content of an earlier step here.
            "textarea" | "file" => json!({"control_type": "text-area"}),
            // Workato's own check of an email would refuse an object ID, and letters beyond ASCII.
            _ => json!({"control_type": "text"}),
        },
        Kind::Secret(_) => json!({"control_type": "password"}),
        Kind::Flag(default) => json!({
            "type": "boolean",
            "control_type": "checkbox",
            "convert_input": "boolean_conversion",
            "default": default,
        }),
        Kind::Whole(_) => json!({
            "type": "integer",
            "control_type": "integer",
            "convert_input": "integer_conversion",
        }),
        Kind::Choice(choice) => {
            let name = if of_connection { "options" } else { "pick_list" };
            json!({"control_type": "select", "default": choice.default, name: pick_list(choice)})
        }
        Kind::Texts(..) => json!({"type": "array", "of": "string"}),
        Kind::Entries(fields) => {
            json!({"type": "array", "of": "object", "properties": workato(fields, of_connection)})
        }
    };
    with(object(head), object(control))
}

fn pick_list(choice: &Choice) -> Vec<[&str; 2]> {
    choice.choices.iter().map(|(value, title)| [*title, *value]).collect()
}
