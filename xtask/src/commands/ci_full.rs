//! `cargo xtask ci-full`: what takes too long for each change. Run it before a release. docs/src/project/releasing.md has the minutes and
//! the last results.

use anyhow::Result;

use crate::{
    commands::{bench, release, simulate},
    project,
    run::{self, Stages},
};

/// Minutes of the soak.
const SOAK_MINUTES: &str = "20";

/// Random changes of the corpus, for each fuzz target. `cargo xtask test` makes 1,000.
const FUZZ_RUNS: &str = "100000";

/// Makes a release with the tool for other systems, fuzzes for longer, and runs the long soak.
///
/// # Errors
/// If a stage fails.
pub fn run() -> Result<()> {
    let mut stages = Stages::start();
    let folder = release::make(&mut stages)?;
    release::tool::make(&mut stages, &folder)?;
    release::digests::write(&folder)?;
    stages.run("Scale", || simulate::run(None))?;
    stages.run("Fuzzing", || {
        let mut fuzz = run::cargo();
        fuzz.args(["test", "--workspace", "--profile", project::PROFILE, "--test", "fuzz"]);
        run::run(fuzz.env("OUTLOOK_FUZZ_RUNS", FUZZ_RUNS))
    })?;
    stages.run("Soak", || bench::soak(Some(SOAK_MINUTES)))?;
    stages.print();
    Ok(())
}
