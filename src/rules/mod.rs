//! What input must look like. Each field has one rule, kept as data, so that checking and `describe` cannot differ; each
//! broken rule names the field and says what to type instead. All problems of an input are reported at once.
//!
//! Problems never repeat what was typed, apart from ids: an address or a secret typed into the wrong field must not end in a log.

pub mod address;
pub mod connection;
mod headers;
pub mod message;
pub mod options;
pub mod text;

use crate::{
    contract::FieldProblem,
    failure::{Failure, Kind, Outcome},
};

/// A field as `describe` tells it.
pub struct Field {
    /// Path in the contract, such as `connection.tenant-id`.
    pub path: &'static str,
    /// Title for people.
    pub title: &'static str,
    /// What to enter and where to find it.
    pub help: &'static str,
    /// Must be given.
    pub required: bool,
    /// Names a secret.
    pub secret: bool,
    /// Longest value in characters, where there is a limit.
    pub max_chars: Option<usize>,
    /// Most entries, for lists.
    pub max_items: Option<usize>,
    /// This version refuses any value.
    pub refused: bool,
}

impl Field {
    /// An optional field without limits; the base of every table entry.
    pub const fn new(path: &'static str, title: &'static str, help: &'static str) -> Self {
        Self {
            path,
            title,
            help,
            required: false,
            secret: false,
            max_chars: None,
            max_items: None,
            refused: false,
        }
    }

    /// Marks it as required.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Marks it as naming a secret.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Limits its length.
    pub const fn max_chars(mut self, max: usize) -> Self {
        self.max_chars = Some(max);
        self
    }

    /// Limits its number of entries.
    pub const fn max_items(mut self, max: usize) -> Self {
        self.max_items = Some(max);
        self
    }

    /// Marks it as not supported by this version.
    pub const fn refused(mut self) -> Self {
        self.refused = true;
        self
    }
}

/// A broken rule, before the field's path is put to it.
pub struct Broken {
    /// Stable code of the rule.
    pub rule: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to type instead.
    pub fix: String,
}

impl Broken {
    /// Makes one.
    pub fn new(rule: &'static str, problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            rule,
            problem: problem.into(),
            fix: fix.into(),
        }
    }
}

/// Collects problems, so that a person mends all of them at once.
#[derive(Default)]
pub struct Problems(Vec<FieldProblem>);

impl Problems {
    /// Adds a broken rule.
    pub fn add(&mut self, field: impl Into<String>, broken: Broken) {
        let Broken { rule, problem, fix } = broken;
        self.0.push(FieldProblem {
            field: field.into(),
            rule: rule.to_owned(),
            problem,
            fix,
        });
    }

    /// Adds the problem of a failed check and returns the value of a good one.
    pub fn take<T>(&mut self, field: impl Into<String>, checked: Result<T, Broken>) -> Option<T> {
        checked.map_err(|broken| self.add(field, broken)).ok()
    }

    /// Refuses a field that this version cannot honour.
    pub fn refuse(&mut self, field: &'static str, why: &str, fix: &str) {
        self.add(field, Broken::new("not-supported", why, fix));
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
