//! Text files as people have them. Windows PowerShell's `>` writes UTF-16 with a byte order mark, and some editors write one before
//! UTF-8. Text in any other encoding is refused: a guess would change letters that nobody looks at again.

/// A text whose encoding cannot be told.
#[derive(Debug, PartialEq, Eq)]
pub enum Undecodable {
    /// The byte at this offset, from 0, is no UTF-8.
    Utf8(usize),
    /// The unit at this byte offset, from 0, is no UTF-16, although the byte order mark says so.
    Utf16(usize),
    /// NUL bytes: UTF-16 without a byte order mark, or no text.
    Nul(usize),
}

impl Undecodable {
    /// Says what is wrong, and what to do.
    #[must_use]
    pub fn message(&self) -> String {
        const FIX: &str = "save it as UTF-8";
        match self {
            Self::Utf8(at) => format!("it is not UTF-8: byte {at}, counted from 0, is part of no character; {FIX}"),
            Self::Utf16(at) => {
                format!("it begins as UTF-16, but byte {at}, counted from 0, is part of no character; {FIX}")
            }
            Self::Nul(at) => {
                format!("byte {at}, counted from 0, is NUL: it is no text, or UTF-16 without a byte order mark; {FIX}")
            }
        }
    }
}

/// Decodes UTF-8, with or without a byte order mark, and UTF-16 with one. The mark is left out.
///
/// # Errors
/// The place of the first byte that belongs to no character.
pub fn decode(bytes: &[u8]) -> Result<String, Undecodable> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes)?,
        bytes => {
            let rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            let mark = bytes.len() - rest.len();
            let text = std::str::from_utf8(rest).map_err(|error| Undecodable::Utf8(mark + error.valid_up_to()))?;
            if let Some(at) = text.find('\0') {
                return Err(Undecodable::Nul(mark + at));
            }
            text.to_owned()
        }
    };
    Ok(text)
}

/// Decodes what follows a byte order mark of two bytes.
fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Undecodable> {
    const MARK: usize = 2;
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut at = MARK;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = decoded.map_err(|_| Undecodable::Utf16(at))?;
        at += 2 * c.len_utf16();
        text.push(c);
    }
    match rest {
        [] => Ok(text),
        _ => Err(Undecodable::Utf16(at)),
    }
}

/// Decodes as [`decode`], and replaces what belongs to no character. For pasted output, in which codes and IDs are ASCII.
#[must_use]
pub fn decode_lossy(bytes: &[u8]) -> String {
    decode(bytes).unwrap_or_else(|_| {
        let units = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
            let (pairs, _) = rest.as_chunks::<2>();
            String::from_utf16_lossy(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>())
        };
        match bytes {
            [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes),
            [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes),
            bytes => String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, mark: [u8; 2], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
    }

    fn little_endian(text: &str) -> Vec<u8> {
        utf_16(text, [0xFF, 0xFE], u16::to_le_bytes)
    }

    #[test]
    fn encodings_of_common_programs() {
        for text in ["", "Grüße", "量 🎉\r\n", "a"] {
            for bytes in [
                text.as_bytes().to_vec(),
                format!("\u{feff}{text}").into_bytes(),
                little_endian(text),
                utf_16(text, [0xFE, 0xFF], u16::to_be_bytes),
            ] {
                assert_eq!(decode(&bytes).as_deref(), Ok(text), "{bytes:?}");
                assert_eq!(decode_lossy(&bytes), text);
            }
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_place() {
        let mut odd = little_endian("ab");
        odd.push(b'c');
        let mut half = little_endian("a");
        half.extend([0x00, 0xD8, b'x', 0]);
        for (bytes, expected) in [
            (b"Gr\xFC\xDFe".to_vec(), Undecodable::Utf8(2)),
            (b"\xEF\xBB\xBFa\xE9".to_vec(), Undecodable::Utf8(4)),
            (b"a\xC3".to_vec(), Undecodable::Utf8(1)),
            (odd, Undecodable::Utf16(6)),
            (half, Undecodable::Utf16(4)),
            (b"a\0b\0".to_vec(), Undecodable::Nul(1)),
        ] {
            let refused = decode(&bytes).unwrap_err();
            assert_eq!(refused, expected);
            assert!(refused.message().contains("byte ") && refused.message().contains("UTF-8"));
            assert!(!decode_lossy(&bytes).is_empty());
        }
    }
}
