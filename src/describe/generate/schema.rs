//! A form's fields as one flat JSON Schema: no `$schema`, `$defs`, references, conditionals or keywords of a vendor, so that
//! every renderer and validator reads it alike.

use super::node::{Node, Object, list};
use crate::validate::field::{Field, Kind, Text};

/// The schema of a form.
pub fn of_form(title: &str, fields: &[Field]) -> Object {
    let mut schema = Object::new().set("title", title);
    schema = with_properties(schema, fields);
    schema
}

fn with_properties(schema: Object, fields: &[Field]) -> Object {
    let required: Vec<Node> = list(fields.iter().filter(|field| field.required).map(|field| field.name));
    let properties = fields
        .iter()
        .fold(Object::new(), |object, field| object.set(field.name, of_field(field)));
    schema
        .set("type", "object")
        .set("additionalProperties", false)
        .set_list("required", required)
        .set("properties", properties)
}

fn of_field(field: &Field) -> Object {
    let typed = |name: &str| {
        Object::new()
            .set("type", name)
            .set("title", field.title)
            .set_text("description", field.help)
    };
    match &field.kind {
        Kind::Text(text) => with_rule(typed("string"), text),
        Kind::Secret(text) => {
            let schema = typed("string").set("format", "password").set("writeOnly", true);
            with_rule(schema, text)
        }
        Kind::Flag(default) => typed("boolean").set_some("default", *default),
        Kind::Whole(whole) => typed("integer")
            .set("minimum", whole.min)
            .set("maximum", whole.max)
            .set_some("default", whole.default),
        Kind::Choice(choice) => {
            let one = |(value, title): &(&str, &str)| Object::new().set("const", *value).set("title", *title);
            typed("string")
                .set_some("default", choice.default)
                .set("oneOf", list(choice.choices.iter().map(one)))
        }
        Kind::Texts(text, least) => typed("array")
            .set_some("minItems", (*least > 0).then_some(*least))
            .set("items", with_rule(Object::new().set("type", "string"), text)),
        Kind::Entries(fields) => typed("array").set("items", with_properties(Object::new(), fields)),
    }
}

fn with_rule(schema: Object, text: &Text) -> Object {
    schema
        .set_some("format", text.format)
        .set_some("minLength", (text.min > 0).then_some(text.min))
        .set_some("maxLength", text.max)
        .set_some("pattern", text.pattern.clone())
        .set_list("examples", list(text.examples.iter().copied()))
}
