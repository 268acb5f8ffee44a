//! Request bodies. A body is made of bytes in memory and of bytes that the host stores. Stored bytes are read piece by piece
//! while the request is written, so a file of any size needs no more of the sandbox's memory than one piece.
//!
//! A body can be written more than once, because its parts name their sources. It does not know where it is sent.
// Lengths and offsets here come from a peer or a caller.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    host::{AttachmentError, AttachmentStore},
    limits::READ_BYTES,
};

/// A range of bytes in a stored file.
#[derive(Clone)]
pub struct StoredRange {
    /// Name in the attachment store.
    pub name: String,
    /// Offset of the first byte.
    pub offset: u64,
    /// Number of bytes.
    pub length: u64,
}

/// A part of a body.
#[derive(Clone)]
pub enum Part {
    /// Bytes in memory.
    Bytes(Vec<u8>),
    /// Stored bytes, unchanged.
    Stored(StoredRange),
    /// Stored bytes in standard base64 with padding.
    StoredBase64(StoredRange),
}

impl Part {
    /// Returns the number of bytes that this part adds to the body.
    #[must_use]
    pub fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => length(bytes),
            Self::Stored(range) => range.length,
            Self::StoredBase64(range) => base64_length(range.length),
        }
    }
}

/// Returns the length of `bytes` bytes in base64.
#[must_use]
pub fn base64_length(bytes: u64) -> u64 {
    bytes.div_ceil(3).saturating_mul(4)
}

/// Returns the length of a slice as `u64`.
#[must_use]
pub fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Size of a piece that is encoded in base64. It is a multiple of three, so that the base64 of the pieces joins to the base64 of
/// the whole.
const BASE64_PIECE: u32 = READ_BYTES - READ_BYTES % 3;

/// A body.
#[derive(Clone, Default)]
pub struct Body(Vec<Part>);

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(vec![Part::Bytes(bytes)])
    }
}

impl From<Vec<Part>> for Body {
    fn from(parts: Vec<Part>) -> Self {
        Self(parts)
    }
}

impl Body {
    /// Returns the length in bytes. It is known before anything is read.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |sum, part| u64::saturating_add(sum, part.length()))
    }

    /// Writes all parts in order, in pieces of at most a few hundred KB. `sink` returns false to stop early.
    ///
    /// Returns whether everything was written.
    ///
    /// # Errors
    /// [`AttachmentError`] if stored bytes cannot be read, or if there are fewer than expected.
    pub fn write(
        &self,
        store: &dyn AttachmentStore,
        sink: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<bool, AttachmentError> {
        for part in &self.0 {
            let goes_on = match part {
                Part::Bytes(bytes) => sink(bytes),
                Part::Stored(range) => read(store, range, READ_BYTES, &mut *sink)?,
                Part::StoredBase64(range) => {
                    let mut encoded = String::new();
                    read(store, range, BASE64_PIECE, &mut |bytes| {
                        encoded.clear();
                        STANDARD.encode_string(bytes, &mut encoded);
                        sink(encoded.as_bytes())
                    })?
                }
            };
            if !goes_on {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Collects the whole body, for hosts that send from memory.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn collect(&self, store: &dyn AttachmentStore) -> Result<Vec<u8>, AttachmentError> {
        let mut all = Vec::new();
        self.write(store, &mut |piece| {
            all.extend_from_slice(piece);
            true
        })?;
        Ok(all)
    }
}

/// Reads a range in pieces of exactly `piece` bytes; only the last piece may be shorter. The store may return fewer bytes at a
/// time.
///
/// Returns false if `sink` stopped the reading.
///
/// # Errors
/// The error of the store, or `Unavailable` if the size of the file changed.
pub fn read(
    store: &dyn AttachmentStore,
    range: &StoredRange,
    piece: u32,
    sink: &mut dyn FnMut(&[u8]) -> bool,
) -> Result<bool, AttachmentError> {
    let mut done = 0_u64;
    while done < range.length {
        let wanted = u64::from(piece).min(range.length.saturating_sub(done));
        let mut bytes = Vec::new();
        while length(&bytes) < wanted {
            let missing = wanted.saturating_sub(length(&bytes));
            let offset = range.offset.saturating_add(done).saturating_add(length(&bytes));
            let more = store.read(&range.name, offset, u32::try_from(missing).unwrap_or(piece))?;
            if more.is_empty() || length(&more) > missing {
                let why = "its size changed while it was read";
                return Err(AttachmentError::Unavailable(why.to_owned()));
            }
            // A piece that arrives whole, as nearly all do, is not copied.
            if bytes.is_empty() {
                bytes = more;
            } else {
                bytes.extend_from_slice(&more);
            }
        }
        if !sink(&bytes) {
            return Ok(false);
        }
        done = done.saturating_add(wanted);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns at most seven bytes at a time.
    struct Slow(Vec<u8>);

    impl AttachmentStore for Slow {
        fn size(&self, _: &str) -> Result<u64, AttachmentError> {
            Ok(length(&self.0))
        }
        fn read(&self, _: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
            let start = usize::try_from(offset).unwrap().min(self.0.len());
            let end = (start + usize::try_from(length).unwrap().min(7)).min(self.0.len());
            Ok(self.0[start..end].to_vec())
        }
    }

    fn range(offset: u64, length: u64) -> StoredRange {
        StoredRange {
            name: "file".to_owned(),
            offset,
            length,
        }
    }

    #[test]
    fn parts_are_written_in_order_and_the_length_is_right() {
        let store = Slow((0..=255).collect());
        let body = Body::from(vec![
            Part::Bytes(b"<".to_vec()),
            Part::Stored(range(10, 30)),
            Part::StoredBase64(range(1, 100)),
            Part::Bytes(b">".to_vec()),
        ]);
        let mut expected = b"<".to_vec();
        expected.extend(10..40);
        expected.extend(STANDARD.encode((1..101).collect::<Vec<u8>>()).into_bytes());
        expected.push(b'>');
        assert_eq!(body.collect(&store), Ok(expected));
        assert_eq!(body.length(), length(&body.collect(&store).unwrap()));
    }

    #[test]
    fn a_file_that_shrank_is_an_error() {
        let body = Body::from(vec![Part::Stored(range(0, 300))]);
        let gone = body.collect(&Slow(vec![0; 200]));
        assert!(matches!(gone, Err(AttachmentError::Unavailable(_))), "{gone:?}");
    }

    #[test]
    fn writing_stops_when_asked() {
        let body = Body::from(vec![Part::Stored(range(0, 600_000)), Part::Bytes(vec![1])]);
        struct Endless;
        impl AttachmentStore for Endless {
            fn size(&self, _: &str) -> Result<u64, AttachmentError> {
                Ok(u64::MAX)
            }
            fn read(&self, _: &str, _: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
                Ok(vec![0; usize::try_from(length).unwrap()])
            }
        }
        let mut pieces = 0;
        let finished = body.write(&Endless, &mut |piece| {
            assert!(length(piece) <= u64::from(READ_BYTES));
            pieces += 1;
            pieces < 2
        });
        assert_eq!((finished, pieces), (Ok(false), 2));
    }
}
