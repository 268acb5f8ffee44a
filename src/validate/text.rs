//! Rules on plain text that several fields share.

use crate::violation::Violation;

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
        return Err(Violation::new(
            "one-line",
            "It contains a line break or another control character.",
            "Type one line of plain text.",
        ));
    }
    Ok(())
}

/// Refuses a text of more than `max` characters.
pub fn at_most(text: &str, max: usize) -> Result<(), Violation> {
    let length = text.chars().count();
    if length > max {
        return Err(Violation::new(
            "too-long",
            format!("It has {length} characters. The limit is {max}."),
            format!("Shorten it to {max} characters."),
        ));
    }
    Ok(())
}

/// Refuses an empty text, and one of blanks only.
pub fn not_empty(text: &str, fix: &str) -> Result<(), Violation> {
    if text.trim().is_empty() {
        return Err(Violation::new("required", "It is empty.", fix));
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
