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
pub(crate) struct Slots(Mutex<HashMap<Key, Count>>);

#[derive(Default)]
struct Count {
    now: u32,
    /// The most that there ever were.
    most: u32,
}

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
        if count.now >= MOST_IN_FLIGHT {
            return None;
        }
        count.now += 1;
        count.most = count.most.max(count.now);
        Some(Slot { slots: self, key })
    }

    /// The most requests that were ever in flight at once on a mailbox, from one app.
    pub(crate) fn most(&self, mailbox: Uuid) -> u32 {
        let counts = lock(&self.0);
        let of_mailbox = counts.iter().filter(|((_, id), _)| *id == mailbox);
        of_mailbox.map(|(_, count)| count.most).max().unwrap_or(0)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        if let Some(count) = lock(&self.slots.0).get_mut(&self.key) {
            count.now = count.now.saturating_sub(1);
        }
    }
}
