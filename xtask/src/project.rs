//! Where things are in this project, and which packages it is made of.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::run;

/// The project's root.
pub fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map(PathBuf::from).unwrap_or(xtask)
}

/// The target folder. People move it with `CARGO_TARGET_DIR`.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The built component.
pub fn component() -> PathBuf {
    target().join("outlook-connector.wasm")
}

/// Cargo's profile for everything that runs on this machine.
pub const PROFILE: &str = "quick";

/// A program of the workspace, built with [`PROFILE`].
pub fn program(name: &str) -> PathBuf {
    target()
        .join(PROFILE)
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A package of the lock file.
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its `Cargo.toml` on this machine.
    pub manifest_path: PathBuf,
}

/// All packages of the lock file, this workspace's among them.
///
/// # Errors
/// If cargo cannot read the project, or the lock file is out of date.
pub fn packages() -> Result<Vec<Package>> {
    let metadata = run::output(run::cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    packages
        .iter()
        .map(|package| {
            Some(Package {
                name: text(&package["name"])?,
                version: text(&package["version"])?,
                manifest_path: text(&package["manifest_path"])?.into(),
            })
        })
        .collect::<Option<_>>()
        .context("cargo metadata lists a package without a name, version or path")
}
