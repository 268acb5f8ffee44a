//! The gate of one process.

use async_trait::async_trait;

use super::{GateError, MailboxGate, MailboxKey, Pass};
use crate::queues::Queues;

/// A gate for the calls of one process: each mailbox has a queue in memory, in order of arrival. This is what a connector uses by default.
#[derive(Default)]
pub struct InProcessGate {
    /// The number of places is part of the key: when it changes, as by a reload of a configuration, the calls that are in a queue keep it.
    queues: Queues<(MailboxKey, usize)>,
}

impl InProcessGate {
    /// A gate without calls.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl MailboxGate for InProcessGate {
    async fn enter(&self, mailbox: &MailboxKey, at_once: usize) -> Result<Pass, GateError> {
        // How many calls a tenant may have is limited before.
        let place = self.queues.enter((*mailbox, at_once), at_once, usize::MAX);
        let mut place = place.ok_or_else(|| GateError::new("too many calls wait for the mailbox"))?;
        place.turn().await;
        Ok(Pass::new(place))
    }
}
