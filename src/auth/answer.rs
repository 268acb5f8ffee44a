//! The answer to a token request (RFC 6749 §5.1).

use serde_json::Value;

use crate::{http::Response, secret::AccessToken};

/// A token as it was granted.
pub struct Granted {
    /// The token.
    pub token: AccessToken,
    /// Its lifetime in seconds; 0 when none was told.
    pub expires_in: u64,
}

/// Reads a token, if the answer holds one that can stand in a header.
pub fn read(response: &Response) -> Option<Granted> {
    let answer: Value = serde_json::from_slice(&response.body).ok()?;
    let token = answer.get("access_token")?.as_str()?;
    let usable = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
    // Older endpoints send the lifetime as a string (MSAL for Python, `token_cache.py`).
    let expires_in = match answer.get("expires_in") {
        Some(Value::String(text)) => text.parse().ok(),
        other => other.and_then(Value::as_u64),
    };
    (usable && response.complete).then(|| Granted {
        token: AccessToken::new(token.to_owned()),
        expires_in: expires_in.unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Option<(String, u64)> {
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            complete: true,
        };
        read(&response).map(|granted| (granted.token.reveal().to_owned(), granted.expires_in))
    }

    #[test]
    fn tokens_are_read_in_all_known_shapes() {
        let token = |n| Some(("t.o.k".to_owned(), n));
        assert_eq!(
            answer(r#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"t.o.k"}"#),
            token(3599)
        );
        assert_eq!(answer(r#"{"expires_in":"3599","access_token":"t.o.k"}"#), token(3599));
        assert_eq!(answer(r#"{"expires_in":-5.5,"access_token":"t.o.k"}"#), token(0));
        assert_eq!(answer(r#"{"access_token":"t.o.k"}"#), token(0));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"access_token":""}"#,
            r#"{"access_token":"a\r\nb"}"#,
            r#"{"access_token":7}"#,
            "\u{fffd}",
        ] {
            assert_eq!(answer(body), None, "{body}");
        }
    }
}
