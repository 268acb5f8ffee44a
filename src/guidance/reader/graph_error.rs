//! Error bodies of Graph. Their shape varies: `innerError` and `innererror`, nested codes, empty codes, bodies that are wrapped, cut
//! off, or in a line of a log.

use serde_json::{Map, Value};

use super::json_in_text;
use crate::{guidance::catalogue, lenient_json};

/// The parts of an error body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GraphError {
    /// Outermost code that is not empty.
    pub code: String,
    /// All codes. The innermost comes first; it says most.
    pub codes: Vec<String>,
    /// Outermost message. People may see it.
    pub message: String,
    /// Text that is compared with the catalogue: the message, or prose that is no error body. People never see it: a gateway may
    /// repeat the request in it.
    pub match_text: String,
}

/// Parses an error body in any of its known shapes, wrapped or cut off. The result is empty if the body holds no error.
pub fn read(body: &[u8]) -> GraphError {
    let text = String::from_utf8_lossy(body);
    let json = json_in_text::find(&text);
    let mut found = match json.values.iter().map(read_json).find(|found| !found.codes.is_empty()) {
        Some(found) => found,
        None if json.whole => json.values.first().map(read_json).unwrap_or_default(),
        None => read_fragment(&text),
    };
    // A known code counts wherever it stands: in a line of a log, or in a string of an object that wraps the error.
    if found.codes.is_empty()
        && let Some(code) = catalogue::graph_code_in(&text)
    {
        found.add_code(code);
        found.match_text = text.into_owned();
    }
    if found.match_text.is_empty() {
        found.match_text.clone_from(&found.message);
    }
    found
}

fn read_json(value: &Value) -> GraphError {
    let mut found = GraphError::default();
    // Older OData services write `odata.error`. Some services write the error without a wrapper.
    let wrapped = ["error", "odata.error"].iter().find_map(|name| {
        let wrapper = lenient_json::find_object(value, &|object| object.get(*name).is_some_and(Value::is_object));
        wrapper?.get(*name)?.as_object()
    });
    let bare = || {
        lenient_json::find_object(value, &|object| {
            is_code(lenient_json::text(object, "code")) && object.contains_key("message")
        })
    };
    // Errors are nested a few levels deep. The parser limits the depth.
    let mut level = wrapped.or_else(bare);
    // Gateways and logs write a sentence in place of an object.
    if let (None, Some(object)) = (
        level,
        lenient_json::find_object(value, &|object| !sentence(object).is_empty()),
    ) {
        found.match_text = sentence(object).to_owned();
    }
    while let Some(error) = level {
        found.add_code(lenient_json::text(error, "code"));
        let message = error
            .get("message")
            .map(|message| message.get("value").unwrap_or(message));
        let (message, inside) = words_and_objects(message);
        if found.message.is_empty() {
            found.message = message.to_owned();
        }
        // A message may itself be JSON that holds the code.
        for inner in inside {
            found.add_code(lenient_json::text(inner, "errorCode"));
            found.add_code(lenient_json::text(inner, "code"));
            if found.message.is_empty() {
                found.message = lenient_json::text(inner, "message").to_owned();
            }
        }
        let inner = ["innerError", "innererror"].iter().find_map(|name| error.get(*name));
        level = inner.and_then(Value::as_object);
    }
    found
}

/// Splits a message into its words and the objects that it held as JSON.
fn words_and_objects(message: Option<&Value>) -> (&str, Vec<&Map<String, Value>>) {
    match message {
        Some(Value::String(text)) => (text, Vec::new()),
        Some(Value::Object(object)) => ("", vec![object]),
        Some(Value::Array(items)) => (
            items.first().and_then(Value::as_str).unwrap_or_default(),
            items.iter().filter_map(Value::as_object).collect(),
        ),
        _ => ("", Vec::new()),
    }
}

fn sentence(object: &Map<String, Value>) -> &str {
    match lenient_json::text(object, "error") {
        "" => lenient_json::text(object, "message"),
        error => error,
    }
}

/// Parses text that is not whole JSON: a body that was cut off, or a line of a log that holds one.
fn read_fragment(text: &str) -> GraphError {
    let mut found = GraphError::default();
    for code in lenient_json::scan_field(text, "code") {
        found.add_code(code.trim_end_matches(['\'', ',', ' ']));
    }
    for code in headed_codes(text) {
        found.add_code(code);
    }
    let message = ["message", "Message", "msg"]
        .iter()
        .find_map(|name| lenient_json::scan_field(text, name).first().copied())
        .unwrap_or_default();
    // Prose without a code, such as a non-delivery report or a line of a log, shows the family of the error. A page or a broken
    // object does not.
    if !lenient_json::is_plain(text) {
        found.message = message.to_owned();
    } else if message.is_empty() {
        found.match_text = text.to_owned();
    } else {
        found.match_text = message.to_owned();
    }
    found
}

/// Returns the codes that SDKs print behind a heading: `Code: X` (.NET), `Error code: X` (Java), `ErrorCode: X` (PowerShell).
fn headed_codes(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("ode: ").filter_map(|(at, heading)| {
        let before = text.get(..at)?.strip_suffix(['c', 'C'])?.trim_end();
        let before = before
            .get(before.floor_char_boundary(before.len().saturating_sub(8))..)?
            .to_ascii_lowercase();
        let is_status = ["status", "statu", "response", "http", "exit"]
            .iter()
            .any(|word| before.ends_with(word));
        let code = text
            .get(at.saturating_add(heading.len())..)?
            .split_whitespace()
            .next()?;
        let code = code.trim_end_matches([',', ';', '.', '\'', '"']);
        (!is_status && code.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(code)
    })
}

impl GraphError {
    /// Adds a code that is further inside than those before it.
    fn add_code(&mut self, code: &str) {
        if !is_code(code) {
            return;
        }
        if self.code.is_empty() {
            self.code = code.to_owned();
        }
        self.codes.insert(0, code.to_owned());
    }
}

/// Returns whether a text has the form of a code: a word. People do not see any other text.
fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 100
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        && !is_of_client(code)
}

/// Returns whether a code is one of an HTTP client (`ECONNRESET`, `ERR_NETWORK`) or a status. Their field is called `code` too.
fn is_of_client(code: &str) -> bool {
    code.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
        || ["E", "UND_ERR_", "CURLE_"].iter().any(|start| {
            code.starts_with(start)
                && code
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shapes_are_read() {
        let code = |body: &str| read(body.as_bytes()).code;
        assert_eq!(
            code(r#"{"error":{"code":"ErrorAccessDenied","message":"m"}}"#),
            "ErrorAccessDenied"
        );
        assert_eq!(
            code(r#"{"error":{"code":"","message":"","innererror":{"code":"generalException"}}}"#),
            "generalException"
        );
        for (body, found) in [
            (r#"{"error":{"code":"Cut"#, "Cut"),
            (
                r#"{"odata.error":{"code":"X","message":{"lang":"en","value":"m"}}}"#,
                "X",
            ),
            (r#"{"code":"X","message":"m"}"#, "X"),
            (r#"{"responses":[{"body":{"error":{"code":"X"}}}]}"#, "X"),
            (
                r#"POST /sendMail: 403 {\"error\":{\"code\":\"X\",\"message\":\"m\"}}"#,
                "X",
            ),
            (
                "Send-MgUserMail: [ErrorAccessDenied] : Access is denied.",
                "ErrorAccessDenied",
            ),
            (r#""{\"error\":{\"code\":\"ErrorInvalidUser\"}}""#, "ErrorInvalidUser"),
            (r#"{"headers":{"x-caserrorcode":"UserNotFound"}}"#, "UserNotFound"),
        ] {
            assert_eq!(code(body), found, "{body}");
        }
        assert_eq!(
            code(r#"{"error":{"code":"a b<script>","innerError":{"code":"X","innerError":{"code":"Y"}}}}"#),
            "X"
        );
        assert_eq!(read(b"{\"error\":\"x\",\"message\":\"y\"}").match_text, "x");
        assert_eq!(read(b"{\"message\":\"y\"}").match_text, "y");
        // A byte of Latin-1 hides neither the code behind it nor the message around it.
        let latin_1 = b"{\"error\":{\"message\":\"Ung\xfcltig\",\"code\":\"ErrorInvalidRecipients\"}}";
        assert_eq!(
            (read(latin_1).code.as_str(), read(latin_1).message.as_str()),
            ("ErrorInvalidRecipients", "Ung\u{fffd}ltig")
        );
        assert_eq!(read(b"Ung\xfcltig: ErrorAccessDenied").code, "ErrorAccessDenied");
        assert_eq!(read(b"Ung\xfcltig: code: ErrorX").code, "ErrorX");
        for unshown in ["{\"message\":\"y\"}", "y", "message: y", "ErrorAccessDenied y"] {
            assert_eq!(read(unshown.as_bytes()).message, "", "{unshown}");
        }
        for body in [
            "",
            "null",
            "[]",
            "<html>",
            "{\"error\":{\"code\":7}}",
            "{\"error\":{\"co",
        ] {
            assert_eq!(read(body.as_bytes()), GraphError::default(), "{body}");
        }
    }
}
