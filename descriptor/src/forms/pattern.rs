//! Regular expressions for the schemas. A renderer may show a pattern to a person, so each is short: it catches what people mistype, and
//! the rules of the form say what else the connector's checks (`src/validate/`) refuse. A pattern never refuses what the checks accept,
//! but for blanks that few people type. An exact pattern of an address had 1,136 characters.
//!
//! ECMA-262 (with and without its flags `u` and `v`) and Rust must read each of them alike. So the patterns use anchors `^` and
//! `$`, classes of characters as ranges, groups, and counted repeats only. They use no look-around and no `\s`, `\w` or `\p`.
//! Punctuation in classes is escaped, because `v` and Rust reserve some of it. Control characters are those of `char::is_control`.

/// Blanks that the checks trim, as far as people paste them.
const BLANKS: &str = r"[ \t\r\n]*";
/// Inside a class: control characters, and the two characters that end lines in Unicode.
const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f\u2028\u2029";
const GUID: &str = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}";
/// A GUID, and texts that look like one.
const LIKE_A_GUID: &str = r"[0-9A-Fa-f\-]{36}";
/// One character of an address, on either side of the `@`. No two punctuators are neighbours: an engine may take them for an operator of
/// the flag `v`.
const OF_ADDRESS: &str = r"[^ @\t<\r>\n,\u0000;]";

fn within_blanks(inner: &str) -> String {
    format!("^{BLANKS}(?:{inner}){BLANKS}$")
}

/// A GUID.
pub fn guid() -> String {
    within_blanks(GUID)
}

/// A tenant: a GUID, or a domain in ASCII.
pub fn tenant() -> String {
    within_blanks(&format!(r"[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)+|{LIKE_A_GUID}"))
}

/// An address.
pub fn address() -> String {
    within_blanks(&bare_address())
}

/// A mailbox: an address, or a GUID.
pub fn mailbox() -> String {
    within_blanks(&format!("{}|{LIKE_A_GUID}", bare_address()))
}

fn bare_address() -> String {
    format!(r"{OF_ADDRESS}+@{OF_ADDRESS}+\.{OF_ADDRESS}+")
}

/// A name in one of the host's stores.
pub fn store_name() -> String {
    within_blanks(r"[0-9A-Za-z.\/\-_:]+")
}

/// An https URL on one line.
pub fn https_url() -> String {
    format!("^{BLANKS}https://[^{CONTROL}]*$")
}

/// A day.
pub fn day() -> String {
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$".to_owned()
}

/// A day, or a moment of RFC 3339.
pub fn moment() -> String {
    within_blanks(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][:0-9.\-+]+[Zz]?)?")
}

/// One line, which may be empty.
pub fn one_line() -> String {
    format!("^[^{CONTROL}]*$")
}

/// An idempotency key: printable ASCII without spaces.
pub fn key() -> String {
    r"^[\u0021-\u007e]*$".to_owned()
}

/// A media type with any parameters, on one line.
pub fn media_type() -> String {
    format!(r"^ *[^ \/;]+\/[^ \/;]+ *(?:;[^{CONTROL}]*)?$")
}

/// A content ID.
pub fn content_id() -> String {
    "^[^< >]+$".to_owned()
}

/// The name of a header: printable ASCII without the colon (RFC 5322 §2.2).
pub fn header_name() -> String {
    r"^[\u0021-\u0039\u003b-\u007e]+$".to_owned()
}
