//! The steps of a connection test, and what they can report.

use std::{collections::BTreeSet, fmt::Write as _};

use serde::Deserialize;
use serde_json::json;

use crate::{links, texts};

/// Values that the code puts into a message.
const PLACEHOLDERS: [&str; 3] = ["{mailbox}", "{out_of_scope_mailbox}", "{permissions}"];

/// A step as a file of the catalogue holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    id: String,
    title: String,
    #[serde(default)]
    links: Vec<String>,
}

/// What a step can report.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Message {
    /// ID of the step. Empty for a message of any step.
    #[serde(default)]
    step: String,
    code: String,
    message: String,
    #[serde(default)]
    does_not_prove: String,
}

/// Fails the build for a step or a message that stands twice, and for names that do not exist.
pub fn check(steps: &[Step], messages: &[Message], pages: &BTreeSet<&str>) {
    let mut ids = BTreeSet::new();
    for step in steps {
        assert!(ids.insert(step.id.as_str()), "test step {} twice", step.id);
        assert!(!step.title.is_empty(), "test step {} has no title", step.id);
        links::check_ids(&step.id, &step.links, pages);
    }
    let mut codes = BTreeSet::new();
    for message in messages {
        let code = &message.code;
        assert!(codes.insert(code), "test message {code} twice");
        assert!(
            message.step.is_empty() || ids.contains(message.step.as_str()),
            "test message {code}: no step {}",
            message.step
        );
        let rest = PLACEHOLDERS
            .iter()
            .fold(message.message.clone(), |text, name| text.replace(name, ""));
        assert!(
            !rest.is_empty() && !rest.contains(['{', '}', '\n']) && !message.does_not_prove.contains(['{', '}', '\n']),
            "test message {code}: no text, several lines, or an unknown value"
        );
    }
}

/// Returns the messages as `describe` shows them.
pub fn described(messages: &[Message]) -> serde_json::Value {
    let message = |message: &Message| {
        json!({
            "step": message.step,
            "code": message.code,
            "message": message.message,
            "does_not_prove": message.does_not_prove,
        })
    };
    messages.iter().map(message).collect()
}

/// Returns the steps and the messages as Rust statics.
pub fn statics(steps: &[Step], messages: &[Message]) -> String {
    let mut text = format!(
        "/// The steps, in their order.\npub static STEPS: [TestStepInfo; {}] = [\n",
        steps.len()
    );
    for step in steps {
        let _ = writeln!(
            text,
            "    TestStepInfo {{ id: {:?}, title: {:?}, links: {} }},",
            step.id,
            step.title,
            links::list("links::", &step.links)
        );
    }
    text.push_str("];\n");
    let mut names = Vec::new();
    for message in messages {
        let name = texts::static_name(&message.code);
        let _ = writeln!(
            text,
            "/// `{}`\npub static {name}: TestMessage = TestMessage {{ step: {:?}, code: {:?}, message: {:?}, does_not_prove: {:?} }};",
            message.code, message.step, message.code, message.message, message.does_not_prove
        );
        names.push(name);
    }
    let _ = writeln!(
        text,
        "/// All messages, in the order of the file.\npub static MESSAGES: &[&TestMessage] = &[&{}];",
        names.join(", &")
    );
    text
}
