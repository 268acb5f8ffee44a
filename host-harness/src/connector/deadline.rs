//! The time that a call may take.

use std::time::Duration;

use tokio::time::Instant;

use crate::types::{Content, Mail};

/// Time budget that the component assumes when the caller sets none, in milliseconds.
const DEFAULT_BUDGET_MS: u32 = 100_000;

/// Time budget of calls that take none.
pub(super) const DEFAULT_BUDGET: Duration = Duration::from_millis(DEFAULT_BUDGET_MS as u64);

/// Shortest budget that the component accepts, in milliseconds.
const SHORTEST_BUDGET_MS: u32 = 1_000;

/// Shortest wait for a turn that is taken off the component's budget, in milliseconds.
const WAIT_NOTICED_MS: u32 = 10;

/// Longest budget that the component accepts.
const LONGEST_BUDGET: Duration = Duration::from_millis(3_600_000);

/// Time beyond its budget in which a call may still end by itself, with a better report than ours.
const GRACE: Duration = Duration::from_secs(5);

/// When a call must end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    started: Instant,
    pub(super) budget: Duration,
}

impl Deadline {
    /// Starts the clock.
    pub(super) fn after(budget: Duration) -> Self {
        Self {
            started: Instant::now(),
            budget,
        }
    }

    /// When the budget ends.
    pub(super) fn budget_ends(&self) -> Instant {
        self.started + self.budget
    }

    /// Whether a wait ends before the budget does.
    pub(super) fn has_time_for(&self, wait: Duration) -> bool {
        self.started.elapsed().saturating_add(wait) < self.budget
    }

    /// Time after which the call is stopped.
    pub(super) fn limit(&self) -> Duration {
        self.budget + GRACE
    }

    /// When the call is stopped.
    pub(super) fn limit_ends(&self) -> Instant {
        self.started + self.limit()
    }

    /// Time since the start.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// Converts a budget of the contract.
pub(super) fn budget(milliseconds: Option<u32>) -> Duration {
    let given = milliseconds.map_or(DEFAULT_BUDGET, |ms| Duration::from_millis(ms.into()));
    given.min(LONGEST_BUDGET)
}

/// Attachments of more bytes get more time, if the caller sets no budget: the rule of the contract's `time-budget-ms`.
const MORE_TIME_FROM_BYTES: u64 = 3_000_000;

/// Bytes of attachments that each further second is for.
const BYTES_PER_SECOND: u64 = 100_000;

/// Most bytes of attachments that the component sends.
const MOST_BYTES: u64 = 157_286_400;

/// Returns the longest budget that the component may give itself for a mail. Only the component asks the store for the size of stored
/// files: here they count as the most that it sends.
pub(super) fn own_budget(mail: &Mail) -> Duration {
    let Mail::Message(message) = mail else {
        return DEFAULT_BUDGET;
    };
    let bytes = message
        .attachments
        .iter()
        .map(|attachment| match &attachment.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Base64(text) => text.len() as u64 / 4 * 3,
            Content::Stored(_) => MOST_BYTES,
        })
        .fold(0, u64::saturating_add)
        .min(MOST_BYTES);
    if bytes <= MORE_TIME_FROM_BYTES {
        return DEFAULT_BUDGET;
    }
    DEFAULT_BUDGET + Duration::from_secs(bytes.div_ceil(BYTES_PER_SECOND))
}

/// Converts a budget for the contract. The component refuses one that is too short or too long.
pub(super) fn milliseconds(budget: Duration) -> u32 {
    u32::try_from(budget.as_millis()).unwrap_or(u32::MAX)
}

/// Takes the time that a call waited for its turn off its budget. A budget that the component refuses is not changed.
pub(super) fn less_time(budget_ms: Option<u32>, waited: Duration) -> Option<u32> {
    let waited = milliseconds(waited);
    // Time that passes without a wait is no reason to change the caller's options.
    if waited < WAIT_NOTICED_MS {
        return budget_ms;
    }
    let given = budget_ms.unwrap_or(DEFAULT_BUDGET_MS);
    Some(given.saturating_sub(waited).max(SHORTEST_BUDGET_MS).min(given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Attachment, Message};

    #[test]
    fn a_mail_with_large_or_stored_files_may_take_longer() {
        let seconds = |contents: Vec<Content>| {
            let attachments = contents.into_iter().map(|content| Attachment {
                content,
                ..Attachment::default()
            });
            let message = Message {
                attachments: attachments.collect(),
                ..Message::default()
            };
            own_budget(&message.into()).as_secs()
        };
        assert_eq!(seconds(Vec::new()), 100);
        assert_eq!(seconds(vec![Content::Bytes(vec![0; 3_000_000])]), 100);
        assert_eq!(seconds(vec![Content::Bytes(vec![0; 1_600_000]); 2]), 132);
        assert_eq!(seconds(vec![Content::Base64("YQ==".repeat(1_100_000))]), 133);
        assert_eq!(seconds(vec![Content::Stored("a".to_owned()); 2]), 1_673);
    }

    #[test]
    fn a_wait_shortens_the_budget() {
        let left = |given, waited_ms| less_time(given, Duration::from_millis(waited_ms));
        assert_eq!(left(None, 0), None);
        assert_eq!(left(None, 40_000), Some(60_000));
        assert_eq!(left(Some(30_000), 10_000), Some(20_000));
        assert_eq!(left(Some(30_000), 29_900), Some(1_000));
        assert_eq!(
            left(Some(500), 10_000),
            Some(500),
            "still refused, with the caller's figure"
        );
    }
}
