//! `cargo xtask bench`: runs the benches.

mod empty;

use anyhow::Result;

use crate::{commands::build, project, run};

/// Builds the component, the tool and the benches, and runs them. Words choose benches by name.
///
/// # Errors
/// If something cannot be built, or a bench fails.
pub fn run(names: &[String]) -> Result<()> {
    run_bench(names.iter().map(String::as_str))
}

/// Builds the same, and lets many tenants send under faults for so many minutes.
///
/// # Errors
/// If something cannot be built, a call got stuck, or memory grew.
pub fn soak(minutes: Option<&str>) -> Result<()> {
    run_bench(["--soak"].into_iter().chain(minutes))
}

fn run_bench<'a>(arguments: impl Iterator<Item = &'a str>) -> Result<()> {
    build::run()?;
    run::step("Benches (compiles wasmtime with full optimisation: some minutes)");
    let packages = ["--package", "outlook-bench", "--package", "outlook-host-cli"];
    run::run(run::cargo().args(["build", "--release"]).args(packages))?;
    let program = |name: &str| {
        let folder = project::target().join("release");
        folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    };
    let empty = project::target().join("empty.wasm");
    std::fs::write(&empty, empty::component()?)?;
    let mut bench = std::process::Command::new(program("bench"));
    bench
        .args(arguments)
        .env("OUTLOOK_CONNECTOR", project::component())
        .env("OUTLOOK_EMPTY", empty)
        .env("OUTLOOK_HOST", program("outlook-host"));
    run::run(&mut bench)
}
