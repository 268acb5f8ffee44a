//! The steps of the set-up guide.

use std::{collections::BTreeSet, fmt::Write as _};

use serde::Deserialize;
use serde_json::json;

use crate::{commands::SHELLS, links, words::OWNERS};

/// Conditions, as `setup_guide::steps` knows them.
const CONDITIONS: [&str; 9] = [
    "",
    "drafts",
    "no-drafts",
    "consent",
    "refuse",
    "no-refuse",
    "client-secret",
    "certificate",
    "federated-assertion",
];
/// Values that the code puts into texts and commands.
const PLACEHOLDERS: [&str; 15] = [
    "portal",
    "exchange_portal",
    "exchange_environment",
    "graph_environment",
    "tenant_id",
    "client_id",
    "object_id",
    "app",
    "group",
    "mailbox",
    "issuer",
    "subject",
    "audience",
    "federated_json",
    "refused",
];

/// A step as a file of the catalogue holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    number: String,
    owner: String,
    title: String,
    location: String,
    #[serde(default)]
    links: Vec<String>,
    paragraph: Vec<Paragraph>,
    #[serde(default)]
    command: Vec<Command>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paragraph {
    id: String,
    #[serde(default)]
    when: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Command {
    #[serde(default)]
    when: String,
    #[serde(default)]
    each_mailbox: bool,
    /// Program that it runs in.
    shell: String,
    text: String,
}

/// Fails the build for names that do not exist, and for an ID that stands twice.
pub fn check(steps: &[Step], pages: &BTreeSet<&str>) {
    let mut ids = BTreeSet::new();
    for step in steps {
        let place = format!("set-up step {}", step.number);
        assert!(
            OWNERS.iter().any(|(id, _)| *id == step.owner),
            "{place}: unknown owner {}",
            step.owner
        );
        links::check_ids(&place, &step.links, pages);
        for paragraph in &step.paragraph {
            assert!(ids.insert(paragraph.id.as_str()), "{place}: {} twice", paragraph.id);
        }
        let paragraphs = step.paragraph.iter().map(|part| (&part.when, &part.text));
        let commands = step.command.iter().map(|part| (&part.when, &part.text));
        for (when, text) in paragraphs.chain(commands) {
            assert!(CONDITIONS.contains(&when.as_str()), "{place}: no condition {when}");
            check_text(&place, text);
        }
        for command in &step.command {
            let is_known = SHELLS.contains(&command.shell.as_str());
            assert!(is_known, "{place}: unknown program {}", command.shell);
        }
        check_text(&place, &step.title);
        check_text(&place, &step.location);
    }
}

fn check_text(place: &str, text: &str) {
    assert!(!text.is_empty() && !text.contains('\n'), "{place}: texts are one line");
    for rest in text.split('{').skip(1) {
        let name = rest.split('}').next().unwrap_or_default();
        assert!(PLACEHOLDERS.contains(&name), "{place}: unknown value in {text}");
    }
}

/// Returns the steps as `describe` shows them, without their commands.
pub fn described(steps: &[Step]) -> serde_json::Value {
    let paragraph = |part: &Paragraph| json!({ "id": part.id, "text": part.text });
    let step = |step: &Step| {
        json!({
            "number": step.number,
            "owner": step.owner,
            "title": step.title,
            "location": step.location,
            "links": step.links,
            "paragraphs": step.paragraph.iter().map(paragraph).collect::<serde_json::Value>(),
        })
    };
    steps.iter().map(step).collect()
}

/// Returns the steps as Rust statics.
pub fn statics(steps: &[Step]) -> String {
    let mut text = "/// The steps, in their order.\npub static STEPS: &[SetupStepInfo] = &[\n".to_owned();
    for step in steps {
        let paragraph = |part: &Paragraph| {
            format!(
                "Paragraph {{ id: {:?}, when: {:?}, text: {:?} }}, ",
                part.id, part.when, part.text
            )
        };
        let command = |part: &Command| {
            format!(
                "CommandLine {{ when: {:?}, each_mailbox: {}, shell: {:?}, text: {:?} }}, ",
                part.when, part.each_mailbox, part.shell, part.text
            )
        };
        let paragraphs: String = step.paragraph.iter().map(paragraph).collect();
        let commands: String = step.command.iter().map(command).collect();
        let _ = writeln!(
            text,
            "    SetupStepInfo {{ number: {:?}, owner: {:?}, title: {:?}, location: {:?}, links: {}, \
             paragraphs: &[{paragraphs}], commands: &[{commands}] }},",
            step.number,
            step.owner,
            step.title,
            step.location,
            links::list("links::", &step.links),
        );
    }
    text.push_str("];\n");
    text
}
