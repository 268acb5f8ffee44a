//! Base64 (RFC 4648 §4), as callers pass it and as Graph takes it. Line breaks, which MIME and many tools put into it, are removed.
//! Other forms are refused with their name and with what to pass instead: a guess could send another file than was meant.

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;

use crate::{
    field_problem::{FieldProblemInfo, field_problems},
    violation::Violation,
};

/// Length below which a text that begins like a name of n8n is one.
const STORED_NAME: usize = 100;

/// Checks base64. Returns it without line breaks, and the number of bytes that it stands for. The text itself is kept, because
/// Graph takes base64.
///
/// # Errors
/// The violation. It names the form that the text has.
pub fn check(text: String) -> Result<(Bytes, u64), Violation> {
    if let Some(length) = decoded_length(text.as_bytes()) {
        return Ok((text.into(), length));
    }
    let mut bytes = text.into_bytes();
    bytes.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    match decoded_length(&bytes) {
        Some(length) => Ok((bytes.into(), length)),
        None => Err(problem(&bytes).violated(&[])),
    }
}

/// Returns the number of bytes that standard base64 with padding stands for. Returns `None` for any other text.
fn decoded_length(text: &[u8]) -> Option<u64> {
    STANDARD.check(text).ok()?;
    u64::try_from(STANDARD.decoded_length(text).ok()?).ok()
}

/// Returns what the text is, and what to pass instead. Nothing of the text is repeated: it may be the file itself.
fn problem(text: &[u8]) -> &'static FieldProblemInfo {
    let has = |wanted: &[u8]| text.iter().any(|byte| wanted.contains(byte));
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let unpadded = text.get(..text.len().saturating_sub(padding)).unwrap_or_default();
    let is_alphabet = |extra: &[u8]| {
        unpadded
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || extra.contains(byte))
    };
    if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"data:")) {
        return &field_problems::DATA_URL;
    }
    // The name under which n8n keeps the bytes of a file outside of its items.
    if text.starts_with(b"filesystem") && text.len() < STORED_NAME {
        return &field_problems::STORED_NAME;
    }
    if has(b" \t") && is_alphabet(b"+/=-_ \t") {
        return &field_problems::BASE64_WITH_SPACES;
    }
    if has(b"%") && is_alphabet(b"+/%") {
        return &field_problems::PERCENT_ENCODED;
    }
    if has(b"\\") && is_alphabet(b"+/=\\") {
        return &field_problems::BASE64_WITH_BACKSLASHES;
    }
    if has(b"-_") && is_alphabet(b"-_") && URL_SAFE_NO_PAD.check(unpadded).is_ok() {
        return &field_problems::BASE64URL;
    }
    if !is_alphabet(b"+/=") {
        return &field_problems::NOT_BASE64;
    }
    if has(b"=") && !is_alphabet(b"+/") {
        return &field_problems::BASE64_IN_PIECES;
    }
    match unpadded.len() % 4 {
        1 => &field_problems::BASE64_CUT_OFF,
        2 | 3 if unpadded.len() == text.len() => &field_problems::BASE64_WITHOUT_PADDING,
        _ => &field_problems::BASE64_DAMAGED,
    }
}

#[cfg(test)]
mod tests {
    use ::base64::{Engine as _, engine::general_purpose};

    use super::*;

    fn length_of(text: &str) -> Option<u64> {
        check(text.to_owned()).map(|(_, length)| length).ok()
    }

    fn assert_same(text: &str) {
        let compact = text.replace(['\r', '\n'], "");
        let expected = general_purpose::STANDARD.decode(compact).ok();
        assert_eq!(
            length_of(text),
            expected.as_ref().map(|bytes| bytes.len() as u64),
            "{text:?}"
        );
        let checked = check(text.to_owned()).ok();
        let decoded = checked.and_then(|(bytes, _)| STANDARD.decode_to_vec(&bytes).ok());
        assert_eq!(decoded, expected, "{text:?}");
    }

    /// Two implementations accept the same texts: every ending of four characters, and every wrong byte at every place.
    #[test]
    fn the_same_texts_are_base64_as_for_another_implementation() {
        let some = *b"AQgwBCDf/9+=-_\n ";
        for start in ["", "AAAA", &"QUJD".repeat(20)] {
            for (a, b) in some.iter().flat_map(|a| some.map(|b| (*a, b))) {
                for (c, d) in some.iter().flat_map(|c| some.map(|d| (*c, d))) {
                    let end = [a, b, c, d];
                    for length in 0..=4 {
                        assert_same(&format!("{start}{}", String::from_utf8_lossy(&end[..length])));
                    }
                }
            }
        }
        let whole = general_purpose::STANDARD.encode((0..=255).collect::<Vec<u8>>());
        for i in 0..whole.len() {
            for wrong in 0..128_u8 {
                let mut text = whole.clone().into_bytes();
                text[i] = wrong;
                assert_same(&String::from_utf8(text).unwrap());
            }
        }
    }

    #[test]
    fn line_breaks_are_removed_wherever_they_stand() {
        let bytes: Vec<u8> = (0..200).collect();
        let plain = general_purpose::STANDARD.encode(&bytes);
        for end in ["\n", "\r\n", "\r", "\n\n"] {
            for width in [1, 3, 4, 64, 76, 500] {
                let lines: Vec<String> = plain
                    .as_bytes()
                    .chunks(width)
                    .map(|line| String::from_utf8_lossy(line).into_owned())
                    .collect();
                for text in [lines.join(end), format!("{end}{}{end}", lines.join(end))] {
                    let (kept, length) = check(text).unwrap();
                    assert_eq!((&kept[..], length), (plain.as_bytes(), 200), "{end:?} {width}");
                }
            }
        }
    }

    #[test]
    fn each_other_form_is_named() {
        for (text, named) in [
            ("data:image/png;base64,iVBORw0KGgo=", "data: URL"),
            ("DATA:image/png;base64,iVBORw0KGgo=", "data: URL"),
            ("filesystem-v2", "workflow platform"),
            ("-_-_", "base64url"),
            ("_w==", "base64url"),
            ("ab-_\r\nab-_", "base64url"),
            ("ab-/", "no base64"),
            ("aGk", "without padding"),
            ("aGkhaA", "without padding"),
            ("aGkhaGkha", "cut off"),
            ("aGk= aGkh", "spaces or tabs"),
            ("aGkh ", "spaces or tabs"),
            ("aGk%3D", "percent-encoded"),
            ("aGkh\\naGkh", "backslashes"),
            ("aGk=aGkh", "several pieces"),
            ("aGk==", "damaged"),
            ("aGl=", "damaged"),
            ("a===", "cut off"),
            ("%PDF-1.7", "no base64"),
            ("C:\\report.pdf", "no base64"),
            ("report.pdf", "no base64"),
            ("Grüße", "no base64"),
        ] {
            let violation = check(text.to_owned()).expect_err(text);
            assert_eq!(violation.code, "base64");
            assert!(violation.message.contains(named), "{text}: {}", violation.message);
            assert!(!violation.fix.is_empty());
        }
    }
}
