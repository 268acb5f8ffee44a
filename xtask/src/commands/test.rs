//! `cargo xtask test`: checks, builds and tests everything, as CI does.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::{
    commands::{book, check, packages, page, python},
    project,
    run::{self, Stages},
    total::Total,
};

/// Runs the checks, then all tests of the workspace, and sums them up.
///
/// # Errors
/// If a check or a test fails.
pub fn run() -> Result<()> {
    let mut stages = Stages::start();
    // First: the tool embeds the page.
    let mut total = Total::default();
    let has_page = page::check_and_build(&mut stages, &mut total)?;
    check::checks(&mut stages)?;
    stages.run("Building the tests", || {
        run::run(run::cargo().args(["test", "--workspace", "--profile", project::PROFILE, "--no-run"]))
    })?;
    stages.run("Tests", || run_tests(&mut total))?;
    stages.run("The example in Python", || python::check_and_test(&mut total))?;
    if has_page {
        stages.run("The page in a browser", || page::test_in_browser(&mut total))?;
        stages.run("The book in a browser", || book::test_in_browser(&mut total))?;
        stages.run("The npm packages", || packages::test(&mut total))?;
    }
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
const PEERS: [(&str, &str, &[&str]); 6] = [
    (
        "openssl",
        "key files that openssl makes, and signatures that it checks",
        &[
            "software_keys::tests::",
            "keys::",
            "the_tool_signs_in_with_a_key_that_it_made",
        ],
    ),
    ("node", "sign-in at oidc-provider, and a generated client", &["peers::"]),
    ("npm", "sign-in at oidc-provider, and a generated client", &["peers::"]),
    ("bash", "the example over HTTP", &["curl::"]),
    ("curl", "the example over HTTP", &["curl::"]),
    (
        "postgres",
        "the queue before a mailbox that several processes share",
        &["on_postgres::"],
    ),
];

/// Returns the names of the tests that lack a program on this machine, and says so.
fn without_peers() -> Vec<&'static str> {
    let is_missing = |program: &str| {
        let version = Command::new(program).arg("--version").stdin(Stdio::null()).output();
        // Debian keeps the server's programs out of the path.
        let debians = std::path::Path::new("/usr/lib/postgresql");
        version.is_err() && !(program == "postgres" && debians.is_dir())
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

fn run_tests(total: &mut Total) -> Result<()> {
    let failed = total.failed;
    let mut command = run::cargo();
    command.args(["test", "--workspace", "--profile", project::PROFILE, "--no-fail-fast"]);
    let skipped = without_peers();
    if !skipped.is_empty() {
        command.arg("--");
        command.args(skipped.iter().flat_map(|name| ["--skip", name]));
    }
    let status = total.count(command.env("OUTLOOK_CONNECTOR", project::component()))?;
    // A test program that crashes prints no result.
    if !status.success() && total.failed == failed {
        bail!("cargo test failed ({status}), although no test did; its message stands above");
    }
    Ok(())
}
