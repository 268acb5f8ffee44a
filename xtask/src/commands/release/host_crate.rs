//! The crate `outlook-host` with the component inside: it is packed, and what was packed is compiled by itself.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{project, run};

/// Packs the crate into the folder, and compiles it.
///
/// # Errors
/// If the crate cannot be packed, or does not compile outside of this repository.
pub fn pack(dist: &Path) -> Result<()> {
    let folder = project::root().join("host-harness/component");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let inside = folder.join("outlook-connector.wasm");
    fs::copy(project::component(), &inside).with_context(|| format!("cannot write {}", inside.display()))?;
    run::run(run::cargo().args([
        "package",
        "--package",
        "outlook-host",
        "--no-verify",
        "--allow-dirty",
        "--quiet",
    ]))?;
    let name = name()?;
    super::copy(&project::target().join(format!("package/{name}.crate")), dist)?;
    compile(&name)
}

/// Name and version of the package.
fn name() -> Result<String> {
    project::packages()?
        .into_iter()
        .find(|package| package.name == "outlook-host")
        .map(|package| format!("outlook-host-{}", package.version))
        .context("outlook-host is not in the workspace")
}

/// Unpacks the crate and compiles it with the features that the workspace does not use. `cargo package` itself would compile it
/// into a target folder of its own, and wasmtime with it.
fn compile(name: &str) -> Result<()> {
    let folder = project::target().join("package");
    let unpacked = folder.join(name);
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).with_context(|| format!("cannot remove {}", unpacked.display()))?;
    }
    let mut tar = Command::new("tar");
    run::run(tar.current_dir(&folder).args(["-xzf", &format!("{name}.crate")]))?;
    // The folder lies below the workspace's, and must not count as a member of it.
    let manifest = unpacked.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
    // The same profile, so that the dependencies that the lints have checked are not checked again.
    let text = format!("{text}\n[workspace]\n\n{}", profiles()?);
    fs::write(&manifest, text).with_context(|| format!("cannot write {}", manifest.display()))?;
    run::run(
        run::cargo()
            .current_dir(&unpacked)
            .env("CARGO_TARGET_DIR", project::target())
            .args(["check", "--profile", project::PROFILE])
            .args([
                "--features",
                "assertions,bundled-component,sealed-store,serde,software-keys",
            ]),
    )
}

/// Returns the profiles of the workspace's manifest, which stand before its `[package]`.
fn profiles() -> Result<String> {
    let path = project::root().join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let before_package = text.split("\n[package]").next().unwrap_or_default();
    let start = before_package
        .find("[profile.")
        .context("the workspace has no profiles")?;
    Ok(before_package[start..].to_owned())
}
