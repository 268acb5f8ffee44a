//! `cargo xtask ci-full`: what takes too long for each change. Run it before a release. docs/src/project/releasing.md has the minutes and
//! the last results.

use anyhow::{Result, bail};

use crate::{
    commands::{bench, engine, release, simulate},
    run::{self, Stages},
};

/// Minutes of the soak.
const SOAK_MINUTES: &str = "20";

/// Random changes of the corpus, for each fuzz target. `cargo xtask test` makes 1,000.
const FUZZ_RUNS: &str = "100000";

/// A part: its name on the command line, and what it runs.
type Part = (&'static str, fn(&mut Stages) -> Result<()>);

/// All parts, in the order in which they run. `tool` adds to the folder that `release` makes.
const PARTS: [Part; 8] = [
    ("release", release::make),
    ("tool", release::add_tools),
    ("simulate", |stages| stages.run("Scale", || simulate::run(None))),
    ("fuzz", |stages| stages.run("Fuzzing", fuzz)),
    ("soak", |stages| stages.run("Soak", || bench::soak(Some(SOAK_MINUTES)))),
    ("node", |stages| stages.run("Node.js 26", engine::node::run)),
    ("obelisk", |stages| stages.run("Obelisk", engine::obelisk::run)),
    ("n8n", |stages| stages.run("n8n", engine::n8n::run)),
];

/// Runs all parts, or those with the given names. A part that fails does not stop the others.
///
/// # Errors
/// If a name is unknown, or a part fails.
pub fn run(names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| PARTS.iter().all(|(part, _)| part != name)) {
        let parts = PARTS.map(|(part, _)| part).join(", ");
        bail!("there is no part `{unknown}`; there are: {parts}");
    }
    let mut stages = Stages::start();
    let mut failed = Vec::new();
    for (name, part) in PARTS {
        if !names.is_empty() && names.iter().all(|chosen| chosen != name) {
            continue;
        }
        if let Err(error) = part(&mut stages) {
            eprintln!("\nerror in {name}: {error:#}");
            failed.push(name);
        }
    }
    stages.print();
    if !failed.is_empty() {
        bail!("failed: {}; the messages stand above", failed.join(", "));
    }
    Ok(())
}

fn fuzz() -> Result<()> {
    run::run(run::cargo_test("fuzz").env("OUTLOOK_FUZZ_RUNS", FUZZ_RUNS))
}
