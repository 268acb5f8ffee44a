//! The options of a send.

use super::{Broken, Field, Problems};
use crate::{
    contract::SendOptions,
    limits::{TIME_BUDGET_MAX_MS, TIME_BUDGET_MIN_MS, TIME_BUDGET_MS},
};

/// The fields.
pub const FIELDS: &[Field] = &[
    Field::new(
        "options.idempotency-key",
        "Idempotency key",
        "Makes a send repeatable without a second mail.",
    )
    .refused(),
    Field::new(
        "options.time-budget-ms",
        "Time budget (milliseconds)",
        "Time that the whole call may take: 1000 to 3600000.",
    ),
];

/// Checks the options and returns the time budget in milliseconds.
pub fn check(options: &SendOptions, problems: &mut Problems) -> u32 {
    if options.idempotency_key.is_some() {
        problems.refuse(
            "options.idempotency-key",
            "This version cannot keep the promise of an idempotency key: it needs drafts.",
            "Leave it out, and do not repeat a send whose outcome is unknown.",
        );
    }
    let budget = options.time_budget_ms.unwrap_or(TIME_BUDGET_MS);
    if !(TIME_BUDGET_MIN_MS..=TIME_BUDGET_MAX_MS).contains(&budget) {
        problems.add(
            "options.time-budget-ms",
            Broken::new(
                "range",
                format!("It is {budget}."),
                format!("Type a number from {TIME_BUDGET_MIN_MS} to {TIME_BUDGET_MAX_MS}."),
            ),
        );
    }
    budget
}
