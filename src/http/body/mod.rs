//! Request bodies. A body is made of bytes in memory and of bytes that the host stores. Stored bytes are read piece by piece
//! while the request is written, so a file of any size needs no more of the sandbox's memory than one piece. Base64 is encoded
//! while it is written too: neither the JSON around it nor a copy in memory holds it.
//!
//! A body can be written more than once, because its parts name their sources. It does not know where it is sent.
// Lengths and offsets here come from a peer or a caller.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

use std::rc::Rc;

use base64_simd::STANDARD;
use bytes::Bytes;

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

/// Sees stored bytes when they are read for a request, so that nothing else has to read the file for them.
pub trait Observer {
    /// Takes the bytes at an offset of the file. They come again when the request is repeated.
    fn observe(&self, offset: u64, bytes: &[u8]);
}

/// A part of a body.
#[derive(Clone)]
pub enum Part {
    /// Bytes in memory, unchanged.
    Bytes(Bytes),
    /// Bytes in memory, in standard base64 with padding.
    Base64(Bytes),
    /// Stored bytes, unchanged.
    Stored(StoredRange),
    /// Stored bytes, unchanged, that an observer sees.
    Observed(StoredRange, Rc<dyn Observer>),
    /// Stored bytes, in standard base64 with padding.
    StoredBase64(StoredRange),
}

impl Part {
    /// Returns the number of bytes that this part adds to the body.
    #[must_use]
    pub fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => length(bytes),
            Self::Base64(bytes) => base64_length(length(bytes)),
            Self::Stored(range) | Self::Observed(range, _) => range.length,
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

/// Longest piece that parts are collected to. It is the length of a read from the store.
const PIECE: usize = READ_BYTES as usize;

/// Stored bytes that are read at once to be encoded. They fill one piece. The number is a multiple of three, so that the base64
/// of the pieces joins to the base64 of the whole.
const BASE64_READ: u32 = READ_BYTES / 4 * 3;

/// A body.
#[derive(Clone, Default)]
pub struct Body(Vec<Part>);

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(vec![Part::Bytes(bytes.into())])
    }
}

impl From<Part> for Body {
    fn from(part: Part) -> Self {
        Self(vec![part])
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

    /// Writes all parts in order. Small parts and base64 are collected to pieces of at most 256 KiB, because every piece is one
    /// call of the host. Bytes in memory are not copied where they are long, or are the whole body. `sink` returns false to stop
    /// early.
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
        if let [Part::Bytes(bytes)] = self.0.as_slice() {
            return Ok(bytes.is_empty() || sink(bytes));
        }
        let mut pieces = Pieces {
            buffer: Vec::new(),
            capacity: usize::try_from(self.length()).unwrap_or(PIECE).min(PIECE),
            sink,
        };
        for part in &self.0 {
            let goes_on = match part {
                Part::Bytes(bytes) => pieces.write(bytes),
                Part::Base64(bytes) => pieces.write_base64(bytes),
                Part::Stored(range) => read(store, range, READ_BYTES, &mut |bytes| pieces.write(bytes))?,
                Part::Observed(range, observer) => {
                    let mut offset = range.offset;
                    read(store, range, READ_BYTES, &mut |bytes| {
                        observer.observe(offset, bytes);
                        offset = offset.saturating_add(length(bytes));
                        pieces.write(bytes)
                    })?
                }
                Part::StoredBase64(range) => read(store, range, BASE64_READ, &mut |bytes| pieces.write_base64(bytes))?,
            };
            if !goes_on {
                return Ok(false);
            }
        }
        Ok(pieces.flush())
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

/// Collects what is written to pieces. All functions return false if the sink stopped the writing.
struct Pieces<'s> {
    buffer: Vec<u8>,
    /// Bytes that the buffer is made for, at most [`PIECE`].
    capacity: usize,
    sink: &'s mut dyn FnMut(&[u8]) -> bool,
}

impl Pieces<'_> {
    /// Returns how many bytes still fit the piece.
    fn room(&self) -> usize {
        PIECE.saturating_sub(self.buffer.len())
    }

    fn write(&mut self, bytes: &[u8]) -> bool {
        if bytes.len() > self.room() && !self.flush() {
            return false;
        }
        if bytes.len() >= PIECE {
            return (self.sink)(bytes);
        }
        self.allocate();
        self.buffer.extend_from_slice(bytes);
        true
    }

    fn write_base64(&mut self, mut bytes: &[u8]) -> bool {
        self.allocate();
        while !bytes.is_empty() {
            // Whole groups of three bytes, which are four characters: only the last group may be shorter.
            let fits = (self.room() / 4).saturating_mul(3);
            if fits == 0 {
                if !self.flush() {
                    return false;
                }
                continue;
            }
            let (now, later) = bytes.split_at_checked(fits).unwrap_or((bytes, &[]));
            STANDARD.encode_append(now, &mut self.buffer);
            bytes = later;
        }
        true
    }

    /// Allocates the buffer once, in full.
    fn allocate(&mut self) {
        if self.buffer.capacity() == 0 {
            self.buffer.reserve_exact(self.capacity);
        }
    }

    fn flush(&mut self) -> bool {
        let goes_on = self.buffer.is_empty() || (self.sink)(&self.buffer);
        self.buffer.clear();
        goes_on
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
mod tests;
