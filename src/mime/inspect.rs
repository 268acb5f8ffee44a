//! Reads the header of messages that a caller wrote: finds fields, and recognises input that is no message. Does not read bodies and
//! changes nothing.

use std::{borrow::Cow, str};

use super::addresses::{Malformed, check_names};
use crate::{
    contract::Header,
    field_problem::{FieldProblemInfo, field_problems},
    validate::text::is_field_name,
};

/// Fields with addresses (RFC 5322 §3.6.2, §3.6.3).
const ADDRESSES: [&str; 6] = ["From", "Sender", "Reply-To", "To", "Cc", "Bcc"];

/// Octets of a header that are searched for a field.
const SEARCHED: usize = 65_536;

/// Octets of a header that are checked: Exchange Online's limit on the header of a message.
const CHECKED: usize = 262_144;

/// Returns the value of the first header field with this name, unfolded and trimmed. Searches the first 64 KiB of the header
/// only. Does not decode the value.
pub fn header_value(mime: &[u8], name: &str) -> Option<String> {
    let mut lines = header_lines(mime, SEARCHED);
    let first = lines.by_ref().find_map(|line| {
        let (found, value) = split_field(line)?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })?;
    let mut value = first.into_owned();
    for line in lines.take_while(|line| is_continuation(line)) {
        value.push_str(&String::from_utf8_lossy(line));
    }
    Some(value.trim().to_owned())
}

/// Returns the header fields whose names `wanted` accepts, unfolded and trimmed, in their order. Does not decode their values.
pub fn fields(mime: &[u8], wanted: impl Fn(&str) -> bool) -> Vec<Header> {
    let mut fields: Vec<Header> = Vec::new();
    let mut is_wanted = false;
    for line in header_lines(mime, CHECKED) {
        if is_continuation(line) {
            if let Some(field) = fields.last_mut().filter(|_| is_wanted) {
                field.value.push_str(&String::from_utf8_lossy(line));
            }
            continue;
        }
        let field = split_field(line).filter(|(name, _)| wanted(name));
        is_wanted = field.is_some();
        fields.extend(field.map(|(name, value)| Header {
            name: name.to_owned(),
            value: value.into_owned(),
        }));
    }
    for field in &mut fields {
        field.value = field.value.trim().to_owned();
    }
    fields
}

/// Returns the first field with addresses that has a malformed name, and what is wrong with it.
pub fn malformed_name(mime: &[u8]) -> Option<(&'static str, Malformed)> {
    let of_addresses = |name: &str| ADDRESSES.into_iter().find(|field| field.eq_ignore_ascii_case(name));
    fields(mime, |name| of_addresses(name).is_some())
        .into_iter()
        .find_map(|field| Some((of_addresses(&field.name)?, check_names(&field.value).err()?)))
}

/// Checks that a text has the form of a message that Graph can send: a header with at least one recipient.
///
/// # Errors
/// The problem, in one or two sentences for people.
pub fn check_raw(mime: &[u8]) -> Result<(), &'static FieldProblemInfo> {
    let start = mime.trim_ascii_start();
    match start.first() {
        None => return Err(&field_problems::MIME_EMPTY),
        Some(b'{' | b'[') => {
            return Err(&field_problems::MIME_JSON);
        }
        Some(b'<') => {
            return Err(&field_problems::MIME_HTML);
        }
        Some(_) => {}
    }
    if mime.starts_with(b"\xff\xfe") || mime.starts_with(b"\xfe\xff") {
        return Err(&field_problems::MIME_UTF16);
    }
    if mime.starts_with(b"\xef\xbb\xbf") {
        return Err(&field_problems::MIME_BYTE_ORDER_MARK);
    }
    if mime.contains(&0) {
        return Err(&field_problems::MIME_NUL);
    }
    if mime.starts_with(b"From ") {
        return Err(&field_problems::MIME_MBOX);
    }
    if is_base64(mime) {
        return Err(&field_problems::MIME_BASE64);
    }
    if start.len() < mime.len() {
        return Err(&field_problems::MIME_WITHOUT_HEADER);
    }
    check_header(mime)
}

fn check_header(mime: &[u8]) -> Result<(), &'static FieldProblemInfo> {
    let mut in_recipients = false;
    let mut has_recipient = false;
    for line in header_lines(mime, CHECKED) {
        if line.contains(&b'\r') {
            return Err(&field_problems::MIME_CARRIAGE_RETURN);
        }
        if is_continuation(line) {
            has_recipient |= in_recipients && line.contains(&b'@');
            continue;
        }
        let Some((name, value)) = split_field(line) else {
            return Err(&field_problems::MIME_LINE);
        };
        in_recipients = ["To", "Cc", "Bcc"].iter().any(|list| list.eq_ignore_ascii_case(name));
        has_recipient |= in_recipients && value.contains('@');
    }
    if !has_recipient {
        return Err(&field_problems::MIME_WITHOUT_RECIPIENT);
    }
    Ok(())
}

/// Returns the lines before the first empty line, without their line ends. A last line that the limit cuts is left out.
fn header_lines(mime: &[u8], limit: usize) -> impl Iterator<Item = &[u8]> {
    let block = match mime.get(..limit) {
        Some(cut) => cut.rsplitn(2, |b| *b == b'\n').nth(1).unwrap_or_default(),
        None => mime,
    };
    block
        .split(|b| *b == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .take_while(|line| !line.is_empty())
}

fn is_continuation(line: &[u8]) -> bool {
    line.first().is_some_and(|b| matches!(b, b' ' | b'\t'))
}

/// Splits `Name: value`. Allows spaces before the colon, as an obsolete form does (RFC 5322 §4.5).
fn split_field(line: &[u8]) -> Option<(&str, Cow<'_, str>)> {
    let colon = line.iter().position(|b| *b == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let name = str::from_utf8(name).ok()?.trim_end_matches([' ', '\t']);
    let value = String::from_utf8_lossy(value.get(1..).unwrap_or_default());
    is_field_name(name).then_some((name, value))
}

/// Returns whether the first line is base64: many characters of its alphabet, without a colon or space.
fn is_base64(mime: &[u8]) -> bool {
    let mut lines = mime.trim_ascii().split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    lines
        .next()
        .is_some_and(|line| line.len() >= 16 && line.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=-_".contains(b)))
}
