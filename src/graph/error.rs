//! Error responses of Graph.
//!
//! `verdict` decides what follows, on the HTTP status, on what the request may have done, and for 403 on the code. Codes choose
//! the text; messages decide nothing. The shape of the body varies: `innerError` and `innererror`, nested codes, empty codes, no
//! body, the HTML of a proxy.

use serde_json::{Map, Value};

use crate::{
    failure::{Failure, FailureKind},
    guidance::{
        self, Context,
        catalogue::{self, ObservedError, Service},
        signals::{Signal, Signals},
    },
    http::{Effect, Response, TransportError},
    lenient_json,
    limits::GRAPH_RETRY_AFTER_S,
    redact::{self, Quotations},
    verdict::{self, Action},
};

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
    let mut found = match lenient_json::parse(&text) {
        Some(value) => read_json(&value),
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
        let message = message.and_then(Value::as_str).unwrap_or_default();
        if found.message.is_empty() {
            found.message = message.to_owned();
        }
        // A message may itself be JSON that holds the code.
        if let Ok(Value::Object(inner)) = serde_json::from_str::<Value>(message) {
            found.add_code(lenient_json::text(&inner, "errorCode"));
            found.add_code(lenient_json::text(&inner, "code"));
        }
        let inner = ["innerError", "innererror"].iter().find_map(|name| error.get(*name));
        level = inner.and_then(Value::as_object);
    }
    found
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
    let message = lenient_json::scan_field(text, "message")
        .first()
        .copied()
        .unwrap_or_default();
    // Prose without a code, such as a non-delivery report or a line of a log, shows the family of the error. A page or a broken
    // object does not.
    if !lenient_json::is_plain(text) {
        found.message = message.to_owned();
    } else if message.is_empty() && found.codes.is_empty() {
        found.match_text = text.to_owned();
    } else {
        found.match_text = message.to_owned();
    }
    found
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
    !code.is_empty() && code.len() <= 100 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Returns the failure for a response with an unexpected status. The response may repeat `secrets`. `now` is in seconds since
/// 1970-01-01T00:00:00Z.
pub fn failure(response: &Response, effect: Effect, context: &Context, secrets: &[&str], now: u64) -> Failure {
    let error = read(&response.body);
    let action = verdict::of_graph(response.status, &error.code, effect);
    let message = redact::service_message(&error.message, Quotations::Remove, secrets);
    let context = context
        .clone()
        .with(response_signals(response))
        .with(denial_signals(response, context.signals()));
    explained(&error, response.status, action, &context)
        .with_response(response.status, Some(error.code), Some(message))
        .with_retry_after_ms(verdict::retry_after_ms(response, action, GRAPH_RETRY_AFTER_S, now))
}

/// Returns the failure for a response with an expected status and an unreadable body.
pub fn unreadable(response: &Response, effect: Effect, context: &Context) -> Failure {
    let action = verdict::of_unreadable_response(effect);
    explained(&GraphError::default(), response.status, action, context).with_response(response.status, None, None)
}

/// Returns the failure for a request without a response.
pub fn without_response(error: TransportError, host: &str, effect: Effect, context: &Context) -> Failure {
    let action = verdict::without_response(error, effect);
    let diagnosis = match action.kind() {
        FailureKind::OutcomeUnknown => guidance::transport::diagnose_unknown_outcome(error.fault, host, context),
        _ => guidance::transport::diagnose(error.fault, host, context),
    };
    Failure::of_action(action, diagnosis)
}

fn explained(error: &GraphError, status: u16, action: Action, context: &Context) -> Failure {
    let observed = ObservedError {
        codes: &error.codes,
        text: &error.match_text,
        status,
        ..ObservedError::empty(Service::Graph)
    };
    let diagnosis = match action.kind() {
        FailureKind::OutcomeUnknown => guidance::graph::diagnose_unknown_outcome(&observed, context),
        _ => guidance::graph::diagnose(&observed, context),
    };
    Failure::of_action(action, diagnosis)
}

/// Returns what a response shows besides its codes.
pub fn response_signals(response: &Response) -> Signals {
    let challenge = response.header("www-authenticate").unwrap_or_default();
    let is_challenge = challenge.contains("insufficient_claims") || challenge.contains("claims=");
    let is_empty = response.body.iter().all(u8::is_ascii_whitespace);
    // A body that begins as an object and breaks off was cut, and is Graph's all the same.
    let is_json =
        response.body.trim_ascii_start().starts_with(b"{") || serde_json::from_slice::<Value>(&response.body).is_ok();
    Signals::when(is_challenge, Signal::ClaimsChallenge)
        | Signals::when(is_empty, Signal::EmptyBody)
        | Signals::when(!is_empty && !is_json, Signal::NotJson)
}

/// Returns what a refusal shows: that the app may not send.
fn denial_signals(response: &Response, known: Signals) -> Signals {
    Signals::when(
        response.status == 403 && known.contains(Signal::ForSending),
        Signal::SendDenied,
    )
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
