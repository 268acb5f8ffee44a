//! Finds values in error bodies that are wrapped, nested, cut off or quoted in a log. Nobody documents these shapes.

use serde_json::{Map, Value};

/// Depth of the search for objects. Error bodies are a few levels deep; batches and logs wrap them in a few more.
const DEPTH: usize = 8;

/// Returns the first object for which `wanted` holds. Outer objects come before the objects inside them.
pub fn find_object<'v>(
    value: &'v Value,
    wanted: &dyn Fn(&Map<String, Value>) -> bool,
) -> Option<&'v Map<String, Value>> {
    search(value, wanted, DEPTH)
}

fn search<'v>(
    value: &'v Value,
    wanted: &dyn Fn(&Map<String, Value>) -> bool,
    depth: usize,
) -> Option<&'v Map<String, Value>> {
    let deeper = depth.checked_sub(1)?;
    match value {
        Value::Object(object) if wanted(object) => Some(object),
        Value::Object(object) => object.values().find_map(|value| search(value, wanted, deeper)),
        Value::Array(items) => items.iter().find_map(|value| search(value, wanted, deeper)),
        _ => None,
    }
}

/// Returns a string of an object, or an empty string if there is none.
pub fn text<'v>(object: &'v Map<String, Value>, name: &str) -> &'v str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Parses JSON. If the JSON is a string, parses the text of that string, because some logs encode JSON twice.
pub fn parse(text: &str) -> Option<Value> {
    match serde_json::from_str(text).ok()? {
        Value::String(inner) => parse(&inner),
        value => Some(value),
    }
}

/// Returns whether a text is prose: neither a page nor JSON, whole or cut off.
pub fn is_plain(text: &str) -> bool {
    let text = text.trim_start();
    // "[2025-01-01] Error" and "{ Error: …" are prose in brackets.
    let inside = text.trim_start_matches(['{', '[']);
    let json = inside.len() < text.len() && !inside.trim_start().starts_with(|c: char| c.is_ascii_alphanumeric());
    !json && !text.starts_with('<')
}

/// Returns the strings that follow a field name, in text that is not whole JSON: a body that is cut off, or a body in a line of
/// a log, where quotes may be escaped.
pub fn scan_field<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    text.split(name)
        .skip(1)
        .filter_map(|rest| {
            let rest = rest.trim_start_matches(['\\', '"', '\'', ' ']);
            let rest = rest.strip_prefix([':', '='])?.trim_start();
            let rest = rest.trim_start_matches('\\');
            let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
            let end = rest.find(['"', '\\', '\n', '}']).unwrap_or(rest.len());
            rest.get(..end).map(str::trim).filter(|found| !found.is_empty())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_objects_are_found() {
        let value: Value =
            serde_json::from_str(r#"{"responses":[{"body":{"x":1}},{"body":{"error":{"code":"A"}}}]}"#).unwrap();
        let found = find_object(&value, &|object| object.contains_key("error")).unwrap();
        assert_eq!(found["error"]["code"], "A");
        assert!(find_object(&value, &|object| object.contains_key("none")).is_none());
    }

    #[test]
    fn prose_is_distinguished_from_json_and_pages() {
        for plain in ["Error", "[2025-01-01] Error", "{ Error: x }", "\"x\""] {
            assert!(is_plain(plain), "{plain}");
        }
        for other in [
            "<html>",
            " {\"error\":1",
            "{",
            "[{\"a\"",
            "[]",
            "[\"a\"]",
            "{'error': 'x'}",
        ] {
            assert!(!is_plain(other), "{other}");
        }
        assert_eq!(parse(r#""\"{\\\"a\\\":1}\"""#), parse(r#"{"a":1}"#));
        assert_eq!(parse("\"x\""), None);
    }

    #[test]
    fn cut_off_and_escaped_texts_are_found() {
        for text in [
            r#"{"error":{"code":"ErrorX","mess"#,
            r#"body: "{\"error\":{\"code\":\"ErrorX\",\"message\""#,
            "code: ErrorX\nmessage: y",
            "{ 'code' : 'ErrorX' }\"",
        ] {
            assert_eq!(
                scan_field(text, "code")
                    .first()
                    .map(|found| found.trim_end_matches(['\'', ' '])),
                Some("ErrorX"),
                "{text}"
            );
        }
        assert!(scan_field("no such thing", "code").is_empty());
        assert!(scan_field("code", "code").is_empty());
    }
}
