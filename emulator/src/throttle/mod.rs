//! The limits of the service on requests and mails, as rules without a clock: the endpoints apply them at the emulator's time, and
//! `cargo xtask simulate` at a time of its own.

mod app_on_mailbox;
mod sending;
mod window;

use std::ops::RangeInclusive;

use time::Duration;

pub use app_on_mailbox::AppOnMailbox;
pub use sending::{Sending, Submitted};
pub use window::Window;

/// A sum that a limit allows within a time.
pub type Limit = (u64, Duration);

/// Requests of one app to one mailbox that are worked on at once ("Outlook service limits" of the Graph throttling documentation).
pub const REQUESTS_AT_ONCE: u32 = 4;

/// Requests of one app to one mailbox (the same).
pub const REQUESTS: Limit = (10_000, Duration::minutes(10));

/// Bytes that one app uploads to one mailbox (the same).
pub const UPLOADED_BYTES: Limit = (150 * 1024 * 1024, Duration::minutes(5));

/// Requests of one app to Graph, over all tenants ("Global limit" of the same page).
pub const REQUESTS_OF_AN_APP: Limit = (130_000, Duration::seconds(10));

/// Seconds that a new token lives ("Configurable token lifetimes": random, 60 to 90 minutes). `expires_in` counts one second less.
pub const TOKEN_LIFETIME_SECONDS: RangeInclusive<u32> = 3_599..=5_399;

/// Messages of one mailbox that are delivered ("Exchange Online limits", message rate limit). More are delivered later.
pub const MESSAGES: Limit = (30, Duration::MINUTE);

/// Recipients of one mailbox (the same page, recipient rate limit). A mail beyond it is bounced.
pub const RECIPIENTS: Limit = (10_000, Duration::DAY);
