//! Base64 (RFC 4648 §4), as callers pass it and as Graph takes it. Line breaks, which MIME and many tools put into it, are removed.
//! Other forms are refused with their name and with what to pass instead: a guess could send another file than was meant.

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;

use crate::violation::Violation;

const FIX: &str = "Pass the bytes in standard base64: the letters, the digits, + and /, and = at the end as padding.";

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
        None => Err(violation(&bytes)),
    }
}

/// Returns the number of bytes that standard base64 with padding stands for. Returns `None` for any other text.
fn decoded_length(text: &[u8]) -> Option<u64> {
    STANDARD.check(text).ok()?;
    u64::try_from(STANDARD.decoded_length(text).ok()?).ok()
}

fn violation(text: &[u8]) -> Violation {
    let (message, fix) = problem(text);
    Violation::new("base64", message, fix)
}

/// Returns what the text is, and what to pass instead. Nothing of the text is repeated: it may be the file itself.
fn problem(text: &[u8]) -> (&'static str, &'static str) {
    let has = |wanted: &[u8]| text.iter().any(|byte| wanted.contains(byte));
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let unpadded = text.get(..text.len().saturating_sub(padding)).unwrap_or_default();
    let is_alphabet = |extra: &[u8]| {
        unpadded
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || extra.contains(byte))
    };
    if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"data:")) {
        return (
            "It is a data: URL, not base64.",
            "Pass only what follows its comma, if the part before the comma ends in ;base64.",
        );
    }
    // The name under which n8n keeps the bytes of a file outside of its items.
    if text.starts_with(b"filesystem") && text.len() < STORED_NAME {
        return (
            "It is the name under which a workflow platform stores a file, not the file's bytes.",
            "Read the file's bytes first, and pass them in standard base64.",
        );
    }
    if has(b" \t") && is_alphabet(b"+/=-_ \t") {
        return (
            "It is base64 with spaces or tabs in it. Each space may have been a +, which decoding a web form turns into a space.",
            "Pass the base64 as it was encoded, without spaces. In a form or URL, write each + as %2B.",
        );
    }
    if has(b"%") && is_alphabet(b"+/%") {
        return (
            "It is percent-encoded base64, as it stands in a URL.",
            "Decode the percent-encoding first: %2B is +, %2F is / and %3D is =.",
        );
    }
    if has(b"\\") && is_alphabet(b"+/=\\") {
        return (
            "It is base64 with backslashes in it: it was escaped once too often.",
            "Remove the escaping. Line breaks may stay; nothing else may stand between the characters.",
        );
    }
    if has(b"-_") && is_alphabet(b"-_") && URL_SAFE_NO_PAD.check(unpadded).is_ok() {
        return (
            "It is base64url (RFC 4648 §5), the form for URLs and tokens, not standard base64.",
            "Encode the bytes in standard base64, or replace - by + and _ by /, and add = at the end until the length is a multiple of four.",
        );
    }
    if !is_alphabet(b"+/=") {
        return (
            "It is no base64: it contains a character that base64 does not have. It may be the file itself, its name or its path.",
            FIX,
        );
    }
    if has(b"=") && !is_alphabet(b"+/") {
        return (
            "It has padding (=) before its end: it is made of several pieces of base64.",
            "Decode each piece, join the bytes, and encode them as a whole.",
        );
    }
    match unpadded.len() % 4 {
        1 => (
            "It is base64 that was cut off: no number of bytes has this length.",
            "Pass the base64 as a whole.",
        ),
        2 | 3 if unpadded.len() == text.len() => (
            "It is base64 without padding.",
            "Add = at the end until the length is a multiple of four.",
        ),
        _ => (
            "It is base64 whose end is damaged: its padding or its last character is wrong.",
            "Pass the base64 as it was encoded.",
        ),
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
