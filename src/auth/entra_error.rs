//! Entra's error answers (RFC 6749 §5.2, with Microsoft's additions).
//!
//! What to do is decided on the HTTP status and OAuth's `error`; the AADSTS numbers choose the text. Microsoft may change
//! numbers and texts at any time (entra-docs `reference-error-codes.md`).

use serde_json::Value;

use crate::{
    failure::{Failure, Kind},
    graph::retry_after,
    guidance::{self, SecretShape, Values},
    http::Response,
    limits::ENTRA_RETRY_AFTER_S,
    redact::{self, Quotations},
    secret::ClientSecret,
};

/// An error answer as it was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EntraError {
    /// OAuth's `error`, such as `invalid_client`.
    pub error: String,
    /// AADSTS numbers, the most telling first.
    pub codes: Vec<u32>,
    /// `error_description`.
    description: String,
}

/// Reads an error answer in any of its known shapes; what is no JSON gives an empty one.
pub fn read(body: &[u8]) -> EntraError {
    let Ok(Value::Object(body)) = serde_json::from_slice::<Value>(body) else {
        return EntraError::default();
    };
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let description = text("error_description");
    // A text may wrap one error in another, general first: "AADSTS70002: … AADSTS50012: …".
    let mut codes: Vec<u32> = description.split("AADSTS").skip(1).filter_map(leading_number).collect();
    codes.reverse();
    let listed = body
        .get("error_codes")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for code in listed.iter().filter_map(number) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let error = Some(text("error")).filter(|error| is_error(error)).unwrap_or_default();
    EntraError {
        error,
        codes,
        description,
    }
}

/// OAuth's errors are words such as `invalid_client`; whatever else stands there is not for showing.
fn is_error(error: &str) -> bool {
    error.len() <= 100 && error.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

fn number(value: &Value) -> Option<u32> {
    match value {
        Value::Number(n) => n.as_u64().and_then(|n| u32::try_from(n).ok()),
        Value::String(text) => leading_number(text.trim_start_matches("AADSTS")),
        _ => None,
    }
}

/// Turns an answer other than 200 into a failure. Nothing was sent, whatever it says.
pub fn failure(response: &Response, values: &Values, secret: &ClientSecret) -> Failure {
    let error = read(&response.body);
    let kind = kind(response.status, &error.error);
    let service_code = match error.codes.first() {
        Some(code) => format!("AADSTS{code}"),
        None => error.error.clone(),
    };
    let message = redact::service_message(&error.description, Quotations::Keep, &[secret.reveal()]);
    let advice = guidance::entra::advice(
        response.status,
        &error.error,
        &error.codes,
        SecretShape::of(secret),
        values,
    );
    let retry_after = retry_after::milliseconds(response.header("retry-after"), values.now);
    let retry_after = match kind {
        Kind::Throttled => retry_after.or(Some(ENTRA_RETRY_AFTER_S.saturating_mul(1000))),
        Kind::Transient => retry_after,
        _ => None,
    };
    Failure::advised(kind, advice)
        .with_answer(response.status, Some(service_code), Some(message))
        .with_retry_after_ms(retry_after)
}

fn kind(status: u16, error: &str) -> Kind {
    match (status, error) {
        (429, _) => Kind::Throttled,
        (408 | 500.., _) | (_, "temporarily_unavailable" | "server_error") => Kind::Transient,
        (_, "invalid_client" | "unauthorized_client" | "access_denied" | "invalid_grant" | "interaction_required")
        | (401 | 403, _) => Kind::Unauthorized,
        _ => Kind::Rejected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shapes_are_read() {
        let codes = |body: &str| read(body.as_bytes()).codes;
        assert_eq!(
            codes(r#"{"error":"invalid_client","error_description":"AADSTS70002: x. AADSTS50012: y"}"#),
            [50012, 70002]
        );
        assert_eq!(
            codes(r#"{"error":"x","error_description":"AADSTS7000222: expired","error_codes":[7000222]}"#),
            [7_000_222]
        );
        assert_eq!(codes(r#"{"error":"x","error_codes":["90002"]}"#), [90002]);
        assert_eq!(
            codes(r#"{"error":"x","error_codes":90002,"error_description":7}"#),
            [0_u32; 0]
        );
        for body in ["", "[]", "<html>", "\"x\"", "{\"error\":"] {
            assert_eq!(read(body.as_bytes()), EntraError::default(), "{body}");
        }
    }

    #[test]
    fn status_and_error_decide() {
        for (status, error, expected) in [
            (401, "invalid_client", Kind::Unauthorized),
            (400, "unauthorized_client", Kind::Unauthorized),
            (400, "invalid_request", Kind::Rejected),
            (400, "", Kind::Rejected),
            (403, "", Kind::Unauthorized),
            (302, "", Kind::Rejected),
            (400, "temporarily_unavailable", Kind::Transient),
            (503, "", Kind::Transient),
            (429, "invalid_client", Kind::Throttled),
        ] {
            assert_eq!(kind(status, error), expected, "{status} {error}");
        }
    }
}
