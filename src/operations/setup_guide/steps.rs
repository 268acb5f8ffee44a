//! The steps of the guide, made from `steps.txt`.
//!
//! | a line that begins with | is |
//! |---|---|
//! | `# 7` and so on | the head of a step: number, owner, title and location, with `\|` between them |
//! | `?drafts ` and so on | left out, unless the condition holds; the rest is a line of any kind |
//! | `> ` | a command |
//! | `*> ` | a command for each mailbox |
//! | anything else | a paragraph |
//!
//! `{name}` stands for a value, or for a placeholder such as `<name of the app>` if the value is not known yet.

use super::portals;
use crate::{contract::SetupStep, powershell::in_quotes, validate::setup::CheckedSetup};

const STEPS: &str = include_str!("steps.txt");

/// Writes the steps.
pub fn write(setup: &CheckedSetup) -> Vec<SetupStep> {
    let mut steps: Vec<SetupStep> = Vec::new();
    for line in STEPS.lines() {
        let Some(line) = included(line, setup) else {
            continue;
        };
        if let Some(head) = line.strip_prefix("# ") {
            // Split before the values are filled in: a name may contain `|`.
            let mut parts = head.split('|').map(|part| fill(part, setup, "", false));
            let mut next = || parts.next().unwrap_or_default();
            steps.push(SetupStep {
                number: next(),
                owner: next(),
                title: next(),
                location: next(),
                ..SetupStep::default()
            });
            continue;
        }
        let Some(step) = steps.last_mut() else {
            continue;
        };
        if let Some(command) = line.strip_prefix("*> ") {
            if setup.mailboxes.is_empty() {
                add_command(step, &fill(command, setup, "<address of a mailbox>", true));
            }
            for mailbox in &setup.mailboxes {
                add_command(step, &fill(command, setup, mailbox, true));
            }
        } else if let Some(command) = line.strip_prefix("> ") {
            add_command(step, &fill(command, setup, "", true));
        } else {
            if !step.text.is_empty() {
                step.text.push_str("\n\n");
            }
            step.text.push_str(&fill(line, setup, "", false));
        }
    }
    steps
}

/// Returns the line without its condition. Returns `None` if the condition does not hold.
fn included<'t>(line: &'t str, setup: &CheckedSetup) -> Option<&'t str> {
    let Some((condition, rest)) = line.strip_prefix('?').and_then(|line| line.split_once(' ')) else {
        return Some(line);
    };
    let holds = match condition {
        "drafts" => setup.needs_drafts,
        "no-drafts" => !setup.needs_drafts,
        "consent" => setup.consent,
        "refuse" => setup.out_of_scope_mailbox.is_some(),
        "no-refuse" => setup.out_of_scope_mailbox.is_none(),
        sign_in => sign_in == setup.sign_in,
    };
    holds.then_some(rest)
}

fn add_command(step: &mut SetupStep, command: &str) {
    let commands = step.commands.get_or_insert_default();
    if !commands.is_empty() {
        commands.push('\n');
    }
    commands.push_str(command);
}

/// Fills in the values. In a command they stand between single quotes. The typed values are filled in last and in one pass, so
/// that a value with braces is not filled in itself.
fn fill(text: &str, setup: &CheckedSetup, mailbox: &str, in_command: bool) -> String {
    let portals = portals::of(setup.cloud);
    let text = text
        .replace("{portal}", portals.entra)
        .replace("{exchange-portal}", portals.exchange)
        .replace("{exchange-environment}", portals.exchange_environment)
        .replace("{graph-environment}", portals.graph_environment)
        .replace("{tenant-id}", or(&setup.tenant_id, "<Directory (tenant) ID>"))
        .replace("{client-id}", or(&setup.client_id, "<Application (client) ID>"))
        .replace(
            "{object-id}",
            or(&setup.object_id, "<Object ID of the enterprise application>"),
        );
    let group = or(&setup.group_name, "<name of the group>");
    let app = match (&setup.app_name, &setup.group_name) {
        (Some(name), _) | (None, Some(name)) => name.as_str(),
        (None, None) => "<name of the app>",
    };
    let typed = [
        ("app}", app),
        ("group}", group),
        ("mailbox}", mailbox),
        ("refused}", setup.out_of_scope_mailbox.as_deref().unwrap_or_default()),
    ];
    let mut filled = String::new();
    for (i, part) in text.split('{').enumerate() {
        match typed
            .iter()
            .find_map(|(name, value)| Some((value, part.strip_prefix(name)?)))
        {
            Some((value, rest)) if i > 0 => {
                if in_command {
                    filled.push_str(&in_quotes(value));
                } else {
                    filled.push_str(value);
                }
                filled.push_str(rest);
            }
            _ => {
                if i > 0 {
                    filled.push('{');
                }
                filled.push_str(part);
            }
        }
    }
    filled
}

fn or<'v>(value: &'v Option<String>, placeholder: &'v str) -> &'v str {
    value.as_deref().unwrap_or(placeholder)
}
