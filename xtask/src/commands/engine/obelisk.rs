//! The workflow of `deploy/obelisk` in Obelisk itself, on two nodes with one PostgreSQL server. Obelisk is a separate program under the
//! AGPL: nothing here is linked to it.

use std::{path::PathBuf, process::Command};

use anyhow::{Result, bail};

use crate::{
    commands::build,
    project,
    run::{self, Stages},
    total::Total,
};

/// The release that was tried.
const VERSION: &str = "0.38.3";

/// Its own profile has link-time optimisation over all of wasmtime. These settings halve the time to build it, and its speed is not measured.
const PROFILE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "false"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
];

/// Installs Obelisk below the target folder, once, and runs the tests in `tests/end_to_end/behaviours/obelisk`.
///
/// # Errors
/// If a program is missing, something cannot be built, or a test fails.
pub fn run() -> Result<()> {
    let mut stages = Stages::start();
    let obelisk = stages.run("Installing Obelisk (12 to 24 minutes, once)", install)?;
    build::all()?;
    let mut total = Total::default();
    stages.run("Obelisk", || {
        let mut tests = run::cargo_test("behaviours");
        // One after the other: both start a database on the same address.
        tests.args(["--", "--ignored", "--nocapture", "--test-threads=1", "obelisk::"]);
        tests.env("OUTLOOK_CONNECTOR", project::component());
        total.count(tests.env("OBELISK", &obelisk))
    })?;
    stages.print();
    super::passed(&total)
}

/// Returns the program.
fn install() -> Result<PathBuf> {
    let folder = project::target().join("engines/obelisk");
    let program = folder.join(format!("bin/obelisk{}", std::env::consts::EXE_SUFFIX));
    if program.exists() {
        return Ok(program);
    }
    if run::output(Command::new("protoc").arg("--version")).is_err() {
        bail!("Obelisk is built with `protoc`: apt-get install protobuf-compiler libprotobuf-dev");
    }
    let mut cargo = run::cargo();
    cargo.args(["install", "obelisk", "--version", VERSION, "--locked", "--root"]);
    cargo.arg(&folder).arg("--target-dir").arg(folder.join("build"));
    run::run(cargo.envs(PROFILE))?;
    // Over 2 GB, which nobody needs any more.
    std::fs::remove_dir_all(folder.join("build"))?;
    Ok(program)
}
