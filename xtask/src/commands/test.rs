//! `cargo xtask test`: everything that must hold, as CI runs it.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use anyhow::{Context, Result, bail};

use crate::{commands::check, project, run};

/// Checks, then all tests of the workspace, then one line that sums them up.
///
/// # Errors
/// When a check or a test fails.
pub fn run() -> Result<()> {
    check::run()?;
    run::step("Tests (the first run compiles wasmtime: some minutes)");
    // Release, as the demo and the benches: wasmtime is compiled once, and the sandbox runs at its real speed.
    let mut command = run::cargo();
    command.args(["test", "--workspace", "--release", "--no-fail-fast"]);
    command
        .env("OUTLOOK_CONNECTOR", project::component())
        .stdout(Stdio::piped());
    let mut child = command.spawn().context("cannot start cargo test")?;
    let mut total = Summary::default();
    for line in BufReader::new(child.stdout.take().context("cargo test has no output")?).lines() {
        let line = line?;
        total.add(&line);
        println!("{line}");
    }
    let status = child.wait()?;
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if !status.success() || total.failed > 0 {
        bail!("tests failed ({status})");
    }
    if total.passed == 0 {
        bail!("no test ran");
    }
    Ok(())
}

#[derive(Default)]
struct Summary {
    passed: u32,
    failed: u32,
}

impl Summary {
    /// Counts a line such as `test result: ok. 43 passed; 0 failed; …`.
    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        let before = |word: &str| {
            let words: Vec<&str> = result.split([' ', ';', '.']).collect();
            words
                .windows(2)
                .find(|pair| pair[1] == word)
                .and_then(|pair| pair[0].parse().ok())
                .unwrap_or(0)
        };
        self.passed += before("passed");
        self.failed += before("failed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed() {
        let mut total = Summary::default();
        for line in [
            "test result: ok. 43 passed; 0 failed; 1 ignored; 0 measured",
            "test a ... ok",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored",
        ] {
            total.add(line);
        }
        assert_eq!((total.passed, total.failed), (45, 1));
    }
}
