//! The PowerShell script: fixed parts, and one block with the values.

use crate::{portals, powershell::literal, validate::setup::CheckedSetup};

/// Help, parameters, and the start of the block of values.
const HEAD: &str = include_str!("script/head.ps1");
/// The rest, in the order of the file. Functions come before `main.ps1`, which calls them.
const PARTS: [&str; 9] = [
    include_str!("script/words.ps1"),
    include_str!("script/sign_in.ps1"),
    include_str!("script/look.ps1"),
    include_str!("script/entra.ps1"),
    include_str!("script/set_up.ps1"),
    include_str!("script/mailboxes.ps1"),
    include_str!("script/removal.ps1"),
    include_str!("script/report.ps1"),
    include_str!("script/main.ps1"),
];

/// Returns the script. Values that are not known are empty: the script then asks for them and stops.
pub fn write(setup: &CheckedSetup) -> String {
    let mut script = format!("{HEAD}{}\n", values(setup));
    script.extend(PARTS);
    script
}

/// The block of values: one variable a line.
fn values(setup: &CheckedSetup) -> String {
    let portals = portals::of(setup.cloud);
    let mut block: String = [
        ("TenantId", setup.tenant_id.as_deref()),
        ("ClientId", setup.client_id.as_deref()),
        ("EnterpriseObjectId", setup.object_id.as_deref()),
        ("AppName", setup.app_name.as_deref().or(setup.group_name.as_deref())),
        ("GroupName", setup.group_name.as_deref()),
        ("OutOfScopeMailbox", setup.out_of_scope_mailbox.as_deref()),
        ("ExchangeEnvironment", Some(portals.exchange_environment)),
        ("GraphEnvironment", Some(portals.graph_environment)),
    ]
    .map(|(name, value)| format!("${name} = {}\n", literal(value.unwrap_or_default())))
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
