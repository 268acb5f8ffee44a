//! Messages of failures that no known error of Microsoft explains, and what a failed send leaves in the mailbox. The texts are in
//! `catalogue/failure-messages.toml`. The build script checks them and writes the statics that this module includes.

use crate::{
    contract::{Leftover, Param},
    template,
};

/// The messages by name, for the code that fails.
pub mod failure_messages {
    use super::FailureMessage;

    include!(concat!(env!("OUT_DIR"), "/failure_messages.rs"));
}

/// What a failed send leaves in the mailbox, by name.
pub mod leftovers {
    use super::FailureMessage;

    include!(concat!(env!("OUT_DIR"), "/leftovers.rs"));
}

/// A message as the catalogue holds it.
#[derive(Debug, PartialEq, Eq)]
pub struct FailureMessage {
    /// Stable code. Several messages may have the same one.
    pub code: &'static str,
    /// The message. It may hold values in braces, such as `{host}`.
    pub template: &'static str,
}

impl FailureMessage {
    /// Returns the message with its values, and the values.
    pub fn with(&self, values: &[(&str, &str)]) -> (String, Vec<Param>) {
        let params = template::params(&[self.template], template::named(values));
        (template::fill(self.template, &params), params)
    }

    /// Returns what is left over. `message_id` is the ID of the message.
    pub fn leftover(&self, message_id: &str) -> Leftover {
        let (message, params) = self.with(&[("message_id", message_id)]);
        Leftover {
            code: self.code.to_owned(),
            message,
            params,
        }
    }
}
