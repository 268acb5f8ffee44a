//! What one app may do with one mailbox.

use time::{Duration, OffsetDateTime};

use super::{REQUESTS, REQUESTS_AT_ONCE, UPLOADED_BYTES, Window};

/// The requests of one app to one mailbox.
#[derive(Debug)]
pub struct AppOnMailbox {
    at_once: u32,
    most_at_once: u32,
    requests: Window,
    uploads: Window,
}

impl Default for AppOnMailbox {
    fn default() -> Self {
        Self {
            at_once: 0,
            most_at_once: 0,
            requests: Window::new(REQUESTS),
            uploads: Window::new(UPLOADED_BYTES),
        }
    }
}

impl AppOnMailbox {
    /// Counts a request in. Returns false, and counts nothing, if there are too many at once.
    pub fn begin(&mut self) -> bool {
        if self.at_once >= REQUESTS_AT_ONCE {
            return false;
        }
        self.at_once += 1;
        self.most_at_once = self.most_at_once.max(self.at_once);
        true
    }

    /// Counts a request out.
    pub fn end(&mut self) {
        self.at_once = self.at_once.saturating_sub(1);
    }

    /// The most requests that there ever were at once.
    #[must_use]
    pub fn most_at_once(&self) -> u32 {
        self.most_at_once
    }

    /// Counts a request against the limit within ten minutes.
    ///
    /// # Errors
    /// The time after which it would fit.
    pub fn count_request(&mut self, now: OffsetDateTime) -> Result<(), Duration> {
        self.requests.count(now, 1)
    }

    /// Counts an upload against the limit within five minutes.
    ///
    /// # Errors
    /// The time after which it would fit.
    pub fn count_upload(&mut self, now: OffsetDateTime, bytes: u64) -> Result<(), Duration> {
        self.uploads.count(now, bytes)
    }
}
