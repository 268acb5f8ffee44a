//! `cargo xtask build`: builds the component and its compositions with adapters, and checks their gates.

use std::path::PathBuf;

use anyhow::Result;

use crate::{adapters, gates, guest, run};

/// Builds the component, checks its gates and returns its path.
///
/// # Errors
/// If it cannot be built, or fails a gate.
pub fn run() -> Result<PathBuf> {
    let path = guest::build()?;
    run::step("Checking the component");
    let component = std::fs::read(&path)?;
    gates::wit_deps::check()?;
    gates::imports::check(&component)?;
    gates::size::check(&component)?;
    println!("  {}", path.display());
    Ok(path)
}

/// Builds the component, the adapters, and what a release is composed of.
///
/// # Errors
/// If one cannot be built, or fails a gate.
pub fn all() -> Result<()> {
    adapters::build(&run()?)
}
