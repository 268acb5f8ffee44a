//! A checked attachment: its name, its size, and where its bytes are.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::http::body::{self, Part, StoredRange};

/// An attachment that passed the checks.
pub struct CheckedAttachment {
    /// File name.
    pub name: String,
    /// Media type.
    pub content_type: Option<String>,
    /// Content-ID of an inline attachment.
    pub content_id: Option<String>,
    /// The bytes.
    pub content: Content,
}

/// The bytes of an attachment, or where they are.
pub enum Content {
    /// Bytes in memory.
    Bytes(Vec<u8>),
    /// Base64 in memory. It is known to be valid.
    Base64 {
        /// The base64.
        text: String,
        /// Number of bytes that it stands for.
        length: u64,
    },
    /// Bytes in the host's attachment store.
    Stored {
        /// Name in the store.
        name: String,
        /// Size in bytes, as the store reported it.
        length: u64,
    },
}

impl Content {
    /// Returns the number of bytes.
    pub fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => body::length(bytes),
            Self::Base64 { length, .. } | Self::Stored { length, .. } => *length,
        }
    }

    /// Returns the range of the whole content, if the host stores it.
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

    /// Returns `length` bytes from `offset` on. `offset` must be a multiple of three. Returns `None` beyond the end.
    pub fn range(&self, offset: u64, length: u64) -> Option<Part> {
        match self {
            Self::Bytes(bytes) => slice(bytes, offset, length).map(|piece| Part::Bytes(piece.to_vec())),
            // Three bytes are four characters. Padding stands at the end only.
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
        let encoded = Content::Base64 {
            text: STANDARD.encode(&bytes),
            length: 101,
        };
        let plain = Content::Bytes(bytes);
        for (offset, length) in [(0, 101), (0, 30), (30, 60), (90, 11), (99, 2)] {
            let bytes = |content: &Content| match content.range(offset, length) {
                Some(Part::Bytes(bytes)) => bytes,
                _ => panic!("{offset} {length}"),
            };
            assert_eq!(bytes(&encoded), bytes(&plain), "{offset} {length}");
        }
        assert!(plain.range(99, 3).is_none());
    }
}
