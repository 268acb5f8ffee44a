//! The parameters of a token request: a form in the body, with HTTP Basic as the other place for the client's id and secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header};

use super::error::EntraError;

pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the parameters. A body of another type, JSON above all, holds none: Entra responses that `grant_type` is missing.
    /// Parameters in the query string do not count at all.
    pub(super) fn parse(headers: &HeaderMap, body: &[u8]) -> Self {
        let content_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let mut pairs: Vec<(String, String)> = Vec::new();
        if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            pairs.extend(form_urlencoded::parse(body).into_owned());
        }
        if let Some((id, secret)) = basic(headers) {
            pairs.push(("client_id".to_owned(), id));
            pairs.push(("client_secret".to_owned(), secret));
        }
        Self(pairs)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns a parameter that has to be there with a value.
    pub(super) fn required(&self, name: &'static str) -> Result<&str, EntraError> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| EntraError::missing(name))
    }
}

/// RFC 6749, section 2.3.1: id and secret are form-encoded before they are joined and put into base64.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((unescape(id), unescape(secret)))
}

fn unescape(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}
