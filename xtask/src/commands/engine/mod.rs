//! `cargo xtask engine NAME`: runs the connector in an engine that is too large, or too new, for every test run.

pub mod n8n;
pub mod node;
pub mod obelisk;

use anyhow::{Result, bail};

use crate::{
    commands::build,
    npm::{self, Npm},
    project, run,
    total::Total,
};

/// Runs the connector in the engine of this name.
///
/// # Errors
/// If the words are not the name of one engine, if a program that it needs is missing, or if a test fails.
pub fn run(words: &[String]) -> Result<()> {
    match words {
        [name] if name == "n8n" => n8n::run(),
        [name] if name == "node" => node::run(),
        [name] if name == "obelisk" => obelisk::run(),
        _ => bail!("`cargo xtask engine` takes the name of one engine: n8n, node or obelisk"),
    }
}

/// Builds the component, the tool with its emulator, and the npm packages.
fn packages() -> Result<Npm> {
    build::with_tool()?;
    let npm = Npm::of("packages");
    npm.install()?;
    run::step("The packages");
    let mut build = npm.command()?;
    build.args(["run", "build"]);
    run::run(build.env("OUTLOOK_CONNECTOR", project::component()))?;
    Ok(npm)
}

/// Runs tests of Node.js against the emulator of the built tool.
fn test(mut tests: std::process::Command) -> Result<()> {
    let mut total = Total::default();
    npm::count(tests.env("OUTLOOK_HOST", project::program("outlook-host")), &mut total)?;
    passed(&total)
}

/// Fails if a test failed, or none ran.
fn passed(total: &Total) -> Result<()> {
    match total {
        Total { failed: 1.., .. } => bail!("{} tests failed", total.failed),
        Total { passed: 0, .. } => bail!("no test ran"),
        Total { .. } => Ok(()),
    }
}
