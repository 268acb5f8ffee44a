//! The requests of each app to each mailbox, and the limits on them.

use std::collections::HashMap;
use std::sync::Mutex;

use time::OffsetDateTime;
use uuid::Uuid;

use super::error::GraphError;
use crate::state::{State, lock};
use crate::throttle::AppOnMailbox;
use crate::world::World;

/// An app and a mailbox.
pub(super) type Key = (Uuid, Uuid);

/// The limits, by app and mailbox.
#[derive(Default)]
pub(crate) struct Slots(Mutex<HashMap<Key, AppOnMailbox>>);

/// One request in flight; leaves when dropped.
pub(super) struct Slot<'a> {
    slots: &'a Slots,
    key: Key,
}

/// Which limits on requests a world enforces.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    at_once: bool,
    rate: bool,
}

impl Limits {
    pub(super) fn of(world: &World) -> Self {
        Self {
            at_once: world.enforce_mailbox_concurrency,
            rate: world.enforce_request_rate,
        }
    }

    /// Counts a request in.
    pub(super) fn enter(self, state: &State, key: Key) -> Result<Option<Slot<'_>>, GraphError> {
        if self.rate {
            state.slots.count_request(key, state.clock.now())?;
        }
        if !self.at_once {
            return Ok(None);
        }
        let slot = state.slots.enter(key);
        slot.map(Some).ok_or_else(GraphError::mailbox_concurrency)
    }
}

impl Slots {
    /// Counts a request in, or returns none when all slots are taken.
    fn enter(&self, key: Key) -> Option<Slot<'_>> {
        let has_entered = lock(&self.0).entry(key).or_default().begin();
        has_entered.then_some(Slot { slots: self, key })
    }

    /// Counts a request against the limit within ten minutes.
    fn count_request(&self, key: Key, now: OffsetDateTime) -> Result<(), GraphError> {
        let counted = lock(&self.0).entry(key).or_default().count_request(now);
        counted.map_err(|wait| GraphError::request_rate(seconds(wait)))
    }

    /// Counts an upload against the limit within five minutes.
    pub(super) fn count_upload(&self, key: Key, bytes: usize, now: OffsetDateTime) -> Result<(), GraphError> {
        let counted = lock(&self.0).entry(key).or_default().count_upload(now, bytes as u64);
        counted.map_err(|wait| GraphError::upload_rate(seconds(wait)))
    }

    /// The most requests that were ever in flight at once on a mailbox, from one app.
    pub(crate) fn most(&self, mailbox: Uuid) -> u32 {
        let apps = lock(&self.0);
        let of_mailbox = apps.iter().filter(|((_, id), _)| *id == mailbox);
        of_mailbox.map(|(_, app)| app.most_at_once()).max().unwrap_or(0)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        if let Some(app) = lock(&self.slots.0).get_mut(&self.key) {
            app.end();
        }
    }
}

/// Whole seconds for `Retry-After`: never less than the wait.
fn seconds(wait: time::Duration) -> i64 {
    wait.whole_seconds() + 1
}
