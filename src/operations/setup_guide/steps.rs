//! The steps of the guide. Their texts are in `catalogue/setup-steps.toml`; the build script checks it and writes the statics that this
//! module includes.

use serde::Serialize;
use serde_json::json;

use crate::{
    contract::{Command, FederatedCredential, SetupStep},
    link::{self, LinkInfo, LinkValues},
    portals,
    powershell::in_quotes,
    template,
    validate::setup::CheckedSetup,
};

/// The steps of the catalogue.
pub mod setup_steps {
    use super::{CommandLine, Paragraph, SetupStepInfo};
    use crate::link::links;

    include!(concat!(env!("OUT_DIR"), "/setup_steps.rs"));
}

/// A step as the catalogue holds it. Its texts may hold values in braces.
#[derive(Debug, Serialize)]
pub struct SetupStepInfo {
    /// Number of the step.
    pub number: &'static str,
    /// Who does the step.
    pub owner: &'static str,
    /// Title.
    pub title: &'static str,
    /// Where the step is done.
    pub location: &'static str,
    /// Web pages that help.
    pub links: &'static [&'static LinkInfo],
    /// What to do and why.
    pub paragraphs: &'static [Paragraph],
    /// Commands, which are the same in all languages.
    #[serde(skip)]
    pub commands: &'static [CommandLine],
}

/// A paragraph of a step.
#[derive(Debug, Serialize)]
pub struct Paragraph {
    /// Stable ID.
    pub id: &'static str,
    /// Condition, or empty.
    #[serde(skip)]
    pub when: &'static str,
    /// The paragraph.
    pub text: &'static str,
}

/// A command of a step.
#[derive(Debug)]
pub struct CommandLine {
    /// Condition, or empty.
    pub when: &'static str,
    /// Whether the command stands once for each mailbox.
    pub each_mailbox: bool,
    /// Program that it runs in.
    pub shell: &'static str,
    /// The command.
    pub text: &'static str,
}

/// Audience of tokens that are exchanged in the global cloud (entra-docs, "Workload identity federation").
const AUDIENCE: &str = "api://AzureADTokenExchange";

/// Writes the steps.
pub fn write(setup: &CheckedSetup) -> Vec<SetupStep> {
    setup_steps::STEPS.iter().map(|step| write_step(step, setup)).collect()
}

fn write_step(step: &SetupStepInfo, setup: &CheckedSetup) -> SetupStep {
    let paragraphs = || step.paragraphs.iter().filter(|part| holds(part.when, setup));
    let mut texts = vec![step.title, step.location];
    texts.extend(paragraphs().map(|part| part.text));
    let params = template::params(&texts, |name| value(name, setup, "", false).map(Into::into));
    let fill = |text: &str| template::fill(text, &params);
    let text: Vec<String> = paragraphs().map(|part| fill(part.text)).collect();
    let pages = LinkValues {
        cloud: Some(setup.cloud),
        client_id: setup.client_id.as_deref(),
        object_id: setup.object_id.as_deref(),
    };
    SetupStep {
        number: step.number.to_owned(),
        owner: step.owner.to_owned(),
        title: fill(step.title),
        location: fill(step.location),
        text: text.join("\n\n"),
        commands: commands(step, setup),
        paragraphs: paragraphs().map(|part| part.id.to_owned()).collect(),
        links: link::resolve(step.links, pages),
        params,
    }
}

fn commands(step: &SetupStepInfo, setup: &CheckedSetup) -> Vec<Command> {
    let mut commands = Vec::new();
    for command in step.commands.iter().filter(|command| holds(command.when, setup)) {
        let mut add = |mailbox: &str| {
            let params = template::params(&[command.text], |name| {
                value(name, setup, mailbox, true).map(Into::into)
            });
            commands.push(Command {
                shell: command.shell.to_owned(),
                text: template::fill(command.text, &params),
            });
        };
        match (command.each_mailbox, setup.mailboxes.as_slice()) {
            (false, _) => add(""),
            (true, []) => add("<address of a mailbox>"),
            (true, mailboxes) => mailboxes.iter().for_each(|mailbox| add(mailbox)),
        }
    }
    commands
}

fn holds(condition: &str, setup: &CheckedSetup) -> bool {
    match condition {
        "" => true,
        "drafts" => setup.needs_drafts,
        "no-drafts" => !setup.needs_drafts,
        "consent" => setup.consent,
        "refuse" => setup.out_of_scope_mailbox.is_some(),
        "no-refuse" => setup.out_of_scope_mailbox.is_none(),
        sign_in => sign_in == setup.sign_in,
    }
}

/// Returns a value of the set-up, or the placeholder of one that is not known yet. In a command the typed ones stand between single
/// quotes.
fn value(name: &str, setup: &CheckedSetup, mailbox: &str, in_command: bool) -> Option<String> {
    let portals = portals::of(setup.cloud);
    let federated = setup.federated_credential.as_ref();
    let typed = match name {
        "portal" => return Some(portals.entra.to_owned()),
        "exchange_portal" => return Some(portals.way_to_exchange()),
        "exchange_environment" => return Some(portals.exchange_environment.to_owned()),
        "graph_environment" => return Some(portals.graph_environment.to_owned()),
        "tenant_id" => return Some(or(&setup.tenant_id, "<Directory (tenant) ID>").to_owned()),
        "client_id" => return Some(or(&setup.client_id, "<Application (client) ID>").to_owned()),
        "object_id" => return Some(or(&setup.object_id, "<Object ID of the enterprise application>").to_owned()),
        "app" => match (&setup.app_name, &setup.group_name) {
            (Some(name), _) | (None, Some(name)) => name.as_str(),
            (None, None) => "<name of the app>",
        },
        "group" => or(&setup.group_name, "<name of the group>"),
        "mailbox" => mailbox,
        "issuer" => federated.map_or("<issuer of the platform's tokens>", |own| &own.issuer),
        "subject" => federated.map_or("<subject of the platform's tokens>", |own| &own.subject),
        "audience" => federated.map_or(AUDIENCE, |own| &own.audience),
        "federated_json" => return Some(federated_json(federated)),
        "refused" => setup.out_of_scope_mailbox.as_deref().unwrap_or_default(),
        _ => return None,
    };
    Some(if in_command { in_quotes(typed) } else { typed.to_owned() })
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
