//! Graph's error answers.
//!
//! What to do is decided on the HTTP status, on what the request might have done, and for 403 on the code; codes choose the
//! text. Messages are never matched. Shapes vary: `innerError` and `innererror`, nested codes, empty ones, no body, a
//! proxy's HTML.
//!
//! | answer | to a send | to what creates something (draft, attachment) | to any other |
//! |---|---|---|---|
//! | connection never made, request refused by the host | not sent, again | not sent, again | again |
//! | none, or cut: request had begun to go out | **outcome unknown** | look, then again | again |
//! | 401 | new token, once | new token, once | new token, once |
//! | 401 again, 403 | unauthorized | unauthorized | unauthorized |
//! | 403 with a quota or spam code | rejected | rejected | rejected |
//! | 409, 412 | conflict with another change, again | again | again |
//! | 429, 509 | throttled, again when told | the same | the same |
//! | 501, 505, 507 | rejected | rejected | rejected |
//! | 408, other 5xx, 2xx that was not expected | **outcome unknown** | look, then again | again |
//! | everything else | rejected | rejected | rejected |
//!
//! "Again" happens in a call that is patient (`send-mail`, `check-outcome`), at most [`crate::limits::REQUEST_TRIES`] times for
//! one request, waits included and within the caller's time; else, and after that, it is for the caller: `throttled` or
//! `transient`. What follows on an unknown outcome depends on the path, and stands in `operations::send_mail`.

use serde_json::{Map, Value};

use crate::{
    failure::{Failure, FailureKind},
    guidance::{
        self, Context,
        catalogue::{self, ObservedError, Service},
        signals::{Signal, Signals},
    },
    http::{Effect, Response, TransportError, retry_after},
    lenient_json,
    limits::GRAPH_RETRY_AFTER_S,
    redact::{self, Quotations},
    verdict,
};

/// An error answer as it was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GraphError {
    /// The outermost code that is not empty.
    pub code: String,
    /// All codes, the innermost first: the most telling one.
    pub codes: Vec<String>,
    /// The outermost message: what may be shown.
    pub message: String,
    /// What is compared with the catalogue: the message, or words that are of no answer as a whole. They are never shown: a
    /// gateway may repeat what it was sent.
    pub match_text: String,
}

/// Reads an error answer in any of its known shapes, in wrappings and in parts; what holds none gives an empty one.
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
    // OData's older services write `odata.error`, and some write the error without any wrapping.
    let wrapped = ["error", "odata.error"].iter().find_map(|name| {
        let wrapper = lenient_json::find_object(value, &|object| object.get(*name).is_some_and(Value::is_object));
        wrapper?.get(*name)?.as_object()
    });
    let bare = || {
        lenient_json::find_object(value, &|object| {
            is_code(lenient_json::text(object, "code")) && object.contains_key("message")
        })
    };
    // Errors are nested a few levels deep at most; the parser limits the depth as well.
    let mut level = wrapped.or_else(bare);
    // Gateways and logs write no object, but a sentence.
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

/// Reads what is no whole JSON: a cut answer, or a line of a log that holds one.
fn read_fragment(text: &str) -> GraphError {
    let mut found = GraphError::default();
    for code in lenient_json::scan_field(text, "code") {
        found.add_code(code.trim_end_matches(['\'', ',', ' ']));
    }
    let message = lenient_json::scan_field(text, "message")
        .first()
        .copied()
        .unwrap_or_default();
    // Words without a code, such as a non-delivery report or a line of a log, tell of a family. A page or a broken object does
    // not.
    match lenient_json::is_plain(text) {
        true if message.is_empty() && found.codes.is_empty() => found.match_text = text.to_owned(),
        true => found.match_text = message.to_owned(),
        false => found.message = message.to_owned(),
    }
    found
}

impl GraphError {
    /// Takes a code that was met further inside than those before.
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

/// Codes are words; whatever else stands there is not for showing.
fn is_code(code: &str) -> bool {
    !code.is_empty() && code.len() <= 100 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Returns the failure for a response with an unexpected status. The response may repeat `secrets`. `now` is in seconds since
/// 1970-01-01T00:00:00Z.
pub fn failure(response: &Response, effect: Effect, context: &Context, secrets: &[&str], now: u64) -> Failure {
    let error = read(&response.body);
    let kind = kind(response.status, &error.code, effect);
    let message = redact::service_message(&error.message, Quotations::Remove, secrets);
    let context = context
        .clone()
        .with(response_signals(response))
        .with(denial_signals(response, context.signals()));
    explained(&error, response.status, kind, &context)
        .with_possible_effect(effect == Effect::Creates && may_have_happened(response.status))
        .with_answer(response.status, Some(error.code), Some(message))
        .with_retry_after_ms(retry_after::of_answer(response, kind, GRAPH_RETRY_AFTER_S, now))
}

/// Returns the failure for a response with an expected status and an unreadable body.
pub fn unreadable(response: &Response, effect: Effect, context: &Context) -> Failure {
    let kind = match effect {
        Effect::SendsMail => FailureKind::OutcomeUnknown,
        Effect::Creates | Effect::Idempotent => FailureKind::Transient,
    };
    explained(&GraphError::default(), response.status, kind, context)
        .with_possible_effect(effect == Effect::Creates)
        .with_answer(response.status, None, None)
}

/// Returns the failure for a request without a response.
pub fn without_response(error: TransportError, host: &str, effect: Effect, context: &Context) -> Failure {
    let kind = verdict::of_transport(error, effect);
    let diagnosis = match kind {
        FailureKind::OutcomeUnknown => guidance::transport::diagnose_unknown_outcome(error.fault, host, context),
        _ => guidance::transport::diagnose(error.fault, host, context),
    };
    Failure::from_detail(kind, diagnosis).with_possible_effect(error.may_have_been_sent && effect == Effect::Creates)
}

fn explained(error: &GraphError, status: u16, kind: FailureKind, context: &Context) -> Failure {
    let observed = ObservedError {
        codes: &error.codes,
        text: &error.match_text,
        status,
        ..ObservedError::empty(Service::Graph)
    };
    let diagnosis = match kind {
        FailureKind::OutcomeUnknown => guidance::graph::diagnose_unknown_outcome(&observed, context),
        _ => guidance::graph::diagnose(&observed, context),
    };
    Failure::from_detail(kind, diagnosis)
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

/// Statuses after which a request may have been carried out all the same.
///
/// Only 202 means that a send was accepted: an over-long MIME message was answered 200 and not sent
/// (microsoft-graph-docs-contrib#3079). And after 500, 503 and 504 mail has been seen to go out.
/// A 408 may come from a gateway that had passed the request on.
fn may_have_happened(status: u16) -> bool {
    matches!(status, 200..=299 | 408 | 500..) && !matches!(status, 501 | 505 | 507 | 509)
}

/// 403 codes that no grant would change.
const NOT_A_GRANT: [&str; 5] = [
    "ErrorQuotaExceeded",
    "ErrorExceededMessageLimit",
    "ErrorMessageSubmissionBlocked",
    "ErrorAccountSuspend",
    "ErrorMessageBlocked",
];

/// What an engine should do.
pub fn kind(status: u16, code: &str, effect: Effect) -> FailureKind {
    match status {
        403 if NOT_A_GRANT.iter().any(|c| c.eq_ignore_ascii_case(code)) => FailureKind::Rejected,
        401 | 403 => FailureKind::Unauthorized,
        429 | 509 => FailureKind::Throttled,
        // The item was being changed by another request, or by Exchange itself (ErrorIrresolvableConflict).
        409 | 412 => FailureKind::Transient,
        _ if may_have_happened(status) => match effect {
            Effect::SendsMail => FailureKind::OutcomeUnknown,
            Effect::Creates | Effect::Idempotent => FailureKind::Transient,
        },
        _ => FailureKind::Rejected,
    }
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

    #[test]
    fn the_table_holds() {
        for (status, code, sending, otherwise) in [
            (401, "", FailureKind::Unauthorized, FailureKind::Unauthorized),
            (
                403,
                "ErrorAccessDenied",
                FailureKind::Unauthorized,
                FailureKind::Unauthorized,
            ),
            (403, "errorquotaexceeded", FailureKind::Rejected, FailureKind::Rejected),
            (429, "", FailureKind::Throttled, FailureKind::Throttled),
            (509, "", FailureKind::Throttled, FailureKind::Throttled),
            (408, "", FailureKind::OutcomeUnknown, FailureKind::Transient),
            (507, "", FailureKind::Rejected, FailureKind::Rejected),
            (500, "", FailureKind::OutcomeUnknown, FailureKind::Transient),
            (502, "", FailureKind::OutcomeUnknown, FailureKind::Transient),
            (
                503,
                "ErrorServerBusy",
                FailureKind::OutcomeUnknown,
                FailureKind::Transient,
            ),
            (504, "", FailureKind::OutcomeUnknown, FailureKind::Transient),
            (200, "", FailureKind::OutcomeUnknown, FailureKind::Transient),
            (302, "", FailureKind::Rejected, FailureKind::Rejected),
            (
                400,
                "ErrorInvalidRecipients",
                FailureKind::Rejected,
                FailureKind::Rejected,
            ),
            (404, "ErrorInvalidUser", FailureKind::Rejected, FailureKind::Rejected),
            (413, "", FailureKind::Rejected, FailureKind::Rejected),
            (409, "", FailureKind::Transient, FailureKind::Transient),
            (
                412,
                "ErrorIrresolvableConflict",
                FailureKind::Transient,
                FailureKind::Transient,
            ),
        ] {
            assert_eq!(kind(status, code, Effect::SendsMail), sending, "{status} {code}");
            assert_eq!(kind(status, code, Effect::Idempotent), otherwise, "{status} {code}");
            assert_eq!(kind(status, code, Effect::Creates), otherwise, "{status} {code}");
            assert_eq!(
                may_have_happened(status),
                sending == FailureKind::OutcomeUnknown,
                "{status} {code}"
            );
        }
    }
}
