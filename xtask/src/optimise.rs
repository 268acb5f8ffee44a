//! Runs binaryen's `wasm-opt` over the core module: a tenth less (docs/src/project/size.md). Found on the PATH, or installed as Debian's
//! package where this runs as root on Debian; else left out, which is said.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::run;

/// What rustc's wasm target uses beyond the first version of WebAssembly, and so may be kept.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Optimises a module in place. False when there is no `wasm-opt`.
///
/// # Errors
/// When `wasm-opt` fails.
pub fn optimise(module: &Path) -> Result<bool> {
    if !installed() && !install() {
        println!("  wasm-opt is not installed (Debian: apt-get install binaryen): the component stays a tenth larger");
        return Ok(false);
    }
    run::output(
        Command::new("wasm-opt")
            .args(FEATURES)
            // No address below 1024 is ever used: there the stack would end, a quarter of a megabyte deep.
            .args(["-Oz", "--low-memory-unused", "--converge"])
            .arg(module)
            .arg("-o")
            .arg(module),
    )?;
    Ok(true)
}

fn installed() -> bool {
    run::output(Command::new("wasm-opt").arg("--version")).is_ok()
}

fn install() -> bool {
    let is_root = run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root {
        return false;
    }
    println!("  trying: apt-get install binaryen");
    let apt = |arguments: &[&str]| {
        run::output(
            Command::new("apt-get")
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
        .is_ok()
    };
    let get = ["install", "-y", "--no-install-recommends", "binaryen"];
    (apt(&get) || (apt(&["update"]) && apt(&get))) && installed()
}
