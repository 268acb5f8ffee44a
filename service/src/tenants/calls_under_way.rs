//! How many calls a tenant has under way: those whose body arrives, those that wait, and sends without a client.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The counter of a tenant.
#[derive(Debug)]
pub(crate) struct CallsUnderWay {
    most: usize,
    free: Arc<Semaphore>,
}

/// One call. It is counted until this is dropped.
#[derive(Debug)]
pub(crate) struct CallUnderWay(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl CallsUnderWay {
    /// A counter of at most so many calls, and at least one.
    pub(crate) fn new(most: usize) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            most,
            free: Arc::new(Semaphore::new(most)),
        }
    }

    /// How many there may be.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// Counts a call. Returns `None` if there are as many as there may be.
    pub(crate) fn enter(&self) -> Option<CallUnderWay> {
        Arc::clone(&self.free).try_acquire_owned().ok().map(CallUnderWay)
    }
}
