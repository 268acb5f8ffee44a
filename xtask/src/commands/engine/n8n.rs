//! The node for n8n in n8n itself.

use anyhow::{Result, bail};

use crate::{
    npm::{self, Npm},
    project, run,
    total::Total,
};

/// The oldest Node.js that n8n 2.40 supports.
const NODE_OF_N8N: (u32, u32) = (24, 0);

/// Installs n8n 2.40 below the target folder, once, and runs a workflow with our node in it. This took 5 to 6 minutes and 2.8 GB. The component, and
/// the tool with its emulator, must have been built.
///
/// # Errors
/// If Node.js is too old, or a test fails.
pub fn run() -> Result<()> {
    if npm::version()? < NODE_OF_N8N {
        bail!(
            "n8n needs Node.js {} or later, and its headers to build sqlite3",
            NODE_OF_N8N.0
        );
    }
    let npm = Npm::of("packages");
    npm.install()?;
    run::step("The packages");
    let mut build = npm.command()?;
    run::run(
        build
            .args(["run", "build"])
            .env("OUTLOOK_CONNECTOR", project::component()),
    )?;
    run::step("n8n");
    let mut total = Total::default();
    let mut tests = npm.command()?;
    tests
        .args(["run", "engine:n8n"])
        .env("OUTLOOK_HOST", project::program("outlook-host"))
        .env("N8N_FOLDER", project::target().join("engines/n8n"));
    npm::count(&mut tests, &mut total)?;
    match total.failed {
        0 => Ok(()),
        failed => bail!("{failed} tests failed"),
    }
}
