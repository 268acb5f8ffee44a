//! The tests compile every dependency with the same features as the demo, so that neither compiles anew what the other has compiled.
//! Wasmtime alone takes minutes.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::run;

/// Compares the features of all dependencies with and without development dependencies.
///
/// # Errors
/// If a development dependency adds a feature. Name it among the ordinary dependencies of `tests/end_to_end`, as its manifest explains.
pub fn check() -> Result<()> {
    let demo = features("normal,build")?;
    let tests = features("normal,build,dev")?;
    let other: Vec<&String> = demo.difference(&tests).collect();
    if !other.is_empty() {
        bail!(
            "development dependencies add features to these packages:\n  {other:#?}\nSee tests/end_to_end/Cargo.toml."
        );
    }
    println!(
        "  demo and tests use {} dependencies with the same features",
        demo.len()
    );
    Ok(())
}

/// Each package of the workspace's tree with its features, over these kinds of dependencies.
fn features(edges: &str) -> Result<BTreeSet<String>> {
    let tree = run::output(
        run::cargo()
            .args(["tree", "--workspace", "--locked", "--prefix", "none", "--edges", edges])
            .args(["--format", "{p} {f}"]),
    )?;
    Ok(tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)").to_owned())
        .collect())
}
