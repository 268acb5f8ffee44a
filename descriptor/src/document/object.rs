//! Building JSON objects of which some properties may be missing.

use serde_json::{Map, Value};

/// Makes an object and leaves out the properties that are null: `json!` writes `None` as null.
pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(mut map) => {
            map.retain(|_, value| !value.is_null());
            map
        }
        _ => Map::new(),
    }
}

/// Returns the text, unless it is empty.
pub fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Returns the list, unless it is empty.
pub fn some_of<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// Appends the properties of the second object to those of the first.
pub fn with(mut first: Map<String, Value>, second: Map<String, Value>) -> Map<String, Value> {
    first.extend(second);
    first
}
