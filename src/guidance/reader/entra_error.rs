//! Error bodies of Entra (RFC 6749 §5.2, with Microsoft's additions), whole, wrapped, cut off, or in a line of a log.

use serde_json::{Map, Value};

use super::json_in_text;
use crate::{
    guidance::catalogue::{self, ObservedError, Service},
    lenient_json,
};

/// The parts of an error body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EntraError {
    /// OAuth's `error`, such as `invalid_client`.
    pub error: String,
    /// AADSTS numbers. The first one says most.
    pub codes: Vec<u32>,
    /// `error_description`. People may see it.
    pub description: String,
    /// Text that is compared with the catalogue: the description, or prose that is no error body. People never see it.
    pub match_text: String,
    /// Whether the text breaks off in or behind the number.
    pub is_cut: bool,
}

/// What an error names of a federated token. The token itself is never parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PresentedToken {
    /// `iss`.
    pub issuer: Option<String>,
    /// `sub`.
    pub subject: Option<String>,
    /// `aud`.
    pub audience: Option<String>,
}

impl PresentedToken {
    /// Reads the values in a description: `assertion subject 'repo:…'`, or `Assertion Issuer: 'https://…'`.
    pub fn read(description: &str) -> Self {
        let lower = description.to_ascii_lowercase();
        let value = |claim: &str| {
            let named = format!("assertion {claim}");
            let after = lower.find(&named)?.checked_add(named.len())?;
            let quoted = description
                .get(after..)?
                .trim_start_matches(':')
                .trim_start()
                .strip_prefix('\'')?;
            let (value, _) = quoted.split_once('\'')?;
            // A log may hide it.
            let is_shown = !value.is_empty() && value.chars().any(|c| c != '*') && !value.chars().any(char::is_control);
            is_shown.then(|| value.to_owned())
        };
        Self {
            issuer: value("issuer"),
            subject: value("subject"),
            audience: value("audience"),
        }
    }
}

/// Parses an error body in any of its known shapes, wrapped or cut off. The result is empty if the body holds no error.
pub fn read(body: &[u8]) -> EntraError {
    let text = String::from_utf8_lossy(body);
    let json = json_in_text::find(&text);
    let holds_error = |object: &Map<String, Value>| {
        object.contains_key("error_description")
            || object.contains_key("error_codes")
            || object.get("error").is_some_and(Value::is_string)
    };
    let object = json
        .values
        .iter()
        .find_map(|value| lenient_json::find_object(value, &holds_error));
    let Some(object) = object else {
        return read_fragment(&text, json.whole);
    };
    let description = lenient_json::text(object, "error_description").to_owned();
    let mut codes = numbers_in(&description);
    let listed = match object.get("error_codes") {
        Some(Value::Array(codes)) => codes.as_slice(),
        Some(code) => std::slice::from_ref(code),
        None => &[],
    };
    let named = lenient_json::text(object, "error_uri");
    let named = named.split_once("code=").and_then(|(_, code)| leading_number(code));
    // `error_codes` lists general numbers first, as the text does.
    for code in listed.iter().rev().filter_map(number).chain(named) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let error = Some(lenient_json::text(object, "error"))
        .filter(|error| is_error(error))
        .unwrap_or_default();
    let found = EntraError {
        error: error.to_owned(),
        codes,
        match_text: description.clone(),
        description,
        is_cut: false,
    };
    // A log may have a field `error` of its own around Entra's sentence.
    if !found.is_known() && text.contains("AADSTS") {
        return read_fragment(&text, json.whole);
    }
    found
}

/// Parses text that is no whole error body: a line of a log, a body that was cut off, a page. AADSTS numbers count in any text.
/// Everything else counts only if the text is neither a page nor JSON of something else.
fn read_fragment(text: &str, whole: bool) -> EntraError {
    let numbered = text.find("AADSTS").and_then(|at| text.get(at..));
    let loose = !whole && !text.trim_start().starts_with('<');
    let words = numbered.or(Some(text).filter(|_| loose && lenient_json::is_plain(text)));
    let words = words.unwrap_or_default();
    // Exchange's `error_category` has the same values.
    let error = ERRORS
        .iter()
        .find(|error| (numbered.is_some() || loose && !text.contains("error_category")) && text.contains(**error));
    let mut codes = numbers_in(words);
    // A person may also paste the number alone.
    let last = text.rsplit_once("AADSTS").map_or("x", |(_, last)| last);
    let is_cut = last.bytes().all(|b| b.is_ascii_digit()) && text.trim().len() > last.len().saturating_add(6);
    // The whole number may stand before the one that breaks off.
    if is_cut && codes.len() > 1 {
        codes.remove(0);
    }
    if codes.is_empty() && loose {
        codes.extend(known_number_in(text));
    }
    // Entra's sentence ends at the end of the line, or of the string that holds it.
    let sentence = numbered.unwrap_or_default();
    let end = sentence.find(['"', '\\', '\r', '\n']).unwrap_or(sentence.len());
    EntraError {
        error: error.map(|error| (*error).to_owned()).unwrap_or_default(),
        codes,
        description: sentence.get(..end).unwrap_or_default().to_owned(),
        match_text: words.to_owned(),
        is_cut,
    }
}

/// Returns a known number without its prefix, as sign-in logs and `error_codes` show it. A number of fewer digits may be
/// anything.
fn known_number_in(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| (6..=7).contains(&digits.len()))
        .filter_map(|digits| digits.parse().ok())
        .find(|number| catalogue::is_aadsts(*number))
}

impl EntraError {
    /// Returns the OAuth error that decides what follows: that of the text, or the one that Entra returns with the number.
    pub fn oauth_error(&self) -> &str {
        match self.error.as_str() {
            "" => catalogue::usual_oauth_error(&self.observed(0)).unwrap_or_default(),
            error => error,
        }
    }

    /// Returns whether the body holds an error of Entra.
    pub fn is_known(&self) -> bool {
        !self.codes.is_empty() || !self.error.is_empty()
    }

    /// Returns the status that decides what follows. A number of Entra that is known says more than a status, which a gateway or a
    /// log may have made: 0 then, so that the OAuth error decides. A limit is of the status alone.
    pub fn judged_status(&self, status: u16) -> u16 {
        let is_known = self.codes.iter().any(|number| catalogue::is_aadsts(*number));
        match status {
            429 => status,
            _ if is_known => 0,
            _ => status,
        }
    }

    /// Returns the error as the catalogue compares it.
    pub fn observed(&self, status: u16) -> ObservedError<'_> {
        ObservedError {
            aadsts: &self.codes,
            text: &self.match_text,
            oauth_error: &self.error,
            status,
            is_cut: self.is_cut,
            ..ObservedError::empty(Service::Token)
        }
    }

    /// Returns Microsoft's code: the number that says most, or OAuth's error.
    pub fn service_code(&self) -> String {
        match self.codes.first() {
            Some(code) => format!("AADSTS{code}"),
            None => self.error.clone(),
        }
    }
}

/// OAuth's errors (RFC 6749 §5.2) and Entra's own. They are searched for in text that is not whole JSON.
const ERRORS: [&str; 9] = [
    "invalid_client",
    "unauthorized_client",
    "invalid_request",
    "invalid_scope",
    "invalid_grant",
    "invalid_resource",
    "invalid_tenant",
    "interaction_required",
    "temporarily_unavailable",
];

/// Returns the AADSTS numbers of a text, the last first. A text may wrap one error in another, the general one first:
/// "AADSTS70002: … AADSTS50012: …".
fn numbers_in(text: &str) -> Vec<u32> {
    let mut codes: Vec<u32> = text.split("AADSTS").skip(1).filter_map(leading_number).collect();
    codes.reverse();
    codes
}

/// Returns whether a text has the form of OAuth's errors, such as `invalid_client`. People do not see any other text.
fn is_error(error: &str) -> bool {
    !error.is_empty() && error.len() <= 100 && error.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
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
            [90002]
        );
        for (text, error, number) in [
            ("invalid_client: wrong", "invalid_client", None),
            (r#"{"error":"invalid_client","error_descr"#, "invalid_client", None),
            (r#"{"error":{"code":"X","message":"invalid_request"}}"#, "", None),
            (r#"x-ms-diagnostics: 2000008;error_category="invalid_grant""#, "", None),
            ("Sign-in error code: 7000222", "", Some(7_000_222)),
            ("1234567 of 7000222x", "", Some(7_000_222)),
            ("1234567 bytes", "", None),
        ] {
            let found = read(text.as_bytes());
            assert_eq!(
                (found.error.as_str(), found.codes.first().copied()),
                (error, number),
                "{text}"
            );
        }
        // A byte of Latin-1 does not hide the number behind it.
        for body in [
            &b"Ung\xfcltig: AADSTS7000222 x"[..],
            b"{\"error\":\"invalid_client\",\"error_description\":\"Ung\xfcltig. AADSTS7000222: x\"}",
        ] {
            assert_eq!(read(body).codes, [7_000_222]);
        }
        for body in ["", "[]", "<html>", "{\"error\":"] {
            assert_eq!(read(body.as_bytes()), EntraError::default(), "{body}");
        }
    }
}
