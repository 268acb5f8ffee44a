//! What input must look like. Each broken rule names the field and says what to type instead. All problems of an input are
//! reported at once.
//!
//! What `describe` tells of the fields stands beside their checks, in a `fields` module each, and is made of the same constants.
//! The component does not hold it. That checks and descriptor do not differ is what `tests/describe` proves, rule by rule.
//!
//! Violations never repeat what was typed, apart from ids: an address or a secret typed into the wrong field must not end in a log.

pub mod address;
#[cfg(not(target_arch = "wasm32"))]
pub mod answer;
pub mod connection;
#[cfg(not(target_arch = "wasm32"))]
pub mod field;
mod headers;
pub mod message;
pub mod options;
#[cfg(not(target_arch = "wasm32"))]
pub mod pattern;
#[cfg(not(target_arch = "wasm32"))]
pub mod setup;
pub mod text;

use crate::{
    contract::FieldProblem,
    failure::{Failure, Kind, Outcome},
};

/// A broken rule, before the field's path is put to it.
pub struct Violation {
    /// Stable code of the rule.
    pub rule: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to type instead.
    pub fix: String,
}

impl Violation {
    /// Makes one.
    pub fn new(rule: &'static str, problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            rule,
            problem: problem.into(),
            fix: fix.into(),
        }
    }
}

/// Collects violations, so that a person mends all of them at once.
#[derive(Default)]
pub struct Violations(Vec<FieldProblem>);

impl Violations {
    /// Adds a broken rule.
    pub fn add(&mut self, field: &str, broken: Violation) {
        let Violation { rule, problem, fix } = broken;
        self.0.push(FieldProblem {
            field: field.to_owned(),
            rule: rule.to_owned(),
            problem,
            fix,
        });
    }

    /// Adds the problem of a failed check and returns the value of a good one.
    pub fn check<T>(&mut self, field: &str, checked: Result<T, Violation>) -> Option<T> {
        checked.map_err(|broken| self.add(field, broken)).ok()
    }

    /// Refuses a field that this version cannot honour.
    pub fn refuse(&mut self, field: &'static str, why: &str, fix: &str) {
        self.add(field, Violation::new("not-supported", why, fix));
    }

    /// Ends the check and returns what was checked.
    ///
    /// # Errors
    /// `permanent-invalid-input` with every problem, when there is one.
    pub fn finish<T>(self, checked: Option<T>) -> Outcome<T> {
        let Some(first) = self.0.first() else {
            // A check that finds nothing wrong returns a value; were one ever not to, the caller still gets an error.
            return checked
                .ok_or_else(|| Failure::new(Kind::InvalidInput, "invalid-input", "The input is not complete."));
        };
        let message = match self.0.len() {
            1 => format!("{}: {} {}", first.field, first.problem, first.fix),
            n => format!(
                "{n} fields need to be changed, the first is {}: {} {}",
                first.field, first.problem, first.fix
            ),
        };
        Err(Failure::new(Kind::InvalidInput, "invalid-input", message).with_fields(self.0))
    }
}
