//! Checks a JSON value against a type, with the messages of the OData library that Graph is built on.
//!
//! Property names have to match exactly; action parameters may also begin with a small letter, as every documented example
//! does. `message` is an open type in the metadata; an unknown property on it is refused all the same, since a client that
//! sends one has a typing error far more often than an extension.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Schema, Type};
use crate::graph::error::GraphError;

const TYPE_ANNOTATION: &str = "@odata.type";
/// Code of a body that does not fit the metadata.
const REQUEST_BODY_READ: &str = "RequestBodyRead";

/// Checks the parameters of an action and returns them under their metadata names.
pub(in crate::graph) fn check_parameters(
    schema: &Schema,
    action: &str,
    body: Map<String, Value>,
) -> Result<Map<String, Value>, GraphError> {
    let Some(parameters) = schema.actions.get(action) else {
        return Ok(body);
    };
    let mut named = Map::new();
    for (given, value) in body {
        let Some((name, parameter)) = parameters.iter().find(|(name, _)| names_parameter(&given, name)) else {
            return Err(refuse(format!(
                "The parameter '{given}' in the request payload is not a valid parameter for the operation '{action}'."
            )));
        };
        if value.is_null() && !parameter.nullable {
            return Err(null_refused(name, &parameter.r#type));
        }
        check(schema, &parameter.r#type, &value)?;
        named.insert(name.clone(), value);
    }
    let missing = parameters
        .iter()
        .find(|(name, parameter)| !parameter.nullable && !named.contains_key(name.as_str()));
    match missing {
        None => Ok(named),
        Some((name, _)) => Err(refuse(format!(
            "One or more parameters of the operation '{action}' are missing from the request payload. The missing parameters \
             are: {name}."
        ))),
    }
}

/// Checks a body that is an entity or complex value.
pub(in crate::graph) fn check_entity(schema: &Schema, r#type: &str, body: &Value) -> Result<(), GraphError> {
    check_graph(schema, r#type, body)
}

/// `Message` and `message` both name the parameter `Message`.
fn names_parameter(given: &str, name: &str) -> bool {
    given
        .get(..1)
        .is_some_and(|first| name.get(..1).is_some_and(|own| own.eq_ignore_ascii_case(first)))
        && given.get(1..) == name.get(1..)
}

fn check(schema: &Schema, r#type: &Type, value: &Value) -> Result<(), GraphError> {
    if value.is_null() {
        return Ok(());
    }
    match r#type {
        Type::Collection(item) => match value {
            Value::Array(values) => values.iter().try_for_each(|value| check_item(schema, item, value)),
            other => Err(unexpected_node(other, "StartArray")),
        },
        Type::Primitive(name) => check_primitive(name, value),
        Type::Graph(name) => check_graph(schema, name, value),
    }
}

fn check_item(schema: &Schema, item: &Type, value: &Value) -> Result<(), GraphError> {
    if value.is_null() {
        return Err(refuse(
            "A null value was found in a collection whose items may not be null.".to_owned(),
        ));
    }
    check(schema, item, value)
}

fn check_graph(schema: &Schema, name: &str, value: &Value) -> Result<(), GraphError> {
    if let Some(members) = schema.enums.get(name) {
        let Value::String(text) = value else {
            return Err(cannot_convert(value, &full(name)));
        };
        // The documentation's own examples write `Text` and `HTML` for the members `text` and `html`.
        return match members.iter().any(|member| member.eq_ignore_ascii_case(text)) {
            true => Ok(()),
            false => Err(cannot_convert(value, &full(name))),
        };
    }
    let Value::Object(object) = value else {
        return Err(unexpected_node(value, "StartObject"));
    };
    let declared = object.get(TYPE_ANNOTATION).and_then(Value::as_str);
    let actual = match declared {
        None => name,
        Some(text) => text
            .strip_prefix("#microsoft.graph.")
            .or_else(|| text.strip_prefix("microsoft.graph."))
            .unwrap_or(""),
    };
    let Some(structure) = schema.structures.get(actual) else {
        // Events and contacts inside item attachments: Graph has them, this excerpt does not.
        let outside = declared.is_some() && !actual.is_empty() && name == "outlookItem";
        let known = schema.structures.contains_key(name);
        return if outside || !known {
            Ok(())
        } else {
            Err(unknown_type(declared.unwrap_or_default()))
        };
    };
    if !schema.is_a(actual, name) {
        return Err(unknown_type(declared.unwrap_or_default()));
    }
    if structure.is_abstract {
        // Recorded for attachment objects that lack @odata.type; the text of the service really ends there.
        return Err(GraphError::bad_request(
            "UnableToDeserializePostBody",
            "were unable to deserialize ",
        ));
    }
    for (property, value) in object {
        if property.contains('@') {
            continue;
        }
        let Some(definition) = schema.property(actual, property) else {
            return Err(refuse(format!(
                "The property '{property}' does not exist on type '{}'. Make sure to only use property names that are defined \
                 by the type or mark the type as open type.",
                full(actual)
            )));
        };
        if value.is_null() && !definition.nullable {
            return Err(null_refused(property, &definition.r#type));
        }
        check(schema, &definition.r#type, value)?;
    }
    Ok(())
}

fn check_primitive(name: &str, value: &Value) -> Result<(), GraphError> {
    let fits = match (name, value) {
        ("String", Value::String(_)) | ("Boolean", Value::Bool(_)) => true,
        ("Int32", Value::Number(number)) => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        ("Int64", Value::Number(number)) => number.is_i64(),
        ("Binary", Value::String(text)) => STANDARD.decode(text).is_ok(),
        ("DateTimeOffset", Value::String(text)) => OffsetDateTime::parse(text, &Rfc3339).is_ok(),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    match value {
        Value::Object(_) | Value::Array(_) => Err(unexpected_node(value, "PrimitiveValue")),
        _ => Err(cannot_convert(value, &format!("Edm.{name}"))),
    }
}

fn unexpected_node(found: &Value, expected: &str) -> GraphError {
    let node = match found {
        Value::Object(_) => "StartObject",
        Value::Array(_) => "StartArray",
        _ => "PrimitiveValue",
    };
    refuse(format!(
        "An unexpected '{node}' node was found when reading from the JSON reader. A '{expected}' node was expected."
    ))
}

fn cannot_convert(value: &Value, r#type: &str) -> GraphError {
    /// A refused literal may be a whole file in base64.
    const LONGEST_ECHO: usize = 100;
    let literal = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let literal: String = literal.chars().take(LONGEST_ECHO).collect();
    refuse(format!(
        "Cannot convert the literal '{literal}' to the expected type '{type}'."
    ))
}

fn null_refused(property: &str, r#type: &Type) -> GraphError {
    let name = match r#type {
        Type::Primitive(name) => format!("Edm.{name}"),
        Type::Graph(name) => full(name),
        Type::Collection(_) => "Collection".to_owned(),
    };
    refuse(format!(
        "A null value was found for the property named '{property}', which has the expected type '{name}[Nullable=False]'. The \
         expected type '{name}[Nullable=False]' does not allow null values."
    ))
}

fn unknown_type(name: &str) -> GraphError {
    refuse(format!(
        "A type named '{name}' could not be resolved by the model, or does not fit here."
    ))
}

fn refuse(message: String) -> GraphError {
    GraphError::bad_request(REQUEST_BODY_READ, message)
}

fn full(name: &str) -> String {
    format!("microsoft.graph.{name}")
}
