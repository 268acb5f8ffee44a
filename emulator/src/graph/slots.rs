//! The limit of requests that one app may have in flight on one mailbox.

use std::collections::HashMap;
use std::sync::Mutex;

use uuid::Uuid;

use crate::state::lock;

/// "Outlook service limits" of the Graph throttling documentation: per app and mailbox.
const MOST_IN_FLIGHT: u32 = 4;

type Key = (Uuid, Uuid);

/// Requests in flight, by app and mailbox.
#[derive(Default)]
pub(crate) struct Slots(Mutex<HashMap<Key, u32>>);

/// One request in flight; leaves when dropped.
pub(super) struct Slot<'a> {
    slots: &'a Slots,
    key: Key,
}

impl Slots {
    /// Counts a request in, or returns none when all slots are taken.
    pub(super) fn enter(&self, key: Key) -> Option<Slot<'_>> {
        let mut counts = lock(&self.0);
        let count = counts.entry(key).or_default();
        if *count >= MOST_IN_FLIGHT {
            return None;
        }
        *count += 1;
        Some(Slot { slots: self, key })
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        if let Some(count) = lock(&self.slots.0).get_mut(&self.key) {
            *count = count.saturating_sub(1);
        }
    }
}
