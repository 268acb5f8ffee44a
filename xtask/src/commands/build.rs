//! `cargo xtask build`: builds the component and its compositions with adapters, and checks their gates.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{adapters, gates, guest, project, run};

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

/// Builds the component, the adapters, what a release is composed of, and the workflow for Obelisk.
///
/// # Errors
/// If one cannot be built, or fails a gate.
pub fn all() -> Result<()> {
    adapters::build(&run()?)?;
    for_obelisk()
}

/// Builds the workflow for Obelisk, and holds Obelisk's rules to it and to the activities.
fn for_obelisk() -> Result<()> {
    run::step("For Obelisk");
    for activity in ["outlook-activity", "outlook-activity-files"] {
        let path = project::target().join(format!("{activity}.wasm"));
        let component = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        gates::obelisk::check_activity(&component).with_context(|| format!("{activity} does not run in Obelisk"))?;
    }
    let workflow = guest::obelisk_workflow()?;
    gates::obelisk::check_workflow(&workflow).context("the workflow does not run in Obelisk")?;
    for deployment in ["deployment.toml", "deployment-files.toml"] {
        let path = project::root().join("deploy/obelisk").join(deployment);
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        gates::obelisk::check_deployment(&text).with_context(|| format!("{} is wrong", path.display()))?;
    }
    let folder = project::target().join("obelisk");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    guest::write_atomically(&folder.join("outlook-workflow.wasm"), &workflow)
}
