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
use serde_json::json;

use crate::{
    contract::{FederatedCredential, SetupStep},
    powershell::in_quotes,
    template,
    validate::setup::CheckedSetup,
};

/// Audience of tokens that are exchanged in the global cloud (entra-docs, "Workload identity federation").
const AUDIENCE: &str = "api://AzureADTokenExchange";

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

/// Fills in the values. In a command the typed ones stand between single quotes.
fn fill(text: &str, setup: &CheckedSetup, mailbox: &str, in_command: bool) -> String {
    let portals = portals::of(setup.cloud);
    let federated = setup.federated_credential.as_ref();
    let value = |name: &str| {
        let typed = match name {
            "portal" => return Some(portals.entra.into()),
            "exchange-portal" => return Some(portals.exchange.into()),
            "exchange-environment" => return Some(portals.exchange_environment.into()),
            "graph-environment" => return Some(portals.graph_environment.into()),
            "tenant-id" => return Some(or(&setup.tenant_id, "<Directory (tenant) ID>").into()),
            "client-id" => return Some(or(&setup.client_id, "<Application (client) ID>").into()),
            "object-id" => return Some(or(&setup.object_id, "<Object ID of the enterprise application>").into()),
            "app" => match (&setup.app_name, &setup.group_name) {
                (Some(name), _) | (None, Some(name)) => name.as_str(),
                (None, None) => "<name of the app>",
            },
            "group" => or(&setup.group_name, "<name of the group>"),
            "mailbox" => mailbox,
            "issuer" => federated.map_or("<issuer of the platform's tokens>", |own| &own.issuer),
            "subject" => federated.map_or("<subject of the platform's tokens>", |own| &own.subject),
            "audience" => federated.map_or(AUDIENCE, |own| &own.audience),
            "federated-json" => return Some(federated_json(federated).into()),
            "refused" => setup.out_of_scope_mailbox.as_deref().unwrap_or_default(),
            _ => return None,
        };
        Some(if in_command {
            in_quotes(typed).into()
        } else {
            typed.into()
        })
    };
    template::fill(text, value)
}

/// The federated credential as `az ad app federated-credential create` reads it.
fn federated_json(credential: Option<&FederatedCredential>) -> String {
    let value = |known: Option<&String>, placeholder: &str| known.map_or(placeholder.to_owned(), Clone::clone);
    json!({
        "name": "outlook-connector",
        "issuer": value(credential.map(|own| &own.issuer), "<issuer>"),
        "subject": value(credential.map(|own| &own.subject), "<subject>"),
        "audiences": [value(credential.map(|own| &own.audience), AUDIENCE)],
    })
    .to_string()
}

fn or<'v>(value: &'v Option<String>, placeholder: &'v str) -> &'v str {
    value.as_deref().unwrap_or(placeholder)
}
