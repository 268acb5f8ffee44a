//! The forms in which programs leave a token.
//!
//! - The token alone, with or without a line end: Kubernetes' projected service account token, and the files of `spiffe-helper`
//!   (spiffe/spiffe-helper, `pkg/disk/json.go`, `WriteJWTSVID`).
//! - `{"value": "<token>", …}`: the response of GitHub's OIDC endpoint (`ACTIONS_ID_TOKEN_REQUEST_URL`; actions/toolkit,
//!   `packages/core/src/oidc-utils.ts`, `TokenResponse`).
//! - `[{"svids": [{"spiffe_id": …, "svid": "<token>"}]}, {"bundles": …}]`: `spire-agent api fetch jwt -output json`. Of several tokens the
//!   first one is the workload's default identity (SPIFFE Workload API, section 6.2.1).
//!
//! Only the container is read. The token itself is not parsed: Entra does that.

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::stores::StoredSecret;

/// Longest token. Tokens of workloads have one to two KiB; with many claims of groups some more.
const TOKEN_BYTES: usize = 16 * 1024;

#[derive(Deserialize)]
#[serde(untagged)]
enum Container {
    GitHub { value: Zeroizing<String> },
    Spire(Vec<SpireResponse>),
}

#[derive(Deserialize)]
struct SpireResponse {
    #[serde(default)]
    svids: Vec<Svid>,
}

#[derive(Deserialize)]
struct Svid {
    svid: Zeroizing<String>,
}

/// What is wrong with the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Malformed {
    /// There is nothing. The writer may be replacing it.
    Empty,
    /// Not a token, and no container of one.
    NoToken,
    /// Too long for a token.
    TooLong,
}

/// Finds the token in the text.
pub(super) fn token(text: &[u8]) -> Result<StoredSecret, Malformed> {
    let text = text.trim_ascii();
    match text.first() {
        None => Err(Malformed::Empty),
        Some(b'{' | b'[') => {
            let container: Container = serde_json::from_slice(text).map_err(|_| Malformed::NoToken)?;
            let token = match container {
                Container::GitHub { value } => value,
                Container::Spire(responses) => {
                    let first = responses.into_iter().flat_map(|response| response.svids).next();
                    first.ok_or(Malformed::NoToken)?.svid
                }
            };
            checked(token.as_bytes())
        }
        Some(_) => checked(text),
    }
}

/// Three parts in base64url, divided by dots: the compact serialization of a JWS (RFC 7515 section 7.1).
fn checked(token: &[u8]) -> Result<StoredSecret, Malformed> {
    if token.len() > TOKEN_BYTES {
        return Err(Malformed::TooLong);
    }
    let is_base64url = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let parts: Vec<_> = token.split(|byte| *byte == b'.').collect();
    let well_formed = parts.len() == 3
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.iter().all(is_base64url));
    let text = std::str::from_utf8(token).map_err(|_| Malformed::NoToken)?;
    if well_formed {
        Ok(StoredSecret::new(text))
    } else {
        Err(Malformed::NoToken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYXJrZXIifQ.c2lnbmF0dXJl-_";

    #[test]
    fn every_form_as_programs_write_it() {
        for text in [
            TOKEN.to_owned(),
            format!("{TOKEN}\n"),
            format!("{TOKEN}\r\n"),
            format!(r#"{{"value":"{TOKEN}","count":1378}}"#),
            format!("{{\"count\": 1378, \"value\": \"{TOKEN}\"}}\n"),
            format!(
                r#"[{{"svids":[{{"hint":"","spiffe_id":"spiffe://example.org/outlook","svid":"{TOKEN}"}},{{"hint":"internal","spiffe_id":"spiffe://example.org/other","svid":"a.b.c"}}]}},{{"bundles":{{"spiffe://example.org":"eyJrZXlzIjpbXX0="}}}}]"#
            ),
            format!(r#"[{{"bundles":{{}}}},{{"svids":[{{"svid":"{TOKEN}"}}]}}]"#),
        ] {
            assert_eq!(token(text.as_bytes()).unwrap().expose(), TOKEN, "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_token() {
        for (text, why) in [
            ("", Malformed::Empty),
            (" \n", Malformed::Empty),
            ("a.b", Malformed::NoToken),
            ("a.b.c.d", Malformed::NoToken),
            ("a..c", Malformed::NoToken),
            ("a.b.c d", Malformed::NoToken),
            ("a.b.c\nd.e.f", Malformed::NoToken),
            ("<html>", Malformed::NoToken),
            ("{}", Malformed::NoToken),
            (r#"{"value":1}"#, Malformed::NoToken),
            (r#"{"value":"no token"}"#, Malformed::NoToken),
            ("[]", Malformed::NoToken),
            (r#"[{"svids":[]}]"#, Malformed::NoToken),
            (r#"{"value":"a.b.c"#, Malformed::NoToken),
        ] {
            assert_eq!(token(text.as_bytes()), Err(why), "{text}");
        }
        assert_eq!(token(b"a.b.\xff"), Err(Malformed::NoToken));
        let long = format!("a.b.{}", "c".repeat(TOKEN_BYTES));
        assert_eq!(token(long.as_bytes()), Err(Malformed::TooLong));
    }
}
