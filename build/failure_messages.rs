//! Messages of failures that no known error of Microsoft explains, and what a failed send leaves in the mailbox.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde::Deserialize;

use crate::texts;

/// Values that the code puts into a message.
const PLACEHOLDERS: [&str; 9] = [
    "count",
    "field",
    "fix",
    "host",
    "message",
    "message_id",
    "name",
    "reason",
    "status",
];

/// A message as a file of the catalogue holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Name in the code, if another message has the same code.
    #[serde(default)]
    id: String,
    code: String,
    message: String,
}

impl Message {
    fn id(&self) -> &str {
        if self.id.is_empty() { &self.code } else { &self.id }
    }
}

/// Fails the build for a message that stands twice, or names a value that does not exist.
pub fn check(messages: &[Message]) {
    let mut ids = BTreeSet::new();
    for message in messages {
        let place = format!("failure message {}", message.id());
        assert!(ids.insert(message.id()), "{place} stands twice");
        texts::check(&place, &message.message, &PLACEHOLDERS);
    }
}

/// Adds the messages to those of Microsoft's errors, by code.
pub fn add_to<'m>(by_code: &mut BTreeMap<&'m str, Vec<&'m str>>, messages: &'m [Message]) {
    for message in messages {
        by_code.entry(&message.code).or_default().push(&message.message);
    }
}

/// Returns messages as `describe` shows them.
pub fn described(messages: &[Message]) -> serde_json::Value {
    let message = |message: &Message| serde_json::json!({ "code": message.code, "message": message.message });
    messages.iter().map(message).collect()
}

/// Returns the messages as Rust statics.
pub fn statics(messages: &[Message]) -> String {
    let mut text = String::new();
    for message in messages {
        let Message {
            code,
            message: template,
            ..
        } = message;
        let name = texts::static_name(message.id());
        let _ = writeln!(
            text,
            "/// `{code}`\npub static {name}: FailureMessage = FailureMessage {{ code: {code:?}, template: {template:?} }};"
        );
    }
    text
}
