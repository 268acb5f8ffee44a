//! `cargo xtask bench`: runs the benches.

use anyhow::Result;

use crate::{commands::build, project, run};

/// Builds the component and the tool, and runs the benches. Words choose benches by name.
///
/// # Errors
/// If something cannot be built, or a bench fails.
pub fn run(filter: &[String]) -> Result<()> {
    build::run()?;
    run::step("Benches (compiles wasmtime with full optimisation: some minutes)");
    run::run(run::cargo().args(["build", "--release", "--package", "outlook-host-cli"]))?;
    let tool = project::target()
        .join("release")
        .join(format!("outlook-host{}", std::env::consts::EXE_SUFFIX));
    let mut cargo = run::cargo();
    cargo
        .args(["bench", "--package", "outlook-end-to-end", "--bench", "sandbox", "--"])
        .args(filter);
    run::run(
        cargo
            .env("OUTLOOK_CONNECTOR", project::component())
            .env("OUTLOOK_HOST", tool),
    )
}
