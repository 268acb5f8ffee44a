//! Hash of the bytes of all attachments, one after the other. It sees the bytes while they are uploaded, so that a stored file
//! need not be read once more for it. Their sizes are among the hashed fields.
// Lengths and offsets here come from a caller.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

use std::{cell::RefCell, rc::Rc};

use highway::{HighwayHash as _, HighwayHasher};

use super::{Digest, HashKey};
use crate::{
    graph::attachment::CheckedAttachment,
    host::{AttachmentError, AttachmentStore},
    http::body::{self, Body, Observer},
    limits::READ_BYTES,
};

/// Hash of the attachments up to a position. It is shared with the requests that upload them.
#[derive(Clone)]
pub struct Contents(Rc<RefCell<State>>);

struct State {
    hasher: HighwayHasher,
    /// Number of bytes that were hashed. The bytes before it are not hashed again, however often they are uploaded.
    position: u64,
}

/// Sees the bytes of one attachment.
struct OfAttachment {
    contents: Contents,
    /// Number of bytes of the attachments before it.
    start: u64,
}

impl Observer for OfAttachment {
    fn observe(&self, offset: u64, bytes: &[u8]) {
        self.contents.add(self.start.saturating_add(offset), bytes);
    }
}

/// Returns the number of bytes of these attachments.
fn length(attachments: &[CheckedAttachment]) -> u64 {
    attachments.iter().fold(0, |sum: u64, attachment| {
        sum.saturating_add(attachment.content.length())
    })
}

impl Contents {
    /// Begins a hash.
    pub fn new(key: HashKey) -> Self {
        Self(Rc::new(RefCell::new(State {
            hasher: key.hasher(),
            position: 0,
        })))
    }

    /// Hashes bytes that are at `offset`, but for those that were hashed already. Does nothing if bytes before them are missing:
    /// [`Self::catch_up`] reads them later.
    pub fn add(&self, offset: u64, bytes: &[u8]) {
        // Nothing here calls back, so that it is never borrowed twice.
        let Ok(mut state) = self.0.try_borrow_mut() else { return };
        let Some(known) = state.position.checked_sub(offset) else {
            return;
        };
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        if let Some(new) = bytes.get(known..) {
            state.hasher.append(new);
            state.position = state.position.saturating_add(body::length(new));
        }
    }

    /// Hashes what was not uploaded of `attachments`, which are the first ones of the mail. Reads stored bytes.
    ///
    /// # Errors
    /// The number of the attachment that cannot be read, and why.
    pub fn catch_up(
        &self,
        attachments: &[CheckedAttachment],
        store: &dyn AttachmentStore,
    ) -> Result<(), (usize, AttachmentError)> {
        let mut start: u64 = 0;
        for (nth, attachment) in attachments.iter().enumerate() {
            let length = attachment.content.length();
            let mut from = self.position().saturating_sub(start);
            // Base64 is decoded piece by piece: a whole mail of it would not fit the sandbox twice.
            while from < length {
                let piece = length.saturating_sub(from).min(u64::from(READ_BYTES));
                let part = attachment.content.range(from, piece);
                let mut offset = start.saturating_add(from);
                Body::from(part.map(|part| vec![part]).unwrap_or_default())
                    .write(store, &mut |bytes| {
                        self.add(offset, bytes);
                        offset = offset.saturating_add(body::length(bytes));
                        true
                    })
                    .map_err(|error| (nth, error))?;
                from = from.saturating_add(piece);
            }
            start = start.saturating_add(length);
        }
        Ok(())
    }

    /// Returns the observer of the attachment that follows on `before`.
    pub fn observer(&self, before: &[CheckedAttachment]) -> Rc<dyn Observer> {
        Rc::new(OfAttachment {
            contents: self.clone(),
            start: length(before),
        })
    }

    /// Returns the hash, if it covers all these attachments.
    pub fn digest(&self, attachments: &[CheckedAttachment]) -> Option<Digest> {
        let state = self.0.try_borrow().ok()?;
        let is_complete = state.position == length(attachments);
        is_complete.then(|| Digest(state.hasher.clone().finalize128()))
    }

    fn position(&self) -> u64 {
        self.0.try_borrow().map_or(0, |state| state.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::attachment::Content;

    const KEY: HashKey = HashKey([1, 2, 3, 4]);

    struct Store(Vec<u8>);

    impl AttachmentStore for Store {
        fn size(&self, _: &str) -> Result<u64, AttachmentError> {
            Ok(body::length(&self.0))
        }
        fn read(&self, _: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
            let start = usize::try_from(offset).unwrap();
            let end = start + usize::try_from(length).unwrap();
            self.0
                .get(start..end)
                .map(<[u8]>::to_vec)
                .ok_or(AttachmentError::NotFound)
        }
    }

    fn stored(length: u64) -> CheckedAttachment {
        CheckedAttachment {
            name: "a".to_owned(),
            content_type: None,
            content_id: None,
            content: Content::Stored {
                name: "a".to_owned(),
                length,
            },
        }
    }

    fn whole(attachments: &[CheckedAttachment], store: &Store) -> Digest {
        let contents = Contents::new(KEY);
        contents.catch_up(attachments, store).unwrap();
        contents.digest(attachments).unwrap()
    }

    #[test]
    fn bytes_that_are_uploaded_again_are_hashed_once() {
        let store = Store((0..=255).cycle().take(1_000).collect());
        let attachments = [stored(400), stored(600)];
        let expected = whole(&attachments, &store);
        assert_eq!(
            expected,
            Digest(KEY.hasher().hash128(&[&store.0[..400], &store.0[..600]].concat()))
        );
        // Offset and length of each piece, and whether bytes are left to be read afterwards.
        for (pieces, is_complete) in [
            (vec![(0, 600)], true),
            (vec![(0, 300), (300, 300)], true),
            (vec![(0, 300), (0, 300), (300, 300)], true),
            (vec![(0, 300), (200, 400), (0, 600)], true),
            (vec![(0, 0), (0, 599), (599, 1)], true),
            // A part was skipped, or the upload went on from where another had ended.
            (vec![(300, 300)], false),
            (vec![(0, 301), (400, 200)], false),
            (vec![], false),
        ] {
            let contents = Contents::new(KEY);
            contents.catch_up(&attachments[..1], &store).unwrap();
            let observer = contents.observer(&attachments[..1]);
            for &(offset, length) in &pieces {
                observer.observe(offset as u64, &store.0[offset..offset + length]);
            }
            assert_eq!(contents.digest(&attachments).is_some(), is_complete, "{pieces:?}");
            contents.catch_up(&attachments, &store).unwrap();
            assert_eq!(contents.digest(&attachments), Some(expected), "{pieces:?}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_by_its_number() {
        let contents = Contents::new(KEY);
        let error = contents.catch_up(&[stored(10), stored(20)], &Store(vec![0; 10]));
        assert_eq!(error, Err((1, AttachmentError::NotFound)));
    }
}
