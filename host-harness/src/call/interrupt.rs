//! A way to stop a call from outside, and still learn whether a mail may have been sent.

use std::{future::pending, sync::Arc};

use tokio::sync::watch;

/// Stops the calls that it was given to. Clones stop the same calls.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<watch::Sender<bool>>);

impl Interrupt {
    /// An interrupt that was not raised yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops running calls, and those that begin later.
    pub fn raise(&self) {
        self.0.send_replace(true);
    }

    pub(super) async fn raised(&self) {
        if self.0.subscribe().wait_for(|raised| *raised).await.is_err() {
            pending::<()>().await;
        }
    }
}
