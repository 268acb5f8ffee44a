//! The options of a send.

use crate::{
    contract::SendOptions,
    limits::{KEY_CHARS, REFERENCE_CHARS, TIME_BUDGET_MAX_MS, TIME_BUDGET_MIN_MS, TIME_BUDGET_MS},
    violation::{All, InvalidInput, Violation, field},
};

/// Checked options of a send.
pub struct CheckedOptions {
    /// Idempotency key.
    pub key: Option<String>,
    /// Reference that the host made. There is none beside a key.
    pub reference: Option<String>,
    /// Time budget of the call, in milliseconds.
    pub time_budget_ms: u32,
}

/// Checks the options of a send.
///
/// # Errors
/// Every violation.
pub fn check(options: &SendOptions) -> Result<CheckedOptions, InvalidInput> {
    let key = options.idempotency_key.as_deref().map(check_key).transpose();
    let reference = match (&options.reference, &options.idempotency_key) {
        (Some(_), Some(_)) => Err(Violation::new(
            "reference-beside-key",
            "The idempotency key is the reference of this send.",
            "Leave out the reference, and look for the mail by the key.",
        )),
        (reference, _) => reference.as_deref().map(check_reference).transpose(),
    };
    let (key, time_budget_ms, reference) = (
        field("options.idempotency-key", key),
        check_budget(options.time_budget_ms),
        field("options.reference", reference),
    )
        .all()?;
    Ok(CheckedOptions {
        key,
        reference,
        time_budget_ms,
    })
}

/// Checks a time budget, in milliseconds.
///
/// # Errors
/// The violation of `options.time-budget-ms`.
pub fn check_budget(budget: Option<u32>) -> Result<u32, InvalidInput> {
    let budget = budget.unwrap_or(TIME_BUDGET_MS);
    if !(TIME_BUDGET_MIN_MS..=TIME_BUDGET_MAX_MS).contains(&budget) {
        let violation = Violation::new(
            "range",
            format!("It is {budget}."),
            format!("Type a number from {TIME_BUDGET_MIN_MS} to {TIME_BUDGET_MAX_MS}."),
        );
        return Err(violation.at("options.time-budget-ms"));
    }
    Ok(budget)
}

/// Checks an idempotency key.
///
/// Exchange compares keys, and it ignores the case of letters: to Exchange, two keys that differ in case only are the same.
pub fn check_key(key: &str) -> Result<String, Violation> {
    let violation = |problem: &str| Err(Violation::new("key", problem, key_fix()));
    if key.is_empty() {
        return violation("It is empty.");
    }
    if key.len() > KEY_CHARS {
        return violation("It is too long.");
    }
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return violation("It contains a space, a control character or a character beyond ASCII.");
    }
    Ok(key.to_owned())
}

/// Checks a reference that a host made. It becomes the part before the `@` of a Message-ID (RFC 5322 §3.6.4), so that it has
/// fewer characters than a key.
pub fn check_reference(reference: &str) -> Result<String, Violation> {
    let is_valid = (1..=REFERENCE_CHARS).contains(&reference.len())
        && reference
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    match is_valid {
        true => Ok(reference.to_owned()),
        false => Err(Violation::new(
            "reference",
            "It is empty or too long, or has other characters than letters, digits, hyphens and underscores.",
            format!("Use 1 to {REFERENCE_CHARS} letters, digits, hyphens and underscores, such as a GUID."),
        )),
    }
}

/// Fix of an idempotency key.
pub fn key_fix() -> String {
    format!(
        "Type 1 to {KEY_CHARS} letters, digits and punctuation marks without spaces, such as the ID of the run and the step."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_fits_into_a_message_id() {
        for good in [
            "a",
            "7d3b1b52-0000-4000-8000-00000000a001",
            "Run_42",
            &"x".repeat(REFERENCE_CHARS),
        ] {
            assert!(check_reference(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            " a",
            "a b",
            "a@b",
            "a.b",
            "<a>",
            "a'",
            "é",
            &"x".repeat(REFERENCE_CHARS + 1),
        ] {
            assert!(check_reference(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn keys_are_printable_and_short() {
        for good in ["a", "run-42/step-7", "o'brien", &"x".repeat(KEY_CHARS)] {
            assert!(check_key(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a b", "a\n", "é", &"x".repeat(KEY_CHARS + 1)] {
            assert!(check_key(bad).is_err(), "{bad}");
        }
    }
}
