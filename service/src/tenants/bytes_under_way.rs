//! How many bytes of bodies a tenant has under way: in memory, or in temporary files.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// The counter of a tenant.
#[derive(Debug)]
pub(crate) struct BytesUnderWay {
    most: u64,
    now: Arc<AtomicU64>,
}

impl BytesUnderWay {
    pub(crate) fn new(most: u64) -> Self {
        Self {
            most,
            now: Arc::default(),
        }
    }

    /// A reservation of no bytes yet. It is given back when it is dropped.
    pub(crate) fn reserve(&self) -> Reserved {
        Reserved {
            most: self.most,
            now: Arc::clone(&self.now),
            bytes: 0,
        }
    }
}

/// The bytes of one call.
#[derive(Debug)]
pub(crate) struct Reserved {
    most: u64,
    now: Arc<AtomicU64>,
    bytes: u64,
}

impl Reserved {
    /// Adds bytes. Returns false if the tenant has too many under way; then nothing was added.
    #[must_use]
    pub(crate) fn add(&mut self, bytes: u64) -> bool {
        let more = |now: u64| now.checked_add(bytes).filter(|now| *now <= self.most);
        let added = self
            .now
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .is_ok();
        if added {
            self.bytes += bytes;
        }
        added
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.now.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_given_back() {
        let bytes = BytesUnderWay::new(10);
        let (mut one, mut two) = (bytes.reserve(), bytes.reserve());
        assert!(one.add(6) && two.add(4) && !two.add(1));
        drop(one);
        assert!(two.add(6) && !two.add(1) && !two.add(u64::MAX));
        drop(two);
        assert_eq!(bytes.now.load(Ordering::Relaxed), 0);
    }
}
