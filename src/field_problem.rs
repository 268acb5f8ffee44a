//! What a rule of input says of a field that breaks it. The texts are in `catalogue/field-problems-*.toml`. The build script checks them
//! and writes the statics that this module includes.

use crate::{template, violation::Violation};

/// The rules by name, for the checks.
pub mod field_problems {
    use super::FieldProblemInfo;

    include!(concat!(env!("OUT_DIR"), "/field_problems.rs"));
}

/// What to type into a field, for the rules that have no fix of their own.
pub mod field_fixes {
    include!(concat!(env!("OUT_DIR"), "/field_fixes.rs"));
}

/// A rule as the catalogue holds it. Its texts may hold values in braces, such as `{max}`.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldProblemInfo {
    /// Stable code. Several rules may have the same one.
    pub code: &'static str,
    /// What is wrong.
    pub message: &'static str,
    /// What to type instead. Empty if the field says it.
    pub fix: &'static str,
}

impl FieldProblemInfo {
    /// Returns the violation of this rule. `values` are those of its texts, by name.
    pub fn violated(&self, values: &[(&str, String)]) -> Violation {
        self.violated_with(self.fix, values)
    }

    /// Returns the violation of this rule with the fix of the field, which is one of [`field_fixes`].
    pub fn violated_with(&self, fix: &str, values: &[(&str, String)]) -> Violation {
        let params = template::params(&[self.message, fix], template::named(values));
        Violation {
            code: self.code,
            message: template::fill(self.message, &params),
            fix: template::fill(fix, &params),
            params,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in() {
        let values = [("length", "9".to_owned()), ("max", "8".to_owned())];
        let violation = field_problems::TOO_LONG.violated(&values);
        assert_eq!(violation.code, "too-long");
        assert_eq!(violation.message, "It has 9 characters. The limit is 8.");
        assert_eq!(violation.fix, "Shorten it to 8 characters.");
        assert_eq!(violation.params.len(), 2);
        let of_field = field_problems::REQUIRED.violated_with(field_fixes::KEY, &[("max", "5".to_owned())]);
        assert!(of_field.fix.starts_with("Type 1 to 5 letters"), "{}", of_field.fix);
    }
}
