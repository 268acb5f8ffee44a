//! `cargo deny`: every dependency has a licence that `deny.toml` allows, none is one that it bans, and all come from crates.io.
//!
//! Advisories need the RustSec database from the network, so that they are no part of this: see `docs/src/project/releasing.md`.

use anyhow::{Context, Result, bail};

use crate::{project, run};

/// The workspaces with a lock file of their own.
const MANIFESTS: [&str; 3] = ["Cargo.toml", "xtask/oci/Cargo.toml", "xtask/sbom/Cargo.toml"];

/// Checks the dependencies of all workspaces. Where `cargo deny` is not installed, it says so and goes on: CI installs it. There it
/// must be installed.
///
/// # Errors
/// If `cargo deny` refuses a dependency, or is missing in CI.
pub fn check() -> Result<()> {
    if run::output(run::cargo().args(["deny", "--version"])).is_err() {
        if std::env::var_os("CI").is_some() {
            bail!("`cargo deny` is not installed; .ci/run installs it");
        }
        println!(
            "  Licences, banned crates and sources were not checked: `cargo deny` is not installed (cargo install --locked cargo-deny)."
        );
        return Ok(());
    }
    for manifest in MANIFESTS {
        run::run(
            run::cargo()
                .args(["deny", "--locked", "--log-level", "error", "--config", "deny.toml"])
                .arg("--manifest-path")
                .arg(project::root().join(manifest))
                .args(["check", "licenses", "bans", "sources"]),
        )
        .with_context(|| format!("a dependency of {manifest} is not allowed"))?;
    }
    Ok(())
}
