//! Rules on plain text that several fields share.

use crate::{field_problem::field_problems, violation::Violation};

/// Returns an optional text without the blanks around it. Returns `None` if nothing is left.
pub fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Refuses control characters. A line break in a header field is header injection (RFC 5322 §2.2).
pub fn one_line(text: &str) -> Result<(), Violation> {
    if text
        .chars()
        .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
    {
        return Err(field_problems::ONE_LINE.violated(&[]));
    }
    Ok(())
}

/// Refuses a text of more than `max` characters.
pub fn at_most(text: &str, max: usize) -> Result<(), Violation> {
    let length = text.chars().count();
    if length > max {
        let values = [("length", length.to_string()), ("max", max.to_string())];
        return Err(field_problems::TOO_LONG.violated(&values));
    }
    Ok(())
}

/// Refuses an empty text, and one of blanks only. `fix` is that of the field.
pub fn not_empty(text: &str, fix: &'static str) -> Result<(), Violation> {
    if text.trim().is_empty() {
        return Err(field_problems::REQUIRED.violated_with(fix, &[]));
    }
    Ok(())
}

/// Returns whether a text is the name of a header field: printable ASCII without the colon (RFC 5322 §2.2).
pub fn is_field_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && b != b':')
}

/// Returns whether a text is a `token` of RFC 9110 §5.6.2. Media types consist of tokens.
pub fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
