//! `cargo xtask build`: builds the component and checks its gates.

use std::path::PathBuf;

use anyhow::Result;

use crate::{gates, guest, run};

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
