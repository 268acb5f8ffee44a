//! What all connections share.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use time::OffsetDateTime;
use uuid::Uuid;

use crate::clock::Clock;
use crate::fault::Script;
use crate::graph::rights::KeptRights;
use crate::graph::slots::Slots;
use crate::history::RequestRecord;
use crate::mail::delivered::Delivered;
use crate::store::{Key, Moment, Store};
use crate::throttle::Sending;
use crate::token::Signer;
use crate::world::World;

pub(crate) struct State {
    pub(crate) world: RwLock<World>,
    pub(crate) clock: Clock,
    pub(crate) signer: Signer,
    pub(crate) slots: Slots,
    pub(crate) spool: Option<PathBuf>,
    pub(crate) script: Mutex<Script>,
    pub(crate) requests: Mutex<Vec<RequestRecord>>,
    pub(crate) delivered: Mutex<Vec<Delivered>>,
    /// Locked after `world`, and before `delivered`.
    pub(crate) store: Mutex<Store>,
    /// When each app asked for tokens, for the limit per minute.
    pub(crate) token_requests: Mutex<HashMap<(Uuid, Uuid), VecDeque<OffsetDateTime>>>,
    /// The mails of each mailbox, for the limits on sending.
    pub(crate) sending: Mutex<HashMap<Key, Sending>>,
    /// What Exchange keeps of the apps' rights. Locked after `world`.
    pub(crate) rights: Mutex<KeptRights>,
    pub(crate) request_numbers: AtomicU64,
    pub(crate) connection_numbers: AtomicU64,
    pub(crate) mail_numbers: AtomicU64,
}

impl State {
    pub(crate) fn new(mut world: World, spool: Option<PathBuf>) -> Self {
        let mut script = Script::default();
        for fault in std::mem::take(&mut world.faults) {
            script.add(fault);
        }
        let clock = Clock::starting_at(world.start_at);
        clock.skew(world.clock_skew_seconds);
        Self {
            clock,
            world: RwLock::new(world),
            signer: Signer::new(),
            slots: Slots::default(),
            spool,
            script: Mutex::new(script),
            requests: Mutex::default(),
            delivered: Mutex::default(),
            store: Mutex::default(),
            token_requests: Mutex::default(),
            sending: Mutex::default(),
            rights: Mutex::default(),
            request_numbers: AtomicU64::new(1),
            connection_numbers: AtomicU64::new(1),
            mail_numbers: AtomicU64::new(1),
        }
    }

    /// This moment, as mailboxes of this world see it.
    pub(crate) fn moment(&self, world: &World) -> Moment {
        Moment {
            now: self.clock.now(),
            lag: millis(world.listing_lag_millis),
        }
    }

    pub(crate) fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A span that a world names, at most a century: times must stay within the calendar.
pub(crate) fn millis(millis: u64) -> time::Duration {
    const CENTURY: i64 = 100 * 365 * 24 * 3600 * 1000;
    time::Duration::milliseconds(i64::try_from(millis).unwrap_or(CENTURY).min(CENTURY))
}

/// Locks, whatever a panicking test left behind: every change made under these locks is complete in itself.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
