//! `cargo xtask build`: builds the component and its compositions with adapters, and checks their gates.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

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

/// Builds the component and the tool at the same time: the last step of the component's build, which optimises one module as
/// a whole, leaves a core idle.
///
/// # Errors
/// If one cannot be built.
pub fn with_tool() -> Result<PathBuf> {
    run::step("Building the tool (the first build compiles wasmtime: some minutes), and the component beside it");
    // `--workspace` chooses the same features of all dependencies as in `cargo xtask test`, so that neither compiles anew what
    // the other has compiled.
    let mut tool = run::cargo()
        .args([
            "build",
            "--workspace",
            "--profile",
            project::PROFILE,
            "--bin",
            "outlook-host",
        ])
        .spawn()
        .context("cannot start cargo")?;
    let component = self::run();
    let built = tool.wait()?;
    let component = component?;
    if !built.success() {
        bail!("the tool cannot be built ({built}); cargo's message stands above");
    }
    Ok(component)
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
