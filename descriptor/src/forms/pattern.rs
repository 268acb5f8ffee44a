//! Patterns that say in a regular expression what the connector's checks (`src/validate/`) do.
//!
//! They hold nothing on which ECMA-262 (with and without its flags `u` and `v`) and Rust differ: anchors `^` and `$`, classes of
//! characters named by ranges, groups, counted repeats. No look-around, no `\s`, `\w` or `\p`; punctuation within classes is
//! escaped, since `v` and Rust reserve some of it. White space is that of Unicode, as
//! `char::is_whitespace` has it, and control characters are those of `char::is_control`.

use outlook_connector::tables::settable_header_fields;

/// Blanks that are cut off before a value is judged, as far as people paste them.
const BLANKS: &str = r"[ \t\r\n]*";
/// Control characters, and the two that end lines in Unicode: within a class.
const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f\u2028\u2029";
/// White space that is no control character: within a class.
const SPACE: &str = r"\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000";
/// All white space: within a class.
const WHITE: &str = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
/// Everything of control characters and white space from DEL on: within a class.
const FROM_DEL: &str = r"\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

const GUID: &str = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}";
const ASCII_DOMAIN: &str =
    r"[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?(?:\.[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?)+";
/// A `token` of RFC 9110.
const TOKEN: &str = r"[\u0021\u0023-\u0027\u002a\u002b\u002d\u002e0-9A-Z\u005e-\u007a\u007c\u007e]+";

/// A day of the Gregorian calendar from 1970 to 9999, leap days in leap years only.
const DAY: &str = "(?:(?:19[7-9][0-9]|[2-9][0-9]{3})-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|\
                   (?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|\
                   (?:19(?:7[26]|8[048]|9[26])|[2-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00)-02-29)";
const TIME: &str =
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:[Zz]|[+\-](?:[01][0-9]|2[0-3]):[0-5][0-9])";

fn within_blanks(inner: &str) -> String {
    format!("^{BLANKS}(?:{inner}){BLANKS}$")
}

/// A GUID.
pub fn guid() -> String {
    within_blanks(GUID)
}

/// A tenant: a GUID, or a domain in ASCII.
pub fn tenant() -> String {
    within_blanks(&format!("{GUID}|{ASCII_DOMAIN}"))
}

/// An address as `address::check` takes it, apart from the length of its first part.
pub fn address() -> String {
    within_blanks(&bare_address())
}

/// A mailbox: an address, or a GUID.
pub fn mailbox() -> String {
    within_blanks(&format!("{GUID}|{}", bare_address()))
}

fn bare_address() -> String {
    let atom =
        format!(r"[^\u0000-\u0020\u0022\u0028\u0029\u002c\u002e\u003a-\u003c\u003e\u0040\u005b-\u005d{FROM_DEL}]+");
    // Up to the letters of ASCII in one range, so that what is left is a letter, a digit or beyond ASCII.
    let end = format!(r"[^\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e{FROM_DEL}]");
    let middle = format!(r"[^\u0000-\u002c\u002e\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e{FROM_DEL}]");
    let label = format!("{end}(?:{middle}{{0,61}}{end})?");
    format!(r"{atom}(?:\.{atom})*@{label}(?:\.{label})+")
}

/// A day.
pub fn day() -> String {
    format!("^{DAY}$")
}

/// A day, or a moment of RFC 3339.
pub fn moment() -> String {
    within_blanks(&format!("{DAY}(?:[Tt ]{TIME})?"))
}

/// One line, which may be empty.
pub fn one_line() -> String {
    format!("^[^{CONTROL}]*$")
}

/// One line that is not blank.
pub fn filled_line() -> String {
    format!("^[{SPACE}]*[^{CONTROL}{SPACE}][^{CONTROL}]*$")
}

/// Text that is not blank.
pub fn filled() -> String {
    // `.` differs: ECMA-262 has four ends of lines, Rust one.
    format!(r"^[{WHITE}]*[^{WHITE}](?:[^\n]|\n)*$")
}

/// An idempotency key: printable ASCII without spaces.
pub fn key() -> String {
    r"^[\u0021-\u007e]*$".to_owned()
}

/// A media type with any parameters, on one line.
pub fn media_type() -> String {
    format!("^[{SPACE}]*{TOKEN}/{TOKEN}[{SPACE}]*(?:;[^{CONTROL}]*)?$")
}

/// A content id: no white space, control characters and angle brackets.
pub fn content_id() -> String {
    format!(r"^[^\u0000-\u0020\u003c\u003e{FROM_DEL}]+$")
}

/// A header that can be set: `x-…`, or one that has a property.
pub fn header_name() -> String {
    let known: Vec<String> = settable_header_fields().map(in_either_case).collect();
    format!("^(?:[Xx]-[0-9A-Za-z\\u002e_\\-]+|{})$", known.join("|"))
}

fn in_either_case(name: &str) -> String {
    let letter = |c: char| match c.is_ascii_alphabetic() {
        true => format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase()),
        false => c.to_string(),
    };
    name.chars().map(letter).collect()
}
