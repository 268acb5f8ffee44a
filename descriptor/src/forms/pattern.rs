//! Regular expressions that accept the same texts as the connector's checks (`src/validate/`).
//!
//! ECMA-262 (with and without its flags `u` and `v`) and Rust must read each of them alike. So the patterns use anchors `^` and
//! `$`, classes of characters as ranges, groups, and counted repeats only. They use no look-around and no `\s`, `\w` or `\p`.
//! Punctuation in classes is escaped, because `v` and Rust reserve some of it. White space is that of Unicode, as in
//! `char::is_whitespace`; control characters are those of `char::is_control`.

use outlook_connector::tables::settable_header_fields;

/// Blanks that the checks trim, as far as people paste them.
const BLANKS: &str = r"[ \t\r\n]*";
/// Inside a class: control characters, and the two characters that end lines in Unicode.
const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f\u2028\u2029";
/// Inside a class: white space that is not a control character.
const SPACE: &str = r"\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000";
/// Inside a class: all white space.
const WHITE: &str = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
/// Inside a class: control characters and white space from DEL upwards.
const FROM_DEL: &str = r"\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

const GUID: &str = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}";
const ASCII_DOMAIN: &str =
    r"[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?(?:\.[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?)+";
/// A `token` of RFC 9110.
const TOKEN: &str = r"[\u0021\u0023-\u0027\u002a\u002b\u002d\u002e0-9A-Z\u005e-\u007a\u007c\u007e]+";

/// A day of the Gregorian calendar from 1970 to 9999. Leap days are in leap years only.
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

/// An address as `address::check` accepts it, except for the length of its two parts.
pub fn address() -> String {
    within_blanks(&bare_address())
}

/// A mailbox: an address, or a GUID.
pub fn mailbox() -> String {
    within_blanks(&format!("{GUID}|{}", bare_address()))
}

fn bare_address() -> String {
    let local = format!(r"[^\u0000-\u0020\u0022\u0028\u0029\u002c\u003a-\u003c\u003e\u0040\u005b-\u005d{FROM_DEL}]+");
    // The ranges exclude all ASCII characters that are neither letters nor digits, nor the underscore.
    let end = format!(r"[^\u0000-\u002f\u003a-\u0040\u005b-\u005e\u0060\u007b-\u007e{FROM_DEL}]");
    let middle = format!(r"[^\u0000-\u002c\u002e\u002f\u003a-\u0040\u005b-\u005e\u0060\u007b-\u007e{FROM_DEL}]");
    let label = format!("{end}(?:{middle}{{0,61}}{end})?");
    format!(r"{local}@{label}(?:\.{label})+")
}

/// A name in one of the host's stores.
pub fn store_name() -> String {
    within_blanks(r"[0-9A-Za-z.\/\-_:]+")
}

/// An https URL on one line.
pub fn https_url() -> String {
    format!(r"^[{WHITE}]*https://[^{CONTROL}]*$")
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
    // Not `.`: ECMA-262 knows four line ends, and Rust one.
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

/// A content ID: no white space, control characters or angle brackets.
pub fn content_id() -> String {
    format!(r"^[^\u0000-\u0020\u003c\u003e{FROM_DEL}]+$")
}

/// A header that a sender may set: an `x-` header, or one that an extended property sets.
pub fn header_name() -> String {
    let known: Vec<String> = settable_header_fields().map(in_either_case).collect();
    format!("^(?:[Xx]-[\\u0021-\\u0039\\u003b-\\u007e]+|{})$", known.join("|"))
}

fn in_either_case(name: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphabetic() {
            format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase())
        } else {
            c.to_string()
        }
    };
    name.chars().map(letter).collect()
}
