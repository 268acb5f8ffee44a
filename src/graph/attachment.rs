//! A checked attachment: its name, its size, and where its bytes are.

use base64_simd::STANDARD;
use bytes::Bytes;

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

/// The bytes of an attachment, or where they are. Parts of a request's body share bytes in memory with it.
pub enum Content {
    /// Bytes in memory.
    Bytes(Bytes),
    /// Base64 in memory. It is known to be valid.
    Base64 {
        /// The base64.
        text: Bytes,
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

    /// Returns the whole content in base64. Base64 that the caller gave is written as it is.
    pub fn base64(&self) -> Part {
        match self {
            Self::Bytes(bytes) => Part::Base64(bytes.clone()),
            Self::Base64 { text, .. } => Part::Bytes(text.clone()),
            Self::Stored { name, length } => Part::StoredBase64(StoredRange {
                name: name.clone(),
                offset: 0,
                length: *length,
            }),
        }
    }

    /// Returns `length` bytes from `offset` on. Returns `None` beyond the end.
    pub fn range(&self, offset: u64, length: u64) -> Option<Part> {
        match self {
            Self::Bytes(bytes) => slice(bytes, offset, length).map(|piece| Part::Bytes(bytes.slice_ref(piece))),
            // Three bytes are four characters. Padding stands at the end only. A service may ask for the bytes from anywhere on.
            Self::Base64 { text, .. } => {
                let before = offset % 3;
                let start = (offset / 3).saturating_mul(4);
                let piece = slice(text, start, body::base64_length(before.saturating_add(length)))?;
                let decoded = Bytes::from(STANDARD.decode_to_vec(piece).ok()?);
                slice(&decoded, before, length).map(|bytes| Part::Bytes(decoded.slice_ref(bytes)))
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
            text: STANDARD.encode_to_string(&bytes).into(),
            length: 101,
        };
        let plain = Content::Bytes(bytes.into());
        for (offset, length) in [
            (0, 101),
            (0, 30),
            (30, 60),
            (90, 11),
            (99, 2),
            (31, 60),
            (32, 1),
            (50, 51),
            (100, 1),
        ] {
            let bytes = |content: &Content| match content.range(offset, length) {
                Some(Part::Bytes(bytes)) => bytes,
                _ => panic!("{offset} {length}"),
            };
            assert_eq!(bytes(&encoded), bytes(&plain), "{offset} {length}");
        }
        assert!(plain.range(99, 3).is_none());
        assert!(encoded.range(99, 3).is_none());
    }
}
