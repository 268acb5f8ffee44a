//! The example in Python (`examples/python`): its types, its style, and its tests against the emulator, in a virtual environment below the
//! target folder. One of them runs the workflow for Obelisk.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{project, run, total::Total};

/// The oldest Python that the example supports, as in its `pyproject.toml`.
const PYTHON: (u32, u32) = (3, 11);

/// Checks and tests the example. Where Python is missing, it says so and succeeds.
///
/// # Errors
/// If the packages cannot be installed, or a check fails. Tests that fail are counted in `total`.
pub fn check_and_test(total: &mut Total) -> Result<()> {
    if let Some(missing) = missing() {
        println!("  not run, because {missing}");
        return Ok(());
    }
    let environment = install()?;
    let python = || {
        let mut python = Command::new(&environment);
        python.current_dir(folder());
        python
    };
    run::run(python().args(["-m", "mypy", "--cache-dir", ".mypy_cache"]))?;
    run::run(python().args(["-m", "ruff", "check"]))?;
    run::run(python().args(["-m", "ruff", "format", "--check"]))?;
    let failed = total.failed;
    let mut tests = python();
    tests.args(["-m", "tests"]);
    tests.env("OUTLOOK_HOST", project::program("outlook-host"));
    tests.env("OUTLOOK_CONNECTOR", project::component());
    for (variable, file) in [
        (
            "OUTLOOK_CONNECTOR_TO_EMULATOR",
            "adapters/outlook-connector-to-emulator.wasm",
        ),
        (
            "OUTLOOK_ACTIVITY_TO_EMULATOR",
            "adapters/outlook-activity-to-emulator.wasm",
        ),
        ("OUTLOOK_WORKFLOW", "obelisk/outlook-workflow.wasm"),
    ] {
        tests.env(variable, project::target().join(file));
    }
    let status = total.count(&mut tests)?;
    if !status.success() && total.failed == failed {
        bail!("the tests in Python ended with {status}; the message stands above");
    }
    Ok(())
}

/// Installs what `requirements-dev.txt` lists, if it is not installed. Returns the environment's Python.
fn install() -> Result<PathBuf> {
    let environment = project::target().join("python");
    let python = environment.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let requirements = folder().join("requirements-dev.txt");
    let wanted = fs::read(&requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
    let installed = environment.join("installed-requirements.txt");
    if python.exists() && fs::read(&installed).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    run::run(
        Command::new(SYSTEM_PYTHON)
            .args(["-m", "venv", "--clear"])
            .arg(&environment),
    )?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    run::run(
        pip.args(["--require-hashes", "--only-binary=:all:", "--requirement"])
            .arg(&requirements),
    )?;
    fs::write(&installed, wanted).with_context(|| format!("cannot write {}", installed.display()))?;
    Ok(python)
}

/// Python's name on the path.
pub const SYSTEM_PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Says why the example cannot be run here. Returns `None` if it can.
fn missing() -> Option<String> {
    let wanted = format!("install Python {}.{} or later, with venv", PYTHON.0, PYTHON.1);
    // Debian has venv without `ensurepip` in a package of its own.
    let version = "import ensurepip, venv, sys; print(sys.version_info[0], sys.version_info[1])";
    match run::output(Command::new(SYSTEM_PYTHON).args(["-c", version])) {
        Err(_) => Some(format!("Python or its venv is not installed ({wanted})")),
        Ok(version) if parse(&version).is_none_or(|version| version < PYTHON) => Some(format!(
            "Python {} is too old ({wanted})",
            version.trim().replace(' ', ".")
        )),
        Ok(_) => None,
    }
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn folder() -> PathBuf {
    project::root().join(Path::new("examples/python"))
}
