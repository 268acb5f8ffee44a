//! `cargo xtask build`: the component, and its gates.

use std::path::PathBuf;

use anyhow::Result;

use crate::{gates, guest, run};

/// Builds the component, checks its gates and returns its path.
///
/// # Errors
/// When it cannot be built, or a gate closes.
pub fn run() -> Result<PathBuf> {
    let built = guest::build()?;
    run::step("Checking the component's gates");
    let component = std::fs::read(&built.path)?;
    gates::wit_deps::check()?;
    gates::imports::check(&component)?;
    gates::size::check(&component, built.smallest)?;
    Ok(built.path)
}
