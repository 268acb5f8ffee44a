//! Finds a way to compile for `wasm32-unknown-unknown`. First choice is to build std from its source, since that makes the
//! component a tenth smaller (docs/src/project/size.md): with rustup's component `rust-src`, installed or added. Else the installed
//! target, with its ready-made std, or `rustup target add`. Where rustup cannot download: Debian's matching pair of packages
//! `rustc-web` and `rust-web-src`. Building std takes about 40 s, once.
//!
//! Only the guest is compiled so; everything else uses the ordinary toolchain.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::run;

/// The guest's target.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages: a compiler, and the source of its std with all that std depends on.
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// A way to compile the guest.
pub enum Toolchain {
    /// The toolchain has the target, with a ready-made std.
    Installed,
    /// The toolchain builds std from its own source.
    BuildStd,
    /// A second compiler builds std from its source.
    Debian {
        /// The compiler.
        rustc: PathBuf,
        /// The linker of the first toolchain: Debian's `rustc-web` brings none.
        linker: PathBuf,
    },
}

/// Finds one, installing what is missing.
///
/// # Errors
/// When no way works; the message says what to install.
pub fn find() -> Result<Toolchain> {
    let sysroot = sysroot(Path::new(&std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())))?;
    if has_source(&sysroot) {
        return Ok(Toolchain::BuildStd);
    }
    // The pair is there when an earlier build had to fall back to it: rustup need not fail again each time.
    if !debian_pair_installed() {
        let mut tried = vec!["the source of std is not installed".to_owned()];
        if rustup(&["component", "add", "rust-src"], &mut tried) && has_source(&sysroot) {
            return Ok(Toolchain::BuildStd);
        }
        if has_std(&sysroot) || (rustup(&["target", "add", TARGET], &mut tried) && has_std(&sysroot)) {
            println!("  {TARGET}: the ready-made std is used, which makes the component larger");
            return Ok(Toolchain::Installed);
        }
        install_debian_pair(&tried)?;
    }
    let linker = linker(&sysroot)?;
    println!("  {TARGET}: std is built with Debian's rustc-web (once, about 40 s)");
    Ok(Toolchain::Debian {
        rustc: PathBuf::from(DEBIAN_RUSTC),
        linker,
    })
}

fn sysroot(rustc: &Path) -> Result<PathBuf> {
    let sysroot = run::output(
        Command::new(rustc)
            .args(["--print", "sysroot"])
            .current_dir(crate::project::root()),
    )?;
    Ok(PathBuf::from(sysroot.trim()))
}

/// Tells whether a sysroot has std for the target: some file `libstd-….rlib`.
fn has_std(sysroot: &Path) -> bool {
    let lib = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    let Ok(files) = std::fs::read_dir(lib) else {
        return false;
    };
    files
        .flatten()
        .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

/// Tells whether a sysroot has the source of std.
fn has_source(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib/src/rust/library/std/Cargo.toml").exists()
}

/// Asks rustup for something. False when there is no rustup, or it cannot download.
fn rustup(wanted: &[&str], tried: &mut Vec<String>) -> bool {
    println!("  trying: rustup {}", wanted.join(" "));
    match run::output(
        Command::new("rustup")
            .args(wanted)
            // With it, rustup's reason drowns in stack frames.
            .env("RUST_BACKTRACE", "0")
            .current_dir(crate::project::root()),
    ) {
        Ok(_) => true,
        Err(error) => {
            let said = error.to_string();
            let reason = said.lines().find(|line| line.starts_with("error: "));
            let reason = reason.or(said.lines().last()).unwrap_or_default();
            tried.push(format!("rustup {} did not work ({reason})", wanted.join(" ")));
            false
        }
    }
}

fn linker(sysroot: &Path) -> Result<PathBuf> {
    let host = run::output(Command::new("rustc").arg("-vV").current_dir(crate::project::root()))?;
    let host = host
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc -vV tells no host")?;
    let linker = sysroot.join("lib/rustlib").join(host).join("bin/rust-lld");
    if !linker.exists() {
        bail!(
            "{} is missing: install Rust with rustup, or add the target {TARGET} to your toolchain",
            linker.display()
        );
    }
    Ok(linker)
}

/// Both packages installed, in the same version: std of another version does not compile.
fn debian_pair_installed() -> bool {
    let versions: Vec<_> = DEBIAN_PACKAGES.into_iter().filter_map(debian_version).collect();
    matches!(versions.as_slice(), [rustc, source] if rustc == source)
}

fn debian_version(package: &str) -> Option<String> {
    let query = ["-W", "-f=${db:Status-Status} ${Version}", package];
    let answer = run::output(Command::new("dpkg-query").args(query)).ok()?;
    answer.strip_prefix("installed ").map(str::to_owned)
}

fn install_debian_pair(tried: &[String]) -> Result<()> {
    let install = format!(
        "apt-get install -y --no-install-recommends {}",
        DEBIAN_PACKAGES.join(" ")
    );
    let advice = format!(
        "Install one of these and run the command again:\n  rustup component add rust-src\n  rustup target add {TARGET}\n  sudo apt-get update && sudo {install}   (Debian 12 with security updates, or later)"
    );
    let is_root = run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root || run::output(Command::new("apt-get").arg("--version")).is_err() {
        bail!("no way to compile for {TARGET}: {}.\n{advice}", tried.join("; "));
    }
    println!(
        "  installing Debian's packages {}: a second Rust compiler with its sources",
        DEBIAN_PACKAGES.join(" and ")
    );
    let quiet = |command: &mut Command| run::output(command.env("DEBIAN_FRONTEND", "noninteractive")).map(|_| ());
    let done = quiet(Command::new("apt-get").arg("update"))
        .and_then(|()| quiet(Command::new("apt-get").args(install.split(' ').skip(1))));
    if let Err(error) = done {
        bail!(
            "no way to compile for {TARGET}: {}; apt-get failed: {error:#}.\n{advice}",
            tried.join("; ")
        );
    }
    if !debian_pair_installed() {
        bail!(
            "the packages {} were installed in different versions.\n{advice}",
            DEBIAN_PACKAGES.join(" and ")
        );
    }
    Ok(())
}
