//! `cargo xtask guidance`: how many pasted texts are explained right.

use anyhow::Result;

use crate::{project, run};

/// Explains every text of the corpora (`tests/guidance`, `tests/flows/fixtures/guidance`), and every known error in every form. Prints a
/// table by kind and by form, and what is wrong.
///
/// # Errors
/// If a text is not explained right, or the tests do not compile.
pub fn run() -> Result<()> {
    run::step("Explaining the corpora");
    // All of the workspace, as the tests are built: nothing is compiled twice.
    let mut cargo = run::cargo();
    cargo.args(["test", "--workspace", "--profile", project::PROFILE, "--test", "flows"]);
    cargo.args([
        "--",
        "guidance::score::the_corpora_are_explained_right",
        "--exact",
        "--nocapture",
    ]);
    run::run(&mut cargo)
}
