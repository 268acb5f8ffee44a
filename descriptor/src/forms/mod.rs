//! The forms: what people fill in for a connection, and for each operation.
//!
//! The tables are made of the same constants as the connector's checks (`src/validate/`), and of patterns that say in a regular
//! expression what the checks do in code. The checks decide: the tests in `descriptor/tests` break every rule of these tables once
//! and compare the connector's reaction.

mod address;
mod app;
pub mod connection;
pub mod explain;
pub mod field;
pub mod message;
pub mod options;
pub mod pattern;
pub mod setup;

use field::{Field, Rule};

/// A form. Its fields are in the order of need: those that most people do not need come last.
pub struct Form {
    /// Title for people.
    pub title: &'static str,
    /// Groups of fields: ID and title.
    pub groups: &'static [(&'static str, &'static str)],
    /// Fields, in the order in which the form shows them.
    pub fields: Vec<Field>,
    /// Rules that no keyword of JSON Schema can say.
    pub rules: Vec<Rule>,
}

impl Form {
    /// Makes a form. Renderers without a fold show the fields one below the other, so that advanced fields go to the end.
    pub fn new(
        title: &'static str,
        groups: &'static [(&'static str, &'static str)],
        mut fields: Vec<Field>,
        rules: Vec<Rule>,
    ) -> Self {
        // The sort is stable.
        fields.sort_by_key(|field| field.advanced);
        Self {
            title,
            groups,
            fields,
            rules,
        }
    }
}
