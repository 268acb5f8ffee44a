//! `cargo xtask engine NAME`: runs the connector in an engine that is too large, or too new, for every test run.

mod n8n;
mod node;

use anyhow::{Result, bail};

use crate::{
    npm::{self, Npm},
    project, run,
    total::Total,
};

/// Runs the connector in the engine of this name.
///
/// # Errors
/// If there is no such engine, if a program that it needs is missing, or if a test fails.
pub fn run(engine: Option<&str>) -> Result<()> {
    match engine {
        Some("n8n") => n8n::run(),
        Some("node") => node::run(),
        other => bail!(
            "there is no engine `{}`; there are: n8n, node",
            other.unwrap_or_default()
        ),
    }
}

/// Builds the npm packages. The component, and the tool with its emulator, must have been built.
fn packages() -> Result<Npm> {
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
    match total.failed {
        0 => Ok(()),
        failed => bail!("{failed} tests failed"),
    }
}
