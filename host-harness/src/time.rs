//! Times as the contract writes them.

use std::time::{Duration, SystemTime};

/// Returns the whole seconds since 1970-01-01T00:00:00Z. Returns 0 for a time before that.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Returns the time that many seconds after 1970-01-01T00:00:00Z. Returns `None` if the system cannot represent it.
pub(crate) fn from_unix_seconds(seconds: u64) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}
