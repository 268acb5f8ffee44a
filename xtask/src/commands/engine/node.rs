//! `cargo xtask engine node`: the npm package without threads, in a Node.js that has JavaScript Promise Integration.

use anyhow::Result;

use crate::run;

/// Runs the tests of the package in Node.js 26, which npm installs below the target folder once (210 MB).
///
/// # Errors
/// If it cannot be installed, or a test fails.
pub fn run() -> Result<()> {
    let npm = super::packages()?;
    run::step("Node.js 26");
    let mut tests = npm.command()?;
    tests.args(["run", "test:jspi"]);
    super::test(tests)
}
