//! `cargo xtask page`: builds the page of `ui/`, which the tool embeds when it is compiled. The tests of the page are stages of
//! `cargo xtask test`.
//!
//! The page needs Node.js, and its browser tests need Chromium. Where one is missing, the tool is built without the page, or the tests
//! are left out, and the task says so. `.ci/run` installs both.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    project,
    run::{self, Stages},
    total::Total,
};

/// The oldest Node.js that Vite 8 supports, as in `ui/package.json`.
const NODE: (u32, u32) = (20, 19);

/// Builds the page into `ui/dist`.
///
/// # Errors
/// If Node.js is missing or too old, or the page cannot be built.
pub fn run() -> Result<()> {
    if let Some(missing) = missing() {
        bail!("the page cannot be built: {missing}");
    }
    build()
}

/// Checks and builds the page, and runs the tests that need no browser. Returns whether there is a page to test in a browser.
///
/// # Errors
/// If a check fails, or the tests cannot be run. Tests that fail are counted in `total`.
pub fn check_and_build(stages: &mut Stages, total: &mut Total) -> Result<bool> {
    if let Some(missing) = missing() {
        run::step("The page");
        println!("  The page is left out of the tool and not tested: {missing}");
        return Ok(false);
    }
    stages.run("The page", || {
        build()?;
        for script in ["lint", "check"] {
            run::run(npm()?.args(["run", script]))?;
        }
        count(npm()?.args(["run", "test:unit"]), total)
    })?;
    Ok(true)
}

/// Tests the page in Chromium, over the tool that was built with the page inside.
///
/// # Errors
/// If the tests cannot be run. Tests that fail are counted in `total`.
pub fn test_in_browser(total: &mut Total) -> Result<()> {
    let chromium = env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    if !chromium.exists() {
        println!(
            "  not run, because {} does not exist: install Chromium, or name it in the variable CHROMIUM",
            chromium.display()
        );
        return Ok(());
    }
    // The second one installs the npm package into another project, and draws a form with it.
    for script in ["test:browser", "test:package"] {
        let mut tests = npm()?;
        tests
            .args(["run", script])
            .env("OUTLOOK_HOST", project::program("outlook-host"))
            .env("CHROMIUM", &chromium);
        count(&mut tests, total)?;
    }
    Ok(())
}

fn count(tests: &mut Command, total: &mut Total) -> Result<()> {
    let failed = total.failed;
    let status = total.count(tests)?;
    if !status.success() && total.failed == failed {
        bail!("the tests of the page ended with {status}; the message stands above");
    }
    Ok(())
}

fn build() -> Result<()> {
    install()?;
    run::run(npm()?.args(["run", "build"]))
}

/// Installs what `ui/package-lock.json` lists, if it is not installed.
fn install() -> Result<()> {
    let modified = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    // npm writes this file last.
    let installed = modified(&folder().join("node_modules/.package-lock.json"));
    if installed.is_some() && installed > modified(&folder().join("package-lock.json")) {
        return Ok(());
    }
    run::run(npm()?.args(["ci", "--no-audit", "--no-fund"]))
}

fn folder() -> PathBuf {
    project::root().join("ui")
}

/// `npm` is a script: Windows finds it by its whole name only.
fn npm() -> Result<Command> {
    let folder = folder();
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(
        folder
            .canonicalize()
            .with_context(|| format!("cannot open {}", folder.display()))?,
    );
    Ok(command)
}

/// Says why the page cannot be built here. Returns `None` if it can.
fn missing() -> Option<String> {
    let wanted = format!("install Node.js {}.{} or later", NODE.0, NODE.1);
    let Ok(version) = run::output(Command::new("node").arg("--version")) else {
        return Some(format!("Node.js is not installed ({wanted})"));
    };
    if parse(&version).is_none_or(|version| version < NODE) {
        return Some(format!("Node.js {} is too old ({wanted})", version.trim()));
    }
    let npm = npm().ok().and_then(|mut npm| run::output(npm.arg("--version")).ok());
    npm.is_none().then(|| "npm is not installed".to_owned())
}

/// Reads major and minor of a version such as `v20.19.2`.
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_are_compared_by_number() {
        assert_eq!(parse("v20.9.0\n"), Some((20, 9)));
        assert!(parse("v20.9.0") < Some(NODE));
        assert!(parse("v20.19.2") >= Some(NODE));
        assert!(parse("v24.0.1") >= Some(NODE));
        assert_eq!(parse("20"), None);
    }
}
