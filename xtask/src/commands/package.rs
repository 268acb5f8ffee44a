//! `cargo xtask package`: makes what a release consists of. It writes the component's digest and bill of materials, builds the component
//! once more to compare the bytes, packs the crate `outlook-host` with the component inside, and compiles what was packed.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::{
    commands::build,
    gates, guest, project,
    run::{self, Stages},
};

/// Packs and compiles the crate. The package is below `target/package`.
///
/// # Errors
/// If the component cannot be built, or the crate cannot be packed or does not compile outside of this repository.
pub fn run() -> Result<()> {
    let mut stages = Stages::start();
    gates::host_wit::check()?;
    let component = stages.run("The component", build::run)?;
    let folder = project::root().join("host-harness/component");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let inside = folder.join("outlook-connector.wasm");
    fs::copy(&component, &inside).with_context(|| format!("cannot write {}", inside.display()))?;
    stages.run("Digest and bill of materials", || describe(&component))?;
    stages.run("The component from another folder", || reproduce(&component))?;
    stages.run("The package", || {
        let arguments = [
            "package",
            "--package",
            "outlook-host",
            "--no-verify",
            "--allow-dirty",
            "--quiet",
        ];
        run::run(run::cargo().args(arguments))
    })?;
    stages.run("Compiling the package by itself", compile)?;
    stages.print();
    Ok(())
}

/// Writes what goes beside the component: its SHA-256 in the form of `sha256sum`, and its bill of materials.
fn describe(component: &Path) -> Result<()> {
    let bytes = fs::read(component).with_context(|| format!("cannot read {}", component.display()))?;
    let digest: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let name = component.file_name().unwrap_or_default().to_string_lossy();
    let path = component.with_extension("wasm.sha256");
    fs::write(&path, format!("{digest}  {name}\n")).with_context(|| format!("cannot write {}", path.display()))?;
    println!("  sha256:{digest}");
    let manifest = project::root().join("xtask/sbom/Cargo.toml");
    run::run(
        run::cargo()
            .env("CARGO_TARGET_DIR", project::target().join("sbom"))
            .args(["run", "--quiet", "--locked", "--manifest-path"])
            .arg(manifest)
            .arg("--")
            .args([component, &component.with_extension("cdx.json")]),
    )
}

/// Builds the component once more, from a copy of the sources in another folder, and compares the bytes.
fn reproduce(component: &Path) -> Result<()> {
    let copy = project::target().join("a copy in another folder");
    if copy.exists() {
        fs::remove_dir_all(&copy).with_context(|| format!("cannot remove {}", copy.display()))?;
    }
    let files = run::output(
        Command::new("git")
            .current_dir(project::root())
            .args(["ls-files", "-z"]),
    )?;
    for file in files.split('\0').filter(|file| !file.is_empty()) {
        let (from, to) = (project::root().join(file), copy.join(file));
        fs::create_dir_all(to.parent().unwrap_or(&copy))?;
        fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    let again = guest::bytes(&copy, &copy.join("target"))?;
    let first = fs::read(component).with_context(|| format!("cannot read {}", component.display()))?;
    fs::remove_dir_all(&copy).with_context(|| format!("cannot remove {}", copy.display()))?;
    if again != first {
        bail!("the component has other bytes when it is built in another folder");
    }
    println!("  the same {} bytes", first.len());
    Ok(())
}

/// Unpacks the crate and compiles it with the features that the workspace does not use. `cargo package` itself would compile it
/// into a target folder of its own, and wasmtime with it.
fn compile() -> Result<()> {
    let name = project::packages()?
        .into_iter()
        .find(|package| package.name == "outlook-host")
        .map(|package| format!("outlook-host-{}", package.version))
        .context("outlook-host is not in the workspace")?;
    let folder = project::target().join("package");
    let unpacked = folder.join(&name);
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
