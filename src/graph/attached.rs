//! An attachment as the flows see it: what it is called, how large it is, and where its bytes are.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::http::body::{self, Part, StoredRange};

/// An attachment that was checked.
pub struct Attached {
    /// File name.
    pub name: String,
    /// Media type.
    pub content_type: Option<String>,
    /// Content id of an inline one.
    pub content_id: Option<String>,
    /// Its bytes.
    pub source: Source,
}

/// Where bytes are.
pub enum Source {
    /// At hand.
    Bytes(Vec<u8>),
    /// At hand as base64 that was checked.
    Base64 {
        /// The text.
        text: String,
        /// Bytes that it stands for.
        length: u64,
    },
    /// In the host's store.
    Stored {
        /// Name in the store.
        name: String,
        /// Size, as the store told it.
        length: u64,
    },
}

impl Source {
    /// Number of bytes.
    pub fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => body::length(bytes),
            Self::Base64 { length, .. } | Self::Stored { length, .. } => *length,
        }
    }

    /// All of it, if the host holds it.
    pub fn as_stored(&self) -> Option<StoredRange> {
        match self {
            Self::Stored { name, length } => Some(StoredRange {
                name: name.clone(),
                offset: 0,
                length: *length,
            }),
            Self::Bytes(_) | Self::Base64 { .. } => None,
        }
    }

    /// The bytes from `offset` on, `length` of them; `offset` is a multiple of three. None beyond the end.
    pub fn range(&self, offset: u64, length: u64) -> Option<Part> {
        match self {
            Self::Bytes(bytes) => slice(bytes, offset, length).map(|piece| Part::Bytes(piece.to_vec())),
            // Four characters for three bytes, and the padding at the end.
            Self::Base64 { text, .. } => {
                let start = (offset / 3).saturating_mul(4);
                let piece = slice(text.as_bytes(), start, body::base64_length(length))?;
                STANDARD.decode(piece).ok().map(Part::Bytes)
            }
            Self::Stored { name, .. } => Some(Part::Stored(StoredRange {
                name: name.clone(),
                offset,
                length,
            })),
        }
    }
}

fn slice(bytes: &[u8], offset: u64, length: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    let end = start.checked_add(usize::try_from(length).ok()?)?;
    bytes.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_base64_are_those_of_its_bytes() {
        let bytes: Vec<u8> = (0..=100).collect();
        let encoded = Source::Base64 {
            text: STANDARD.encode(&bytes),
            length: 101,
        };
        let plain = Source::Bytes(bytes);
        for (offset, length) in [(0, 101), (0, 30), (30, 60), (90, 11), (99, 2)] {
            let bytes = |source: &Source| match source.range(offset, length) {
                Some(Part::Bytes(bytes)) => bytes,
                _ => panic!("{offset} {length}"),
            };
            assert_eq!(bytes(&encoded), bytes(&plain), "{offset} {length}");
        }
        assert!(plain.range(99, 3).is_none());
    }
}
