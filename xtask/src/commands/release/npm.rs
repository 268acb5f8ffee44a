//! The packages for npm, as `npm publish` takes them. npm writes the same bytes for the same files: it leaves out times and owners.

use std::path::Path;

use anyhow::Result;

use crate::{
    npm::{self, Npm},
    project, run,
};

/// The workspaces, and the packages of each that are published.
const PACKAGES: [(&str, &[&str]); 2] = [
    ("ui", &["@outlook-connector/forms"]),
    (
        "packages",
        &[
            "outlook-connector",
            "node-red-contrib-outlook-connector",
            "n8n-nodes-outlook-connector",
        ],
    ),
];

/// Builds and packs the npm packages.
///
/// # Errors
/// If a package cannot be built or packed. Where Node.js is missing it says so, and there are none.
pub fn pack(folder: &Path) -> Result<()> {
    if let Some(missing) = npm::missing() {
        println!("  not packed: {missing}");
        return Ok(());
    }
    for (workspace, packages) in PACKAGES {
        let npm = Npm::of(workspace);
        npm.install()?;
        for package in packages {
            let mut build = npm.command()?;
            build.args(["run", "build", "-w", package]);
            run::run(build.env("OUTLOOK_CONNECTOR", project::component()))?;
            let mut pack = npm.command()?;
            pack.args(["pack", "--silent", "-w", package, "--pack-destination"]);
            run::run(pack.arg(folder))?;
        }
    }
    Ok(())
}
