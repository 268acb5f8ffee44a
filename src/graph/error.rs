//! Graph's error answers.
//!
//! What to do is decided on the HTTP status, on what the request might have done, and for 403 on the code; codes choose the
//! text. Messages are never matched. Shapes vary: `innerError` and `innererror`, nested codes, empty ones, no body, a
//! proxy's HTML.
//!
//! | answer | to a request that sends | to any other |
//! |---|---|---|
//! | 401, 403 | unauthorized | unauthorized |
//! | 403 with a quota or spam code | rejected | rejected |
//! | 429, 509 | throttled | throttled |
//! | 501, 505, 507 | rejected | rejected |
//! | 408, other 5xx, and 2xx that was not expected | **outcome unknown** | transient |
//! | everything else | rejected | rejected |

use serde_json::Value;

use crate::{
    auth::claims,
    failure::{Failure, Kind},
    graph::retry_after,
    guidance::{self, Values, transport::Effect},
    http::Response,
    limits::GRAPH_RETRY_AFTER_S,
    redact::{self, Quotations},
    secret::AccessToken,
};

/// An error answer as it was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GraphError {
    /// The outermost code that is not empty.
    pub code: String,
    /// Its message.
    message: String,
}

/// Reads an error answer in any of its known shapes; what is no JSON gives an empty one.
pub fn read(body: &[u8]) -> GraphError {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return GraphError::default();
    };
    let mut found = GraphError::default();
    let mut level = body.get("error");
    // Errors are nested a few levels deep at most; the parser limits the depth as well.
    while let Some(error) = level {
        let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
        if found.code.is_empty() && is_code(text("code")) {
            found.code = text("code").to_owned();
        }
        if found.message.is_empty() {
            found.message = text("message").to_owned();
        }
        level = error.get("innerError").or_else(|| error.get("innererror"));
    }
    found
}

/// Codes are words; whatever else stands there is not for showing.
fn is_code(code: &str) -> bool {
    !code.is_empty() && code.len() <= 100 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Turns an answer that is not the hoped-for one into a failure. `token` is the one in use, which the answer may echo.
pub fn failure(response: &Response, effect: Effect, values: &Values, token: &AccessToken) -> Failure {
    let claims = claims::read(token);
    let error = read(&response.body);
    let kind = kind(response.status, &error.code, effect);
    let advice = guidance::graph::advice(response.status, &error.code, kind, values, claims.as_ref());
    let retry_after = retry_after::milliseconds(response.header("retry-after"), values.now);
    let retry_after = match kind {
        Kind::Throttled => retry_after.or(Some(GRAPH_RETRY_AFTER_S.saturating_mul(1000))),
        Kind::Transient => retry_after,
        _ => None,
    };
    let message = redact::service_message(&error.message, Quotations::Remove, &[token.reveal()]);
    Failure::advised(kind, advice)
        .with_answer(response.status, Some(error.code), Some(message))
        .with_retry_after_ms(retry_after)
}

/// 403 codes that no grant would change.
const NOT_A_GRANT: [&str; 5] = [
    "ErrorQuotaExceeded",
    "ErrorExceededMessageLimit",
    "ErrorMessageSubmissionBlocked",
    "ErrorAccountSuspend",
    "ErrorMessageBlocked",
];

fn kind(status: u16, code: &str, effect: Effect) -> Kind {
    match status {
        403 if NOT_A_GRANT.iter().any(|c| c.eq_ignore_ascii_case(code)) => Kind::Rejected,
        401 | 403 => Kind::Unauthorized,
        429 | 509 => Kind::Throttled,
        501 | 505 | 507 => Kind::Rejected,
        // Only 202 means accepted: an over-long MIME message was answered 200 and not sent
        // (microsoft-graph-docs-contrib#3079). And after 500, 503 and 504 mail has been seen to go out.
        // A 408 may come from a gateway that had passed the request on.
        200..=299 | 408 | 500.. => match effect {
            Effect::MaySend => Kind::OutcomeUnknown,
            Effect::Repeatable => Kind::Transient,
        },
        _ => Kind::Rejected,
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
        assert_eq!(
            code(r#"{"error":{"code":"a b<script>","innerError":{"code":"X","innerError":{"code":"Y"}}}}"#),
            "X"
        );
        for body in [
            "",
            "null",
            "[]",
            "<html>",
            "{\"error\":\"x\"}",
            "{\"error\":{\"code\":7}}",
            "{\"error\":{\"code\":\"Cut\"",
        ] {
            assert_eq!(read(body.as_bytes()), GraphError::default(), "{body}");
        }
    }

    #[test]
    fn the_table_holds() {
        for (status, code, sending, otherwise) in [
            (401, "", Kind::Unauthorized, Kind::Unauthorized),
            (403, "ErrorAccessDenied", Kind::Unauthorized, Kind::Unauthorized),
            (403, "errorquotaexceeded", Kind::Rejected, Kind::Rejected),
            (429, "", Kind::Throttled, Kind::Throttled),
            (509, "", Kind::Throttled, Kind::Throttled),
            (408, "", Kind::OutcomeUnknown, Kind::Transient),
            (507, "", Kind::Rejected, Kind::Rejected),
            (500, "", Kind::OutcomeUnknown, Kind::Transient),
            (502, "", Kind::OutcomeUnknown, Kind::Transient),
            (503, "ErrorServerBusy", Kind::OutcomeUnknown, Kind::Transient),
            (504, "", Kind::OutcomeUnknown, Kind::Transient),
            (200, "", Kind::OutcomeUnknown, Kind::Transient),
            (302, "", Kind::Rejected, Kind::Rejected),
            (400, "ErrorInvalidRecipients", Kind::Rejected, Kind::Rejected),
            (404, "ErrorInvalidUser", Kind::Rejected, Kind::Rejected),
            (413, "", Kind::Rejected, Kind::Rejected),
        ] {
            assert_eq!(kind(status, code, Effect::MaySend), sending, "{status} {code}");
            assert_eq!(kind(status, code, Effect::Repeatable), otherwise, "{status} {code}");
        }
    }
}
