//! The successful response to a token request (RFC 6749 §5.1).

use serde_json::Value;

use crate::{http::Response, secret::AccessToken};

/// The parts of a token response that are used.
pub struct TokenResponse {
    /// Access token.
    pub access_token: AccessToken,
    /// Lifetime in seconds, or 0 if the response has none.
    pub expires_in: u64,
}

/// Parses a token response. Returns `None` if the response is cut off, or if it has no access token that can stand in a header:
/// see [`AccessToken::new`].
pub fn parse(response: &Response) -> Option<TokenResponse> {
    if !response.complete {
        return None;
    }
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    let access_token = body.get("access_token")?.as_str()?;
    // Older endpoints send the lifetime as a string (MSAL for Python, `token_cache.py`).
    let expires_in = match body.get("expires_in") {
        Some(Value::String(text)) => text.parse().ok(),
        other => other.and_then(Value::as_u64),
    };
    Some(TokenResponse {
        access_token: AccessToken::new(access_token.to_owned())?,
        expires_in: expires_in.unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::TOKEN_BYTES;

    fn parsed(body: &str, complete: bool) -> Option<(String, u64)> {
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            complete,
        };
        parse(&response).map(|token| (token.access_token.reveal().to_owned(), token.expires_in))
    }

    #[test]
    fn tokens_are_read_in_all_known_shapes() {
        let token = |n| Some(("t.o.k".to_owned(), n));
        for (body, lifetime) in [
            (
                r#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"t.o.k"}"#,
                3599,
            ),
            (r#"{"expires_in":"3599","access_token":"t.o.k"}"#, 3599),
            (r#"{"expires_in":-5.5,"access_token":"t.o.k"}"#, 0),
            (r#"{"access_token":"t.o.k"}"#, 0),
        ] {
            assert_eq!(parsed(body, true), token(lifetime), "{body}");
            assert_eq!(parsed(body, false), None, "cut off: {body}");
        }
    }

    #[test]
    fn a_body_without_a_usable_token_is_refused() {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"access_token":""}"#,
            r#"{"access_token":"a\r\nb"}"#,
            r#"{"access_token":7}"#,
            "\u{fffd}",
            &format!(r#"{{"access_token":"{}"}}"#, "t".repeat(TOKEN_BYTES + 1)),
        ] {
            assert_eq!(parsed(body, true), None, "{body}");
        }
    }
}
