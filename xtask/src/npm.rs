//! Node.js and npm: the programs of `ui/`, `packages/` and `docs/check`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{project, run, total::Total};

/// The oldest Node.js that Vite 8 supports, as in `ui/package.json` and `packages/package.json`.
const NODE: (u32, u32) = (20, 19);

/// An npm workspace of this project.
pub struct Npm(PathBuf);

impl Npm {
    /// The workspace in a folder of the project.
    pub fn of(folder: &str) -> Self {
        Self(project::root().join(folder))
    }

    /// Returns npm, to be run in the workspace. `npm` is a script: Windows finds it by its whole name only.
    ///
    /// # Errors
    /// If the folder cannot be opened.
    pub fn command(&self) -> Result<Command> {
        let folder = &self.0;
        let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command.current_dir(
            folder
                .canonicalize()
                .with_context(|| format!("cannot open {}", folder.display()))?,
        );
        Ok(command)
    }

    /// Installs what `package-lock.json` lists, if it is not installed.
    ///
    /// # Errors
    /// If npm cannot install it.
    pub fn install(&self) -> Result<()> {
        let modified = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
        // npm writes this file last.
        let installed = modified(&self.0.join("node_modules/.package-lock.json"));
        if installed.is_some() && installed > modified(&self.0.join("package-lock.json")) {
            return Ok(());
        }
        run::run(self.command()?.args(["ci", "--no-audit", "--no-fund"]))
    }
}

/// Runs tests and counts them.
///
/// # Errors
/// If they cannot be run. Tests that fail are counted in `total`.
pub fn count(tests: &mut Command, total: &mut Total) -> Result<()> {
    let failed = total.failed;
    let status = total.count(tests)?;
    if !status.success() && total.failed == failed {
        bail!("the tests ended with {status}; the message stands above");
    }
    Ok(())
}

/// Returns major and minor of the Node.js that is installed.
///
/// # Errors
/// If there is none.
pub fn version() -> Result<(u32, u32)> {
    let version = run::output(Command::new("node").arg("--version")).context("Node.js is not installed")?;
    parse(&version).with_context(|| format!("{} is no version", version.trim()))
}

/// Says why nothing of Node.js can be built here. Returns `None` if it can.
pub fn missing() -> Option<String> {
    let wanted = format!("install Node.js {}.{} or later", NODE.0, NODE.1);
    let Ok(version) = run::output(Command::new("node").arg("--version")) else {
        return Some(format!("Node.js is not installed ({wanted})"));
    };
    if parse(&version).is_none_or(|version| version < NODE) {
        return Some(format!("Node.js {} is too old ({wanted})", version.trim()));
    }
    let npm = Npm::of("ui").command().ok();
    let npm = npm.and_then(|mut npm| run::output(npm.arg("--version")).ok());
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
