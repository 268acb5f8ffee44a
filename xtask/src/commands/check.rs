//! `cargo xtask check`: everything that is wrong without running a test.

use anyhow::Result;

use crate::{
    commands::{build, generate},
    gates, run,
};

/// Runs all checks, the quickest first.
///
/// # Errors
/// At the first that fails.
pub fn run() -> Result<()> {
    run::step("Formatting");
    run::run(run::cargo().args(["fmt", "--all", "--check"]))?;
    run::step("Licences, source files and generated files");
    gates::licences::check()?;
    gates::source::check()?;
    generate::check()?;
    build::run()?;
    run::step("Lints");
    run::run(run::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    run::step("Documentation");
    run::run(
        run::cargo()
            .env("RUSTDOCFLAGS", "-D warnings")
            .args(["doc", "--workspace", "--no-deps"]),
    )
}
