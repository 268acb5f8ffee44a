//! The options of a send.

use crate::{
    contract::SendOptions,
    field_problem::{FieldProblemInfo, field_problems},
    guid,
    limits::{KEY_CHARS, TIME_BUDGET_MAX_MS, TIME_BUDGET_MIN_MS, TIME_BUDGET_MS},
    validate::message_id,
    violation::{All, InvalidInput, Violation, field},
};

/// Checked options of a send.
pub struct CheckedOptions {
    /// Idempotency key.
    pub key: Option<String>,
    /// Reference that the host made. There is none beside a key.
    pub reference: Option<String>,
    /// Time budget of the call, in milliseconds. `None` means [`TIME_BUDGET_MS`], and more for large files.
    pub time_budget_ms: Option<u32>,
}

/// Checks the options of a send.
///
/// # Errors
/// Every violation.
pub fn check(options: &SendOptions) -> Result<CheckedOptions, InvalidInput> {
    let key = options.idempotency_key.as_deref().map(check_key).transpose();
    let reference = match (&options.reference, &options.idempotency_key) {
        (Some(_), Some(_)) => Err(field_problems::REFERENCE_BESIDE_KEY.violated(&[])),
        (reference, _) => reference.as_deref().map(check_reference).transpose(),
    };
    let (key, budget, reference) = (
        field("options.idempotency-key", key),
        check_budget(options.time_budget_ms),
        field("options.reference", reference),
    )
        .all()?;
    Ok(CheckedOptions {
        key,
        reference,
        time_budget_ms: options.time_budget_ms.map(|_| budget),
    })
}

/// Checks a time budget, in milliseconds.
///
/// # Errors
/// The violation of `options.time-budget-ms`.
pub fn check_budget(budget: Option<u32>) -> Result<u32, InvalidInput> {
    let budget = budget.unwrap_or(TIME_BUDGET_MS);
    if !(TIME_BUDGET_MIN_MS..=TIME_BUDGET_MAX_MS).contains(&budget) {
        let values = [
            ("value", budget.to_string()),
            ("min", TIME_BUDGET_MIN_MS.to_string()),
            ("max", TIME_BUDGET_MAX_MS.to_string()),
        ];
        return Err(field_problems::RANGE.violated(&values).at("options.time-budget-ms"));
    }
    Ok(budget)
}

/// Checks an idempotency key.
///
/// Exchange compares keys, and it ignores the case of letters: to Exchange, two keys that differ in case only are the same.
pub fn check_key(key: &str) -> Result<String, Violation> {
    let violated = |rule: &FieldProblemInfo| Err(rule.violated(&[("max", KEY_CHARS.to_string())]));
    if key.is_empty() {
        return violated(&field_problems::KEY_EMPTY);
    }
    if key.len() > KEY_CHARS {
        return violated(&field_problems::KEY_TOO_LONG);
    }
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return violated(&field_problems::KEY_CHARACTER);
    }
    Ok(key.to_owned())
}

/// Checks what a mail is looked for by: a reference from a receipt or an error, or an idempotency key.
pub fn check_any_reference(reference: &str) -> Result<String, Violation> {
    if message_id::check(reference).is_ok() {
        return Ok(reference.to_owned());
    }
    check_key(reference)
}

/// Checks a reference that a host made. Returns it in lower case, as Exchange ignores the case of letters.
///
/// It must be a GUID. A text that a person chose may already stand for an earlier mail, and that mail would then be taken for this
/// one.
pub fn check_reference(reference: &str) -> Result<String, Violation> {
    if guid::is_guid(reference) {
        return Ok(reference.to_ascii_lowercase());
    }
    Err(field_problems::REFERENCE.violated(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_guid() {
        let guid = "7d3b1b52-0000-4000-8000-00000000a001";
        assert_eq!(check_reference(guid).ok().as_deref(), Some(guid));
        assert_eq!(check_reference(&guid.to_ascii_uppercase()).ok().as_deref(), Some(guid));
        for bad in [
            "",
            "order-4711",
            " 7d3b1b52-0000-4000-8000-00000000a001",
            "7d3b1b52000040008000-00000000a001",
            "é",
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
