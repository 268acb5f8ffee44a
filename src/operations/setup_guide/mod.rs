//! `setup-guide`: how to set up the app and its mailboxes, as steps for people and as PowerShell scripts.
//!
//! An Exchange administrator runs the scripts, so that nothing that was typed may become code: every value stands once, in one
//! block, as a single-quoted literal ([`powershell::literal`]); the rest of a script names variables only. The scripts are ASCII,
//! so that no code page can change their characters. No step recommends a tenant-wide consent. Source: the set-up guide, with
//! the corrections that the documentation lists; RBAC for Applications.

mod portals;
mod scripts;
mod steps;
#[cfg(test)]
mod tests;

use super::explained;
use crate::{
    contract::{Error, Setup, SetupInstructions},
    failure::Failure,
    validate,
};

/// Returns the steps that set up the app and its mailboxes, and the scripts that do and undo them.
///
/// # Errors
/// `permanent-invalid-input` with every field at fault.
pub fn setup_guide(setup: &Setup) -> Result<SetupInstructions, Error> {
    let setup =
        validate::setup::check(setup).map_err(|invalid| explained(Failure::from(invalid)).into_error(Vec::new()))?;
    Ok(SetupInstructions {
        steps: steps::write(&setup),
        script: scripts::setup(&setup),
        removal_script: scripts::removal(&setup),
    })
}
