//! Checks of the book and of all Markdown files: links with their anchors, spelling, listings that are copies of files, and the
//! reference pages. Programs of Node.js do most of it, without a network once they are installed: see `docs/check`.

use anyhow::Result;

use crate::{
    npm::{self, Npm},
    reference, run,
};

/// Checks the book. Where Node.js is missing, it says so, checks the reference pages and succeeds.
///
/// # Errors
/// If the programs cannot be installed, or a check fails. The message of the check stands above.
pub fn check() -> Result<()> {
    reference::check()?;
    if let Some(missing) = npm::missing() {
        println!("  links and spelling are not checked: {missing}");
        return Ok(());
    }
    let checks = Npm::of("docs/check");
    checks.install()?;
    for script in ["listings", "links", "spelling"] {
        run::run(checks.command()?.args(["run", "--silent", script]))?;
    }
    Ok(())
}
