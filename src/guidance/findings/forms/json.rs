//! What `ConvertTo-Json` prints: an object or a list of objects, in a text of any kind.

use serde_json::{Map, Value};

use super::{super::object::Object, is_known};
use crate::guidance::reader::json_in_text;

/// Depth of the search: `ConvertTo-Json` wraps a list in `value`, and Microsoft Graph too.
const DEPTH: usize = 4;

/// Returns the objects of a text that have a property of the checks.
pub fn objects(text: &str) -> Vec<Object> {
    let mut found = Vec::new();
    if text.contains('{') {
        for value in &json_in_text::find(text).values {
            collect(value, DEPTH, &mut found);
        }
    }
    found
}

fn collect(value: &Value, depth: usize, found: &mut Vec<Object>) {
    let Some(deeper) = depth.checked_sub(1) else { return };
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, deeper, found)),
        Value::Object(object) if object.keys().any(|name| is_known(name)) => {
            found.push(object_of(object));
            // An app registration lists its permissions inside.
            if let Some(inside) = object
                .get("resourceAccess")
                .or_else(|| object.get("requiredResourceAccess"))
            {
                collect(inside, deeper, found);
            }
        }
        Value::Object(object) => object.values().for_each(|value| collect(value, deeper, found)),
        _ => {}
    }
}

fn object_of(properties: &Map<String, Value>) -> Object {
    let mut object = Object::default();
    for (name, value) in properties {
        object.add(name, &text_of(value));
    }
    object
}

/// Returns a value as `Format-List` prints it.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(truth) => if *truth { "True" } else { "False" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(text_of).collect();
            format!("{{{}}}", items.join(", "))
        }
        // An enum or an identity is an object with its text in `Value` or `Name`.
        Value::Object(object) => ["Value", "value", "Name"]
            .iter()
            .find_map(|name| object.get(*name)?.as_str())
            .unwrap_or_default()
            .to_owned(),
    }
}
