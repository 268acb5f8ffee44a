//! The npm packages in `packages/`: a stage of `cargo xtask test`. It needs Node.js, as the page does.

use anyhow::Result;

use crate::{
    npm::{self, Npm},
    project, run,
    total::Total,
};

/// Builds the packages of the built component, checks them, and tests them against the emulator of the built tool.
///
/// # Errors
/// If a check fails, or the tests cannot be run. Tests that fail are counted in `total`.
pub fn test(total: &mut Total) -> Result<()> {
    let npm = Npm::of("packages");
    npm.install()?;
    for script in ["build", "lint", "check"] {
        let mut command = npm.command()?;
        command.args(["run", script]);
        run::run(command.env("OUTLOOK_CONNECTOR", project::component()))?;
    }
    // The second one starts Node-RED. Its editor is left out where there is no Chromium, and the tests say so.
    for script in ["test:node", "test:node-red", "test:n8n"] {
        let mut tests = npm.command()?;
        tests
            .args(["run", script])
            .env("OUTLOOK_HOST", project::program("outlook-host"));
        npm::count(&mut tests, total)?;
    }
    Ok(())
}
