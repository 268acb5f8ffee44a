//! The time that a call may take.

use std::time::Duration;

use tokio::time::Instant;

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
