//! `setup-guide`: the steps that set up an app, and scripts for them.

use crate::contract::{FieldProblem, Setup, SetupInstructions};

/// Writes down how to set up the app and its mailboxes.
///
/// # Errors
/// Every field at fault.
pub fn setup_guide(_setup: &Setup) -> Result<SetupInstructions, Vec<FieldProblem>> {
    Ok(SetupInstructions {
        steps: Vec::new(),
        script: String::new(),
        removal_script: String::new(),
    })
}
