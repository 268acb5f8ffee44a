//! JSON in text: whole, encoded twice, behind other words, escaped in a line of a log, with doubled quotes (CSV) or with HTML's
//! entities.

use std::borrow::Cow;

use serde_json::{Deserializer, Value};

use crate::lenient_json;

/// How often a text is unescaped. Logs of logs encode JSON two or three times.
const UNESCAPES: usize = 4;

/// Depth to which strings inside JSON are read as JSON.
const STRING_DEPTH: usize = 6;

/// How many beginnings of an object are tried in one text.
const TRIES: usize = 24;

/// The JSON of a text.
#[derive(Debug, Default)]
pub struct Found {
    /// The values, in the order of the text.
    pub values: Vec<Value>,
    /// Whether the whole text is JSON.
    pub whole: bool,
}

/// Finds the JSON of a text. Strings that hold JSON are replaced by what they hold.
pub fn find(text: &str) -> Found {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(value) = lenient_json::parse(text) {
        return Found {
            values: vec![expanded(value, STRING_DEPTH)],
            whole: true,
        };
    }
    let mut text = Cow::Borrowed(text);
    for _ in 0..UNESCAPES {
        let values = objects_in(&text);
        if !values.is_empty() {
            let values = values.into_iter().map(|value| expanded(value, STRING_DEPTH)).collect();
            return Found { values, whole: false };
        }
        match unescaped(&text) {
            Some(next) => text = Cow::Owned(next),
            None => break,
        }
    }
    Found::default()
}

/// Returns the objects of a text that are whole.
fn objects_in(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut rest = text;
    for _ in 0..TRIES {
        let Some(at) = rest.find('{') else { break };
        let Some(from) = rest.get(at..) else { break };
        let after = from.get(1..).unwrap_or_default();
        rest = after;
        if !after.trim_start().starts_with('"') {
            continue;
        }
        let mut stream = Deserializer::from_str(from).into_iter::<Value>();
        if let Some(Ok(value)) = stream.next() {
            rest = from.get(stream.byte_offset()..).unwrap_or_default();
            found.push(value);
        }
    }
    found
}

/// Replaces strings that hold JSON.
fn expanded(value: Value, depth: usize) -> Value {
    let Some(deeper) = depth.checked_sub(1) else {
        return value;
    };
    match value {
        Value::String(text) => match held_by(&text) {
            // The words stay: they may say what the object does not.
            Some(objects) => {
                let objects = objects.into_iter().map(|object| expanded(object, deeper));
                match text.trim_start().starts_with(['{', '[']) {
                    true => objects.into_iter().next().unwrap_or_default(),
                    false => Value::Array(std::iter::once(Value::String(text.clone())).chain(objects).collect()),
                }
            }
            None => Value::String(text),
        },
        Value::Array(items) => Value::Array(items.into_iter().map(|item| expanded(item, deeper)).collect()),
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .map(|(name, value)| (name, expanded(value, deeper)))
                .collect(),
        ),
        other => other,
    }
}

/// Returns the objects of a string that looks as if it held the body of an error.
fn held_by(text: &str) -> Option<Vec<Value>> {
    if !text.contains("{\"") && !text.contains("{ \"") && !text.contains("{\n") && !text.contains("{\r") {
        return None;
    }
    let objects = match serde_json::from_str(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => vec![value],
        _ => objects_in(text),
    };
    let is_error = |object: &Value| NAMES.iter().any(|name| object.get(*name).is_some()) || object.is_array();
    (!objects.is_empty() && objects.iter().any(is_error)).then_some(objects)
}

/// Names of the fields of error bodies.
const NAMES: [&str; 7] = [
    "error",
    "code",
    "errorCode",
    "error_description",
    "error_codes",
    "odata.error",
    "body",
];

/// Takes one level of escapes away. Returns `None` if the text has none.
pub fn unescaped(text: &str) -> Option<String> {
    if text.contains("\\\"") || text.contains("\\u0022") {
        let text = text.replace("\\u0022", "\\\"");
        let mut out = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, chars.peek()) {
                ('\\', Some('"' | '\\')) => out.extend(chars.next()),
                _ => out.push(c),
            }
        }
        return Some(out);
    }
    if has_entities(text) {
        return Some(without_entities(text));
    }
    text.contains("\"\"").then(|| text.replace("\"\"", "\""))
}

/// Returns whether a text has HTML's entities for the marks of JSON.
pub fn has_entities(text: &str) -> bool {
    ENTITIES.iter().any(|(entity, _)| text.contains(entity))
}

/// Replaces HTML's entities for the marks of JSON and of messages.
pub fn without_entities(text: &str) -> String {
    ENTITIES
        .iter()
        .fold(text.to_owned(), |text, (entity, mark)| text.replace(entity, mark))
}

/// Entities that HTML encoders write for the characters of an error body. `&amp;` comes last: text that is encoded twice has
/// `&amp;quot;`, and each call takes one level away.
const ENTITIES: [(&str, &str); 9] = [
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#x22;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_body_in_many_wrappings() {
        const BODY: &str = r#"{"error":{"code":"ErrorX","message":"It isn't \"so\".\r\nTrace"}}"#;
        let quoted = serde_json::to_string(BODY).unwrap();
        let twice = serde_json::to_string(&quoted).unwrap();
        for text in [
            BODY.to_owned(),
            quoted.clone(),
            twice.clone(),
            format!("403 - {BODY} at line 12"),
            format!("body={quoted}, more"),
            format!("{{\"level\":\"error\",\"error\":{quoted}}}"),
            format!(
                "{{\"message\":{}}}",
                serde_json::to_string(&format!("400 - {BODY}")).unwrap()
            ),
            format!("log: {}", &twice[1..twice.len() - 1]),
            BODY.replace('"', "&quot;"),
            format!("<pre>{}</pre>", BODY.replace('"', "&#34;")),
            format!("\u{feff}{BODY}"),
            r#"x {""error"":{""code"":""ErrorX""}}"#.to_owned(),
        ] {
            let found = find(&text);
            let error = found.values.iter().find_map(|value| {
                lenient_json::find_object(value, &|object| object.get("code").is_some_and(|code| code == "ErrorX"))
            });
            assert!(error.is_some(), "{text}: {found:?}");
        }
    }

    #[test]
    fn text_without_json_has_none() {
        for text in ["", "x", "{", "{ Error: x }", "[", "{'a': 1}", "{\"a\":"] {
            assert!(find(text).values.is_empty(), "{text}");
        }
        assert!(find("null").whole);
    }
}
