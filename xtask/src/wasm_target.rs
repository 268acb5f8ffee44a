//! Finds a standard library for `wasm32-unknown-unknown`, in this order:
//!
//! 1. the one that is installed with the toolchain: rustup installs it, because `rust-toolchain.toml` names the target;
//! 2. the one that `rustup target add` downloads, where rustup did not look at that file (`RUSTUP_AUTO_INSTALL=0`);
//! 3. the toolchain's own source (`rust-src`), if it is installed, for machines where rustup cannot download. Cargo can
//!    only do that with its unstable `-Zbuild-std`, and the component has other bytes than a release.
//!
//! Nothing else is installed here.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{project, run};

/// The component's target. Not `wasm32-wasip2`: its standard library imports `wasi:cli` and `wasi:filesystem`, which no host
/// of this component needs to provide.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The standard library that the component is compiled with.
#[derive(Debug, PartialEq, Eq)]
pub enum Std {
    /// The toolchain's own, as Rust released it.
    Released,
    /// Built on this machine from the toolchain's source.
    FromSource,
}

/// Finds a standard library for the target.
///
/// # Errors
/// If there is none. The message lists the commands that install one.
pub fn find_std() -> Result<Std> {
    let sysroot = sysroot()?;
    if is_installed(&sysroot) {
        return Ok(Std::Released);
    }
    let refused = match rustup_target_add() {
        Ok(()) if is_installed(&sysroot) => return Ok(Std::Released),
        Ok(()) => "rustup added it to another toolchain than the one in use".to_owned(),
        Err(error) => reason(&error),
    };
    if sysroot.join("lib/rustlib/src/rust/library/std/Cargo.toml").exists() {
        println!("  rustup cannot add {TARGET} ({refused}).");
        println!(
            "  The standard library is built from its source. The component works the same, with other bytes than a release."
        );
        return Ok(Std::FromSource);
    }
    bail!(
        "the standard library for {TARGET} is missing, and rustup cannot add it ({refused}).\n\
         Run one of these, then try again:\n  \
           rustup target add {TARGET}\n  \
           rustup component add rust-src      (builds the standard library here)"
    );
}

/// Folder of the toolchain that cargo uses for this project.
pub fn sysroot() -> Result<std::path::PathBuf> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let path = run::output(
        Command::new(rustc)
            .args(["--print", "sysroot"])
            .current_dir(project::root()),
    )?;
    Ok(path.trim().into())
}

/// Whether the sysroot has a file `libstd-….rlib` for the target.
fn is_installed(sysroot: &Path) -> bool {
    let folder = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::read_dir(folder).is_ok_and(|files| {
        files
            .flatten()
            .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn rustup_target_add() -> Result<()> {
    println!("  $ rustup target add {TARGET}");
    run::output(
        Command::new("rustup")
            .args(["target", "add", TARGET])
            // A backtrace would hide rustup's own message.
            .env("RUST_BACKTRACE", "0")
            .current_dir(project::root()),
    )
    .map(|_| ())
}

/// The line of a message that says what went wrong.
fn reason(error: &anyhow::Error) -> String {
    let message = error.to_string();
    let line = message.lines().find_map(|line| line.strip_prefix("error: "));
    line.or(message.lines().last()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_error_line() {
        for (message, expected) in [
            (
                "failed (exit status: 1): rustup target add\ninfo: syncing\nerror: no network",
                "no network",
            ),
            ("cannot start: rustup target add", "cannot start: rustup target add"),
        ] {
            assert_eq!(reason(&anyhow::anyhow!("{message}")), expected);
        }
    }

    #[test]
    fn a_folder_without_a_standard_library_is_not_taken() {
        assert!(!is_installed(Path::new("/nonexistent")));
    }
}
