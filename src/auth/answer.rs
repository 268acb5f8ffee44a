//! The answer to a token request (RFC 6749 §5.1).

use serde::{Deserialize, Deserializer};

use crate::{http::Response, secret::AccessToken};

/// A token as it was granted.
pub struct Granted {
    /// The token.
    pub token: AccessToken,
    /// Its lifetime in seconds; 0 when none was told.
    pub expires_in: u64,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: u64,
}

/// Reads a token, if the answer holds one that can stand in a header.
pub fn read(response: &Response) -> Option<Granted> {
    let Answer { access_token, expires_in } = serde_json::from_slice(&response.body).ok()?;
    let usable = !access_token.is_empty() && access_token.bytes().all(|b| b.is_ascii_graphic());
    (usable && response.complete).then(|| Granted { token: AccessToken::new(access_token), expires_in })
}

/// Older endpoints send the number as a string (MSAL for Python, `token_cache.py`).
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seconds {
        Number(u64),
        Text(String),
        Other(serde::de::IgnoredAny),
    }
    Ok(match Seconds::deserialize(deserializer)? {
        Seconds::Number(n) => n,
        Seconds::Text(text) => text.parse().unwrap_or(0),
        Seconds::Other(_) => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Option<(String, u64)> {
        let response = Response { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec(), complete: true };
        read(&response).map(|granted| (granted.token.reveal().to_owned(), granted.expires_in))
    }

    #[test]
    fn tokens_are_read_in_all_known_shapes() {
        let token = |n| Some(("t.o.k".to_owned(), n));
        assert_eq!(answer(r#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"t.o.k"}"#), token(3599));
        assert_eq!(answer(r#"{"expires_in":"3599","access_token":"t.o.k"}"#), token(3599));
        assert_eq!(answer(r#"{"expires_in":-5.5,"access_token":"t.o.k"}"#), token(0));
        assert_eq!(answer(r#"{"access_token":"t.o.k"}"#), token(0));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for body in ["", "<html>", "{}", r#"{"access_token":""}"#, r#"{"access_token":"a\r\nb"}"#, r#"{"access_token":7}"#, "\u{fffd}"] {
            assert_eq!(answer(body), None, "{body}");
        }
    }
}
