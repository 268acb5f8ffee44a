//! `setup-guide`: how to set up the app and its mailboxes, as steps for people, as a PowerShell script, and as one document that can
//! be sent to the administrators.
//!
//! An Exchange administrator runs the script, so that nothing that was typed may become code: every value stands once, in one
//! block, as a single-quoted literal ([`powershell::literal`]); the rest of the script names variables only. The script is ASCII,
//! so that no code page can change its characters. No step recommends a tenant-wide consent. Values that are not known yet are
//! placeholders in the steps, and empty in the script. Source: the set-up guide, with the corrections that the documentation
//! lists; RBAC for Applications.

mod handover;
mod script;
mod steps;
#[cfg(test)]
mod tests;

pub use steps::setup_steps;

use super::error_of;
use crate::{
    contract::{Error, Setup, SetupInstructions},
    failure::Failure,
    validate,
};

/// Returns the steps that set up the app and its mailboxes, the script that does and undoes them, and the document for the
/// administrators.
///
/// # Errors
/// `permanent-invalid-input` with every field at fault.
pub fn setup_guide(setup: &Setup) -> Result<SetupInstructions, Error> {
    let setup = validate::setup::check(setup).map_err(|invalid| error_of(Failure::from(invalid), Vec::new()))?;
    let steps = steps::write(&setup);
    let script = script::write(&setup);
    Ok(SetupInstructions {
        handover: handover::write(&steps, &script),
        steps,
        script,
    })
}
