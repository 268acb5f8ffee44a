//! The life of the service: ready, draining, stopped.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use outlook_host::CancellationToken;
use tokio_util::task::TaskTracker;

/// The life of a service. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Lifecycle {
    draining: Arc<AtomicBool>,
    ended: CancellationToken,
    stop: CancellationToken,
    sends: TaskTracker,
}

impl Lifecycle {
    /// Whether the service takes new calls.
    pub(crate) fn is_ready(&self) -> bool {
        !self.draining.load(Ordering::Relaxed)
    }

    /// Begins to drain: a load balancer sends no more calls.
    pub(crate) fn begin_drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Ends the service: it takes no more connections.
    pub(crate) fn end(&self) {
        self.ended.cancel();
    }

    /// Is cancelled when the service takes no more connections.
    pub(crate) fn ended(&self) -> CancellationToken {
        self.ended.clone()
    }

    /// Sends that go on without their client.
    pub(crate) fn sends(&self) -> &TaskTracker {
        &self.sends
    }

    /// Stops every call when it is cancelled. Each then tells whether its mail may have been sent.
    pub(crate) fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }
}
