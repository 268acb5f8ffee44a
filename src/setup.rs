//! `setup-guide`: how to set up the app and its mailboxes, as steps for people and as PowerShell scripts.
//!
//! The scripts run as an Exchange administrator, so that nothing that was typed may become code: every value stands once, in one
//! block, as a single-quoted literal ([`quote`]); what follows names variables only. The scripts are ASCII throughout, so that a
//! code page cannot make other characters of them. Nothing here recommends a tenant-wide consent. Source: the set-up guide, with
//! the corrections that docs/src/send/set-up-guide.md lists; RBAC for Applications.

mod check;
mod quote;
mod steps;
#[cfg(test)]
mod tests;

use crate::{
    contract::{FieldProblem, Setup, SetupInstructions},
    texts,
    violation::InvalidInput,
};
use check::Checked;

pub use quote::in_quotes;

/// Between the texts.
const BOUNDARY: char = '\u{1e}';

/// Writes down how to set up the app and its mailboxes.
///
/// # Errors
/// Every field at fault.
pub fn setup_guide(setup: &Setup) -> Result<SetupInstructions, Vec<FieldProblem>> {
    let checked = check::check(setup).map_err(InvalidInput::into_fields)?;
    let texts = texts::unpack(texts::SETUP);
    let mut parts = texts.split(BOUNDARY);
    let mut next = || parts.next().unwrap_or_default();
    let (steps, script, removal, shared) = (next(), next(), next(), next());
    let mut values = values(&checked);
    values.push_str(shared);
    Ok(SetupInstructions {
        steps: steps::write(steps, &checked),
        script: script.replace("{values}", &values),
        removal_script: removal.replace("{values}", &values),
    })
}

/// The block of values: one variable in a line.
fn values(setup: &Checked) -> String {
    let mut block = String::new();
    for (name, value) in [
        ("TenantId", setup.tenant_id.as_str()),
        ("ClientId", &setup.client_id),
        ("EnterpriseObjectId", &setup.object_id),
        ("AppName", &setup.app_name),
        ("GroupName", &setup.group_name),
        (
            "MailboxToRefuse",
            setup.mailbox_to_refuse.as_deref().unwrap_or_default(),
        ),
        ("ExchangeEnvironment", setup.place().exchange),
        ("GraphEnvironment", setup.place().graph),
    ] {
        for part in ["$", name, " = ", &quote::literal(value), "\n"] {
            block.push_str(part);
        }
    }
    let mailboxes: Vec<&str> = setup.mailboxes.iter().map(String::as_str).collect();
    list(&mut block, "Mailboxes", &mailboxes);
    list(&mut block, "Roles", setup.roles());
    block
}

fn list(block: &mut String, name: &str, values: &[&str]) {
    for part in ["$", name, " = @(\n"] {
        block.push_str(part);
    }
    for value in values {
        for part in ["    ", &quote::literal(value), "\n"] {
            block.push_str(part);
        }
    }
    block.push_str(")\n");
}
