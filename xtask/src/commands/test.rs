//! `cargo xtask test`: checks, builds and tests everything, as CI does.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    commands::check,
    project,
    run::{self, Stages},
};

/// Runs the checks, then all tests of the workspace, and sums them up.
///
/// # Errors
/// If a check or a test fails.
pub fn run() -> Result<()> {
    let mut stages = Stages::start();
    check::checks(&mut stages)?;
    stages.run("Building the tests", || {
        run::run(run::cargo().args(["test", "--workspace", "--profile", project::PROFILE, "--no-run"]))
    })?;
    let total = stages.run("Tests", run_tests)?;
    stages.print();
    // CI reads this line.
    println!("\n{} passed, {} failed", total.passed, total.failed);
    match total {
        Total { failed: 1.., .. } => bail!("tests failed"),
        Total { passed: 0, .. } => bail!("no test ran"),
        Total { .. } => Ok(()),
    }
}

/// Programs that some tests compare the product with, what each is for, and the names of those tests. `.ci/run` installs the programs.
const PEERS: [(&str, &str, &[&str]); 3] = [
    (
        "openssl",
        "key files that openssl makes, and signatures that it checks",
        &[
            "software_keys::tests::",
            "keys::",
            "the_tool_signs_in_with_a_key_that_it_made",
        ],
    ),
    ("node", "sign-in at oidc-provider", &["peers::"]),
    ("npm", "sign-in at oidc-provider", &["peers::"]),
];

/// Returns the names of the tests that lack a program on this machine, and says so.
fn without_peers() -> Vec<&'static str> {
    let is_missing = |program: &str| {
        let version = Command::new(program).arg("version").stdin(Stdio::null()).output();
        version.is_err()
    };
    let mut names = Vec::new();
    for (program, purpose, tests) in PEERS {
        if is_missing(program) {
            println!("  not run, because {program} is not installed: {purpose}");
            names.extend(tests);
        }
    }
    names
}

fn run_tests() -> Result<Total> {
    let mut command = run::cargo();
    command.args(["test", "--workspace", "--profile", project::PROFILE, "--no-fail-fast"]);
    let skipped = without_peers();
    if !skipped.is_empty() {
        command.arg("--");
        command.args(skipped.iter().flat_map(|name| ["--skip", name]));
    }
    command
        .env("OUTLOOK_CONNECTOR", project::component())
        .stdout(Stdio::piped());
    let mut child = command.spawn().context("cannot start cargo test")?;
    let mut total = Total::default();
    for line in BufReader::new(child.stdout.take().context("cargo test has no output")?).lines() {
        let line = line?;
        total.add(&line);
        println!("{line}");
    }
    let status = child.wait()?;
    // A test program that crashes prints no result.
    if !status.success() && total.failed == 0 {
        bail!("cargo test failed ({status}), although no test did; its message stands above");
    }
    Ok(total)
}

#[derive(Default)]
struct Total {
    passed: u32,
    failed: u32,
}

impl Total {
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
        let mut total = Total::default();
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
