//! The PowerShell scripts: a text each, with a block of values in place of `{values}`.

use super::portals;
use crate::{powershell::literal, validate::setup::CheckedSetup};

const SETUP: &str = include_str!("script.ps1");
const REMOVAL: &str = include_str!("removal.ps1");
/// Functions that both scripts use. They follow the block of values.
const SHARED: &str = include_str!("shared.ps1");

/// Returns the script that sets up the app and its mailboxes.
pub fn setup(setup: &CheckedSetup) -> String {
    fill(SETUP, setup)
}

/// Returns the script that undoes the set-up.
pub fn removal(setup: &CheckedSetup) -> String {
    fill(REMOVAL, setup)
}

fn fill(script: &str, setup: &CheckedSetup) -> String {
    script.replace("{values}", &format!("{}{SHARED}", values(setup)))
}

/// The block of values: one variable a line.
fn values(setup: &CheckedSetup) -> String {
    let portals = portals::of(setup.cloud);
    let mut block: String = [
        ("TenantId", setup.tenant_id.as_str()),
        ("ClientId", &setup.client_id),
        ("EnterpriseObjectId", &setup.object_id),
        ("AppName", &setup.app_name),
        ("GroupName", &setup.group_name),
        (
            "OutOfScopeMailbox",
            setup.out_of_scope_mailbox.as_deref().unwrap_or_default(),
        ),
        ("ExchangeEnvironment", portals.exchange_environment),
        ("GraphEnvironment", portals.graph_environment),
    ]
    .map(|(name, value)| format!("${name} = {}\n", literal(value)))
    .concat();
    block += &array("Mailboxes", setup.mailboxes.iter().map(String::as_str));
    block += &array("Roles", roles(setup).iter().copied());
    block
}

/// Roles of Exchange that the app gets.
fn roles(setup: &CheckedSetup) -> &'static [&'static str] {
    if setup.needs_drafts {
        &["Application Mail.Send", "Application Mail.ReadWrite"]
    } else {
        &["Application Mail.Send"]
    }
}

fn array<'v>(name: &str, values: impl Iterator<Item = &'v str>) -> String {
    let lines: String = values.map(|value| format!("    {}\n", literal(value))).collect();
    format!("${name} = @(\n{lines})\n")
}
