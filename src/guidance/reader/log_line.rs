//! One line of JSON, as logs have it: `{"http_status": 403, "headers": {…}, "body": {…}}`.
//!
//! Text that is no JSON object, or an object that is itself a response's body, is none of its business.

use serde_json::{Map, Value};

/// A response in a line of a log.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LogLine {
    /// Its status.
    pub status: Option<u16>,
    /// Its headers. Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
    /// `token` or `graph`, if the line names it.
    pub service: Option<String>,
    /// Name of the step, if the line names it.
    pub step: Option<String>,
    /// How many further lines hold a response.
    pub others: usize,
}

/// Names that logs have for the status.
const STATUS_NAMES: [&str; 6] = [
    "http_status",
    "status",
    "status_code",
    "statusCode",
    "httpStatus",
    "responseStatus",
];

/// Reads the first line of a log that holds a response.
pub fn find(text: &str) -> Option<LogLine> {
    if let Ok(Value::Object(object)) = serde_json::from_str(text) {
        return of_object(object);
    }
    if !text.contains('\n') {
        return None;
    }
    let mut lines = text.lines().filter_map(|line| match serde_json::from_str(line) {
        Ok(Value::Object(object)) => of_object(object),
        _ => None,
    });
    let first = lines.next()?;
    Some(LogLine {
        others: lines.count(),
        ..first
    })
}

/// A response's own body has neither a `body` nor, but for RFC 9457's problems of proxies, a status. What has a status and no
/// `body` is taken for both: a log that copies the body's fields beside the status.
fn of_object(mut object: Map<String, Value>) -> Option<LogLine> {
    let status = STATUS_NAMES.iter().find_map(|name| status(object.get(*name)?));
    let word = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let service = word("where")
        .or_else(|| word("service"))
        .filter(|word| word == "token" || word == "graph");
    let step = word("step").or_else(|| word("request"));
    let headers = object.get("headers").map(headers).unwrap_or_default();
    let body = match object.remove("body") {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Null) => String::new(),
        Some(value) => value.to_string(),
        None if status.is_none() => return None,
        None if object
            .iter()
            .all(|(name, value)| is_about(name) && (name == "headers" || !value.is_object())) =>
        {
            String::new()
        }
        None => Value::Object(object).to_string(),
    };
    Some(LogLine {
        status,
        headers,
        body,
        service,
        step,
        others: 0,
    })
}

/// Whether a field is about the response and not part of its body.
fn is_about(name: &str) -> bool {
    STATUS_NAMES.contains(&name) || ["headers", "where", "service", "request", "step"].contains(&name)
}

/// A status as a number or in digits. Other values of `status` are words of somebody else's.
fn status(value: &Value) -> Option<u16> {
    let number = match value {
        Value::Number(number) => u16::try_from(number.as_u64()?).ok()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    (100..=599).contains(&number).then_some(number)
}

/// Headers as an object of texts or of lists, as pairs, or as objects of name and value.
fn headers(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(object) => object
            .iter()
            .flat_map(|(name, value)| match value {
                Value::Array(values) => values
                    .iter()
                    .map(|value| (name.to_ascii_lowercase(), word(value)))
                    .collect(),
                value => vec![(name.to_ascii_lowercase(), word(value))],
            })
            .collect(),
        Value::Array(list) => list
            .iter()
            .filter_map(|one| match one {
                Value::Array(pair) => Some((word(pair.first()?).to_ascii_lowercase(), word(pair.get(1)?))),
                one => Some((word(one.get("name")?).to_ascii_lowercase(), word(one.get("value")?))),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> LogLine {
        find(text).unwrap_or_else(|| panic!("no line of a log: {text}"))
    }

    #[test]
    fn bodies_as_objects_and_as_texts() {
        let object = read(r#"{"http_status": 403, "headers": {"request-id": "1"}, "body": {"error": {"code": "E"}}}"#);
        assert_eq!(object.status, Some(403));
        assert_eq!(object.headers, [("request-id".to_owned(), "1".to_owned())]);
        assert_eq!(object.body, r#"{"error":{"code":"E"}}"#);
        let text = read(r#"{"status": "401", "body": "{\"error\": \"invalid_client\"}\r\n"}"#);
        assert_eq!(
            (text.status, text.body.as_str()),
            (Some(401), r#"{"error": "invalid_client"}"#)
        );
        let html = read(r#"{"statusCode": 502, "body": "<html>"}"#);
        assert_eq!((html.status, html.body.as_str()), (Some(502), "<html>"));
        for empty in [
            r#"{"http_status": 503, "body": null}"#,
            r#"{"http_status": 503}"#,
            r#"{"http_status": 503, "body": ""}"#,
        ] {
            assert_eq!(
                (read(empty).status, read(empty).body.as_str()),
                (Some(503), ""),
                "{empty}"
            );
        }
        let unknown = read(r#"{"http_status": null, "where": "token", "request": "token", "body": {"error": "x"}}"#);
        assert_eq!((unknown.status, unknown.service.as_deref()), (None, Some("token")));
        assert_eq!(unknown.step.as_deref(), Some("token"));
        let beside = read(r#"{"status": 403, "error": {"code": "E"}}"#);
        assert_eq!(beside.status, Some(403));
        assert!(beside.body.contains(r#""code":"E""#));
        let problem = read(r#"{"type": "about:blank", "title": "Blocked", "status": 403}"#);
        assert!(problem.status == Some(403) && problem.body.contains("Blocked"));
    }

    #[test]
    fn headers_in_the_shapes_that_programs_write() {
        for headers in [
            r#"{"Retry-After": 5}"#,
            r#"{"Retry-After": ["5"]}"#,
            r#"[["Retry-After", "5"]]"#,
            r#"[{"name": "Retry-After", "value": "5"}]"#,
        ] {
            let response = read(&format!(r#"{{"status": 429, "headers": {headers}, "body": ""}}"#));
            assert_eq!(
                response.headers,
                [("retry-after".to_owned(), "5".to_owned())],
                "{headers}"
            );
        }
        assert!(
            read(r#"{"status": 429, "headers": "none", "body": ""}"#)
                .headers
                .is_empty()
        );
    }

    #[test]
    fn bodies_are_no_lines_of_a_log() {
        for text in [
            r#"{"error": {"code": "E", "message": "m"}}"#,
            r#"{"error": "invalid_client", "error_codes": [7000222]}"#,
            r#"{"status": "pending"}"#,
            r#"{"status": 7}"#,
            "not json",
            "{",
            "[]",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn of_several_lines_the_first_is_read_and_the_others_are_counted() {
        let line = |status: u16| format!(r#"{{"http_status": {status}, "body": ""}}"#);
        let found = read(&format!("starting\n{}\n{}\n", line(403), line(503)));
        assert_eq!((found.status, found.others), (Some(403), 1));
    }
}
