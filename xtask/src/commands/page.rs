//! `cargo xtask page`: builds the page of `ui/`, which the tool embeds when it is compiled. The tests of the page are stages of
//! `cargo xtask test`.
//!
//! The page needs Node.js, and its browser tests need Chromium. Where one is missing, the tool is built without the page, or the tests
//! are left out, and the task says so. `.ci/run` installs both.

use std::{env, path::PathBuf};

use anyhow::{Result, bail};

use crate::{
    npm::{self, Npm},
    project,
    run::{self, Stages},
    total::Total,
};

/// Builds the page into `ui/dist`.
///
/// # Errors
/// If Node.js is missing or too old, or the page cannot be built.
pub fn run() -> Result<()> {
    if let Some(missing) = npm::missing() {
        bail!("the page cannot be built: {missing}");
    }
    build()
}

/// Checks and builds the page, and runs the tests that need no browser. Returns whether there is a page to test in a browser.
///
/// # Errors
/// If a check fails, or the tests cannot be run. Tests that fail are counted in `total`.
pub fn check_and_build(stages: &mut Stages, total: &mut Total) -> Result<bool> {
    if let Some(missing) = npm::missing() {
        run::step("The page");
        println!("  The page is left out of the tool and not tested: {missing}");
        return Ok(false);
    }
    stages.run("The page", || {
        build()?;
        for script in ["lint", "check"] {
            run::run(npm().command()?.args(["run", script]))?;
        }
        npm::count(npm().command()?.args(["run", "test:unit"]), total)
    })?;
    Ok(true)
}

/// Tests the page in Chromium, over the tool that was built with the page inside.
///
/// # Errors
/// If the tests cannot be run. Tests that fail are counted in `total`.
pub fn test_in_browser(total: &mut Total) -> Result<()> {
    let Some(chromium) = chromium() else {
        return Ok(());
    };
    // The second one installs the npm package into another project, and draws a form with it.
    for script in ["test:browser", "test:package"] {
        let mut tests = npm().command()?;
        tests
            .args(["run", script])
            .env("OUTLOOK_HOST", project::program("outlook-host"))
            .env("CHROMIUM", &chromium);
        npm::count(&mut tests, total)?;
    }
    Ok(())
}

/// Returns the browser that tests use. Where there is none, it says so.
pub fn chromium() -> Option<PathBuf> {
    let chromium = env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    if chromium.exists() {
        return Some(chromium);
    }
    println!(
        "  not run, because {} does not exist: install Chromium, or name it in the variable CHROMIUM",
        chromium.display()
    );
    None
}

fn build() -> Result<()> {
    npm().install()?;
    run::run(npm().command()?.args(["run", "build"]))
}

/// The workspace of the page, its pieces and the live pages of the book.
pub fn npm() -> Npm {
    Npm::of("ui")
}
