//! Broken rules of input. A check returns a [`Violation`]; an operation fails with [`InvalidInput`], which lists the violations of
//! all fields, so that a person can mend them at once.
//!
//! The texts never repeat what was typed, except for IDs: an address or a secret that was typed into the wrong field must not
//! end up in a log.

use crate::{
    contract::{FieldProblem, Param},
    link::{self, LinkValues},
};

/// A broken rule, without the field that breaks it. `field_problem` makes it.
#[derive(Debug, PartialEq)]
pub struct Violation {
    /// Stable code of the rule, for programs.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to type instead.
    pub fix: String,
    /// Values in the texts.
    pub params: Vec<Param>,
}

impl Violation {
    /// Replaces the fix, where the field has a better one than the rule. It has no values.
    pub fn with_fix(self, fix: &str) -> Self {
        Self {
            fix: fix.to_owned(),
            ..self
        }
    }

    /// Names the field that breaks the rule.
    pub fn at(self, field: &str) -> InvalidInput {
        InvalidInput {
            first: self.into_problem(field),
            others: Vec::new(),
        }
    }

    fn into_problem(self, field: &str) -> FieldProblem {
        FieldProblem {
            field: field.to_owned(),
            code: self.code.to_owned(),
            message: self.message,
            fix: self.fix,
            params: self.params,
            links: Vec::new(),
        }
    }
}

/// Input that breaks one rule or more.
#[derive(Debug)]
pub struct InvalidInput {
    first: FieldProblem,
    others: Vec<FieldProblem>,
}

impl InvalidInput {
    /// Returns the first field at fault.
    pub fn first(&self) -> &FieldProblem {
        &self.first
    }

    /// Returns the number of fields at fault.
    pub fn count(&self) -> usize {
        self.others.len().saturating_add(1)
    }

    /// Adds the web pages that help with each field.
    pub fn with_links(mut self, values: LinkValues<'_>) -> Self {
        for problem in std::iter::once(&mut self.first).chain(&mut self.others) {
            problem.links = link::resolve(link::of_field(&problem.field), values);
        }
        self
    }

    /// Returns every field at fault, in the order of the checks.
    pub fn into_fields(self) -> Vec<FieldProblem> {
        let mut fields = vec![self.first];
        fields.extend(self.others);
        fields
    }

    fn and(mut self, other: Self) -> Self {
        self.others.extend(other.into_fields());
        self
    }
}

/// Collects violations where their number is not known beforehand, such as those of a list.
#[derive(Debug, Default)]
pub struct Violations(Vec<FieldProblem>);

impl Violations {
    /// Adds a violation of `field`.
    pub fn add(&mut self, field: &str, violation: Violation) {
        self.0.push(violation.into_problem(field));
    }

    /// Returns the value of a check that passed. Adds the violation of one that failed.
    pub fn check<T>(&mut self, field: &str, checked: Result<T, Violation>) -> Option<T> {
        checked.map_err(|violation| self.add(field, violation)).ok()
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// All violations, if there are any.
    pub fn into_result(self) -> Result<(), InvalidInput> {
        let mut fields = self.0.into_iter();
        match fields.next() {
            None => Ok(()),
            Some(first) => Err(InvalidInput {
                first,
                others: fields.collect(),
            }),
        }
    }
}

/// Names the field of a check.
///
/// # Errors
/// The violation, with the field.
pub fn field<T>(name: &str, checked: Result<T, Violation>) -> Result<T, InvalidInput> {
    checked.map_err(|violation| violation.at(name))
}

/// Joins the results of several checks: a tuple of results becomes a result of a tuple.
pub trait All {
    /// The checked values.
    type Checked;

    /// Returns every value, if every check passed.
    ///
    /// # Errors
    /// The violations of all checks that failed.
    fn all(self) -> Result<Self::Checked, InvalidInput>;
}

fn both<A, B>(a: Result<A, InvalidInput>, b: Result<B, InvalidInput>) -> Result<(A, B), InvalidInput> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err(a.and(b)),
        (Err(invalid), Ok(_)) | (Ok(_), Err(invalid)) => Err(invalid),
    }
}

/// Implements [`All`] for tuples of the given names, and for the shorter ones: each is its first result and the rest.
macro_rules! impl_all {
    ($last:ident) => {
        impl<$last> All for (Result<$last, InvalidInput>,) {
            type Checked = ($last,);

            fn all(self) -> Result<Self::Checked, InvalidInput> {
                self.0.map(|value| (value,))
            }
        }
    };
    ($first:ident, $($rest:ident),+) => {
        impl<$first, $($rest),+> All for (Result<$first, InvalidInput>, $(Result<$rest, InvalidInput>),+) {
            type Checked = ($first, $($rest),+);

            #[expect(non_snake_case, reason = "one name stands for the type and for its value")]
            fn all(self) -> Result<Self::Checked, InvalidInput> {
                let ($first, $($rest),+) = self;
                both($first, ($($rest,)+).all()).map(|($first, ($($rest,)+))| ($first, $($rest),+))
            }
        }

        impl_all!($($rest),+);
    };
}

impl_all!(A, B, C, D, E, F, G, H, I, J);

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong() -> Violation {
        Violation {
            code: "required",
            message: "It is wrong.".to_owned(),
            fix: "Mend it.".to_owned(),
            params: Vec::new(),
        }
    }

    fn failed(name: &str) -> Result<u8, InvalidInput> {
        field(name, Err(wrong()))
    }

    #[test]
    fn all_values_come_through_in_their_order() {
        assert_eq!((Ok(1), Ok("2"), Ok('3')).all().unwrap(), (1, "2", '3'));
    }

    #[test]
    fn every_violation_is_reported_in_the_order_of_the_checks() {
        let invalid = (failed("a"), Ok(()), failed("c"), failed("d")).all().unwrap_err();
        assert_eq!((invalid.count(), invalid.first().field.as_str()), (3, "a"));
        let fields: Vec<String> = invalid.into_fields().into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["a", "c", "d"]);
    }

    #[test]
    fn a_collection_without_violations_is_no_error() {
        let mut violations = Violations::default();
        assert_eq!(violations.check("a", Ok(1)), Some(1));
        assert!(violations.into_result().is_ok());
        let mut violations = Violations::default();
        assert_eq!(violations.check("a", failed_check()), None);
        assert_eq!(violations.into_result().unwrap_err().into_fields()[0].code, "required");
    }

    fn failed_check() -> Result<u8, Violation> {
        Err(wrong())
    }
}
