//! `cargo xtask check`: finds what is wrong without running a test.

use anyhow::Result;

use crate::{
    commands::{book, build},
    gates, guest, project,
    run::{self, Stages},
};

/// Runs all checks, the quickest first, and shows how long each took.
///
/// # Errors
/// At the first check that fails.
pub fn run() -> Result<()> {
    let mut stages = Stages::start();
    checks(&mut stages)?;
    stages.print();
    Ok(())
}

/// The checks, as stages of a longer task.
///
/// # Errors
/// At the first check that fails.
pub fn checks(stages: &mut Stages) -> Result<()> {
    stages.run("Formatting", || {
        run::run(run::cargo().args(["fmt", "--all", "--check"]))
    })?;
    stages.run("Source files", || {
        gates::source::check()?;
        gates::host_wit::check()
    })?;
    stages.run("The book", book::check)?;
    stages.run("Licences and sources of dependencies", gates::deny::check)?;
    stages.run("Features of dependencies", gates::features::check)?;
    stages.run("The component", build::all)?;
    stages.run("Lints", || {
        run::run(run::cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--profile",
            project::PROFILE,
            "--",
            "-D",
            "warnings",
        ]))?;
        guest::lint()
    })?;
    stages.run("Documentation", || {
        run::run(run::cargo().env("RUSTDOCFLAGS", "-D warnings").args([
            "doc",
            "--workspace",
            "--no-deps",
            "--profile",
            project::PROFILE,
        ]))
    })
}
