//! The HTTP status in a text, in the forms in which libraries and tools print it: `HTTP/2 403`, `status code 403`,
//! `403 Client Error: Forbidden` (Python requests), `(403) Forbidden` (.NET), `StatusCode: Forbidden`, `504 Gateway Time-out` and
//! others. `tests/flows/fixtures/guidance/client-faults.jsonl` names the libraries.

mod words;

use words::{AFTER, BEFORE, BEFORE_ERROR, MARKS, REASONS, WORDS};

/// How sure a status is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A number that the text calls a status, or that stands beside its reason phrase.
    Number,
    /// The reason phrase alone, such as `Gateway Time-out`.
    Words,
}

/// Finds the status of a text.
pub fn find(text: &str) -> Option<(u16, Form)> {
    let lower = text.to_ascii_lowercase();
    if let Some(status) = number_in(&lower) {
        return Some((status, Form::Number));
    }
    if let Some(status) = named_in(&lower) {
        return Some((status, Form::Number));
    }
    if is_smtp(&lower) {
        return None;
    }
    let words = WORDS.iter().find(|(words, _)| lower.contains(words));
    words.map(|(_, status)| (*status, Form::Words))
}
fn number_in(lower: &str) -> Option<u16> {
    let mut best: Option<(u8, u16)> = None;
    let bytes = lower.as_bytes();
    let mut at = 0;
    while let Some(offset) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(u8::is_ascii_digit))
    {
        let start = at.saturating_add(offset);
        let rest = bytes.get(start..).unwrap_or_default();
        let length = rest.iter().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len());
        at = start.saturating_add(length);
        if length != 3 {
            continue;
        }
        let (before, after) = (
            lower.get(..start).unwrap_or_default(),
            lower.get(at..).unwrap_or_default(),
        );
        let status = lower.get(start..at).and_then(|digits| digits.parse::<u16>().ok());
        let Some(status) = status.filter(|status| (100..=599).contains(status)) else {
            continue;
        };
        let Some(weight) = weight(before, status, after) else {
            continue;
        };
        // An error says more than a success, and a plain form more than a loose one. Of equals the first counts.
        let rank = weight.saturating_add(if status >= 400 { 4 } else { 0 });
        if best.is_none_or(|(other, _)| rank > other) {
            best = Some((rank, status));
        }
    }
    best.map(|(_, status)| status)
}

/// How surely a number of three digits is a status: 2 or 1, or `None` if it is none.
fn weight(before: &str, status: u16, after: &str) -> Option<u8> {
    let last = before.chars().next_back();
    let glued = last.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '_' || c == '/')
        || after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '%');
    let decimal = |mark: char| {
        after
            .strip_prefix(mark)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let clock = last == Some(':') && before.trim_end_matches(':').ends_with(|c: char| c.is_ascii_digit());
    if glued || decimal('.') || decimal(',') || decimal('-') || clock || is_enhanced(after) {
        return None;
    }
    let words_before = before.trim_end_matches(MARKS);
    let ends_with = |words: &str| {
        words_before.strip_suffix(words).is_some_and(|rest| {
            !rest.ends_with(|c: char| c.is_ascii_alphanumeric())
                || words.starts_with("http")
                || words.starts_with("status")
        })
    };
    let is_version = words_before
        .rsplit_once("http/")
        .is_some_and(|(_, version)| version.len() <= 3 && version.chars().all(|c| c.is_ascii_digit() || c == '.'));
    let words_after = after.trim_start_matches(MARKS);
    let compact: String = words_after
        .chars()
        .filter(|c| !matches!(c, ' ' | '-'))
        .take(32)
        .collect();
    let has_reason = REASONS
        .iter()
        .any(|(of, reason)| *of == status && compact.starts_with(reason));
    // aiohttp: `ClientResponseError: 403, message='Forbidden'`, and any number where the form of a response was wrong.
    let is_aiohttp = words_before.ends_with("error") && after.starts_with(", message=");
    if is_version
        || has_reason
        || is_aiohttp
        || is_after_path(words_before)
        || BEFORE.iter().any(|words| ends_with(words))
    {
        return Some(2);
    }
    if status < 400 {
        return None;
    }
    let before_body = after.trim_start_matches([' ', ':', '-', '\'']).starts_with(['{', '<']);
    let loose = BEFORE_ERROR.iter().any(|words| ends_with(words))
        || AFTER.iter().any(|words| words_after.starts_with(words))
        || before_body && (words_before.is_empty() || before.trim_end().ends_with([':', '"', '\'']));
    loose.then_some(1)
}

/// Whether a text ends in a method and a path, as lines of access logs do: `POST /v1.0/users/x/sendMail 202`.
fn is_after_path(before: &str) -> bool {
    let mut words = before.rsplit(char::is_whitespace).filter(|word| !word.is_empty());
    let is_path = words.next().is_some_and(|word| word.contains('/'));
    let method = words.next().unwrap_or_default().trim_start_matches(MARKS);
    is_path && ["post", "get", "put", "patch", "delete"].contains(&method)
}

/// Whether an enhanced code of SMTP follows, such as `5.7.708` (RFC 3463).
fn is_enhanced(after: &str) -> bool {
    let code = after.trim_start_matches([' ', '-', '\'', ',', 'b']);
    let code = code.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
    code.split('.').count() >= 3 && code.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text is a reply of SMTP or a non-delivery report: an enhanced code stands in it.
fn is_smtp(lower: &str) -> bool {
    lower.split_whitespace().any(|word| {
        let mut parts = word.split('.');
        let digits = |part: Option<&str>, most: usize| {
            part.is_some_and(|part| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
        };
        matches!(parts.next(), Some("4" | "5"))
            && digits(parts.next(), 3)
            && digits(parts.next(), 3)
            && parts.next().is_none()
    })
}

/// A status by name after words that announce one, such as `Status Code: Forbidden`.
fn named_in(lower: &str) -> Option<u16> {
    [
        "status code",
        "statuscode",
        "status_code",
        "status",
        "indicate success",
        "net::http",
        "$",
    ]
    .iter()
    .flat_map(|announcement| lower.match_indices(announcement))
    .find_map(|(at, announcement)| {
        let rest = lower.get(at.saturating_add(announcement.len())..)?;
        let rest = rest.trim_start_matches(MARKS).trim_start_matches(".");
        let word: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric())
            .take(32)
            .collect();
        let named = REASONS
            .iter()
            .find(|(status, reason)| *status >= 202 && *status != 302 && word.starts_with(reason));
        named.map(|(status, _)| *status)
    })
}

#[cfg(test)]
mod tests;
