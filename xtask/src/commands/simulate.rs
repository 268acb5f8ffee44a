//! `cargo xtask simulate`: holds the arithmetic of the page *Scale* against the limits of the emulator, with 10,000 mailboxes in virtual
//! time.

use anyhow::Result;

use crate::{project, run};

/// Runs the simulation. A number is that of the mailboxes.
///
/// # Errors
/// If a sentence of the page does not hold.
pub fn run(mailboxes: Option<&str>) -> Result<()> {
    run::step("Scale");
    // All members are default members: the dependencies have the same features as in tests.
    let mut simulation = run::cargo();
    simulation.args(["run", "--profile", project::PROFILE, "--example", "simulate", "--"]);
    run::run(simulation.args(mailboxes))
}
