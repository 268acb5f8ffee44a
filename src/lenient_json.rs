//! Shapes of answers: finds what an answer holds in nestings, wrappings and fragments that nobody documents.

use serde_json::{Map, Value};

/// How deep objects are searched. Answers are a few levels deep; batches and logs wrap them in a few more.
const DEPTH: usize = 8;

/// The first object, from the outside in, for which `wanted` holds.
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

/// A body as text: up to the first byte that is none. (Replacing such bytes is 1 KB of code.)
pub fn words(body: &[u8]) -> &str {
    match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(error) => body
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
    }
}

/// A string of an object, or empty.
pub fn text<'v>(object: &'v Map<String, Value>, name: &str) -> &'v str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Reads JSON; where it is a string, what that holds: some logs encode it twice.
pub fn parse(body: &[u8]) -> Option<Value> {
    match serde_json::from_slice(body).ok()? {
        Value::String(inner) => parse(inner.as_bytes()),
        value => Some(value),
    }
}

/// Tells whether a text is words, not a page and not JSON, whole or cut.
pub fn is_plain(text: &str) -> bool {
    let text = text.trim_start();
    // "[2025-01-01] Error", "{ Error: …": brackets of words.
    let inside = text.trim_start_matches(['{', '[']);
    let json = inside.len() < text.len() && !inside.trim_start().starts_with(|c: char| c.is_ascii_alphanumeric());
    !json && !text.starts_with('<')
}

/// The strings that follow a name in what is no whole JSON: a cut answer, or one within a line of a log, where quotes may
/// be escaped.
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
    fn words_are_told_from_json_and_pages() {
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
        assert_eq!(parse(br#""\"{\\\"a\\\":1}\"""#), parse(br#"{"a":1}"#));
        assert_eq!(parse(b"\"x\""), None);
    }

    #[test]
    fn cut_and_escaped_texts_are_found() {
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
