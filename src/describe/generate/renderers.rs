//! A form ready-made for three renderers: the uiSchema of react-jsonschema-form, the UI schema of JSON Forms, and the fields of
//! Workato's connector SDK.
//!
//! Sources: rjsf "uiSchema" and its core widgets; JSON Forms "UI Schema", "Layouts", "Controls"; Workato "SDK Reference: Schema"
//! (`options` is what `pick_list` is called in connections).

use super::node::{Node, Object, list};
use crate::validate::field::{Choice, Field, Kind};

/// Lines that a body's control shows.
const BODY_LINES: u64 = 8;

/// All three. `of_connection` tells Workato's two names for a choice apart.
pub fn all(groups: &[(&str, &str)], fields: &[Field], of_connection: bool) -> Object {
    Object::new()
        .set("rjsf", rjsf(fields))
        .set("jsonforms", jsonforms(groups, fields))
        .set("workato", workato(fields, of_connection))
}

fn rjsf(fields: &[Field]) -> Object {
    let order = list(fields.iter().map(|field| field.name));
    fields
        .iter()
        .fold(Object::new().set("ui:order", order), |object, field| {
            object.set(field.name, rjsf_field(field))
        })
}

fn rjsf_field(field: &Field) -> Object {
    let hints = Object::new();
    match &field.kind {
        Kind::Secret(_) => hints
            .set("ui:widget", "password")
            // Of no account of the person who types: browsers would offer to fill that in.
            .set("ui:autocomplete", "new-password"),
        Kind::Text(text) if text.control == "textarea" => hints
            .set("ui:widget", "textarea")
            .set("ui:options", Object::new().set("rows", BODY_LINES)),
        Kind::Text(_) => hints.set_text("ui:placeholder", field.placeholder),
        Kind::Choice(_) => hints.set("ui:widget", "select"),
        Kind::Flag(Some(_)) => hints.set("ui:widget", "checkbox"),
        // Neither is chosen until somebody does.
        Kind::Flag(None) => hints.set("ui:widget", "radio"),
        Kind::Whole(_) => hints.set("ui:widget", "updown"),
        Kind::Texts(..) => hints.set("items", Object::new().set_text("ui:placeholder", field.placeholder)),
        Kind::Entries(fields) => hints.set("items", rjsf(fields)),
    }
}

fn jsonforms(groups: &[(&str, &str)], fields: &[Field]) -> Object {
    let group = |(id, title): &(&str, &str)| {
        let elements = fields.iter().filter(|field| field.group == *id).map(jsonforms_control);
        Object::new()
            .set("type", "Group")
            .set("label", *title)
            .set("elements", list(elements))
    };
    Object::new()
        .set("type", "VerticalLayout")
        .set("elements", list(groups.iter().map(group)))
}

fn jsonforms_control(field: &Field) -> Object {
    let options = match &field.kind {
        Kind::Secret(_) => Object::new().set("format", "password"),
        Kind::Text(text) if text.control == "textarea" => Object::new().set("multi", true),
        Kind::Text(_) => Object::new().set_text("placeholder", field.placeholder),
        Kind::Entries(fields) => {
            let detail = Object::new()
                .set("type", "VerticalLayout")
                .set("elements", list(fields.iter().map(jsonforms_control)));
            Object::new().set("detail", detail)
        }
        Kind::Flag(_) | Kind::Whole(_) | Kind::Choice(_) | Kind::Texts(..) => Object::new(),
    };
    let control = Object::new()
        .set("type", "Control")
        .set("scope", format!("#/properties/{}", field.name));
    match options.is_empty() {
        true => control,
        false => control.set("options", options),
    }
}

fn workato(fields: &[Field], of_connection: bool) -> Vec<Node> {
    list(fields.iter().map(|field| workato_field(field, of_connection)))
}

fn workato_field(field: &Field, of_connection: bool) -> Object {
    let shown = Object::new()
        .set("name", field.name)
        .set("label", field.title)
        .set("optional", !field.required)
        // Optional fields are folded away, unless they are sticky.
        .set_true("sticky", !field.required && !field.advanced)
        .set_text("hint", field.help);
    match &field.kind {
        Kind::Text(text) => match text.control {
            "date" => shown.set("type", "date").set("control_type", "date"),
            "textarea" => shown.set("control_type", "text-area"),
            // Its own check would refuse what the rule allows: an object ID, and letters beyond ASCII.
            _ => shown.set("control_type", "text"),
        },
        Kind::Secret(_) => shown.set("control_type", "password"),
        Kind::Flag(default) => shown
            .set("type", "boolean")
            .set("control_type", "checkbox")
            .set("convert_input", "boolean_conversion")
            .set_some("default", *default),
        Kind::Whole(whole) => shown
            .set("type", "integer")
            .set("control_type", "integer")
            .set("convert_input", "integer_conversion")
            .set_some("default", whole.default),
        Kind::Choice(choice) => {
            let name = if of_connection { "options" } else { "pick_list" };
            shown
                .set("control_type", "select")
                .set_some("default", choice.default)
                .set(name, pick_list(choice))
        }
        Kind::Texts(..) => shown.set("type", "array").set("of", "string"),
        Kind::Entries(fields) => shown
            .set("type", "array")
            .set("of", "object")
            .set("properties", workato(fields, of_connection)),
    }
}

fn pick_list(choice: &Choice) -> Vec<Node> {
    list(choice.choices.iter().map(|(value, title)| list([*title, *value])))
}
