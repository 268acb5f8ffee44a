//! `cargo xtask bench`: the benches, side by side in one run.

use anyhow::Result;

use crate::{commands::build, project, run};

/// Options of the benches.
#[derive(clap::Args)]
pub struct Options {
    /// Words that choose benches by name
    filter: Vec<String>,
}

/// Builds the component and runs the benches.
///
/// # Errors
/// When something cannot be built, or a bench fails.
pub fn run(options: &Options) -> Result<()> {
    build::run()?;
    run::step("Benches (the first run compiles wasmtime: some minutes)");
    run::run(run::cargo().args(["build", "--release", "--package", "outlook-host-cli"]))?;
    let mut cargo = run::cargo();
    cargo
        .args(["bench", "--package", "outlook-end-to-end", "--bench", "sandbox", "--"])
        .args(&options.filter);
    run::run(
        cargo
            .env("OUTLOOK_CONNECTOR", project::component())
            .env("OUTLOOK_HOST", project::program("outlook-host")),
    )
}
