//! The emulator's own time: it runs like the machine's, from a start that a scenario sets, and can be pushed forward. The
//! services may go by a clock that is wrong by some seconds.

use std::sync::atomic::{AtomicI32, AtomicI64, Ordering};
use std::time::Duration;

use time::OffsetDateTime;

#[derive(Debug)]
pub(crate) struct Clock {
    /// Distance to the machine's time.
    offset_micros: AtomicI64,
    /// How far the services' clock is ahead.
    skew_seconds: AtomicI32,
}

impl Clock {
    pub(crate) fn starting_at(start: Option<OffsetDateTime>) -> Self {
        let offset = start.map_or(0, |start| {
            micros((start - OffsetDateTime::now_utc()).whole_microseconds())
        });
        Self {
            offset_micros: AtomicI64::new(offset),
            skew_seconds: AtomicI32::new(0),
        }
    }

    /// The services' time.
    pub(crate) fn now(&self) -> OffsetDateTime {
        self.true_time() + time::Duration::seconds(i64::from(self.skew_seconds.load(Ordering::Relaxed)))
    }

    /// The time that clients go by.
    pub(crate) fn true_time(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + time::Duration::microseconds(self.offset_micros.load(Ordering::Relaxed))
    }

    pub(crate) fn skew(&self, seconds: i32) {
        self.skew_seconds.store(seconds, Ordering::Relaxed);
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.offset_micros.fetch_add(
            micros(i128::try_from(by.as_micros()).unwrap_or(i128::MAX)),
            Ordering::Relaxed,
        );
    }
}

fn micros(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
