//! The tool `outlook-host` for other systems, cross-compiled with Zig as C compiler and linker, which PyPI has (cargo-zigbuild). A whole
//! build for each target, in the profile `tool`: this belongs to `cargo xtask ci-full`.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::bill;
use crate::{
    commands::page,
    guest, project,
    run::{self, Stages},
};

/// What is released: static programs for Linux, and one for Windows 10 and later.
const TARGETS: [&str; 3] = [
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-pc-windows-gnu",
];

/// What is only checked: linking for macOS needs Apple's SDK.
const CHECKED: &str = "aarch64-apple-darwin";

/// Packages of PyPI, with the versions that were tried.
const ZIG: [&str; 2] = ["cargo-zigbuild==0.24.1", "ziglang==0.17.1"];

/// Builds the tool for all targets, and packs it with the component and the licences.
///
/// # Errors
/// If Zig or a target cannot be installed, or the tool does not compile.
pub fn make(stages: &mut Stages, folder: &Path) -> Result<()> {
    stages.run("The page, which the tool embeds", page::run)?;
    let path = stages.run("Zig and targets", install)?;
    for target in TARGETS {
        stages.run(target, || {
            run::run(cargo(&path, "zigbuild")?.args(["--target", target]))?;
            if runs_here(target) {
                let mut tool = Command::new(built(target));
                run::output(
                    tool.arg("--component")
                        .arg(project::component())
                        .args(["describe", "--json"]),
                )?;
            }
            pack(folder, target)
        })?;
    }
    stages.run(CHECKED, || run::run(cargo(&path, "check")?.args(["--target", CHECKED])))
}

/// Installs Zig below the target folder, and the targets with rustup. Returns a `PATH` with Zig.
fn install() -> Result<OsString> {
    let folder = project::target().join("zig");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if !programs.join("cargo-zigbuild").exists() {
        run::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        run::run(
            Command::new(programs.join("pip"))
                .args(["install", "--quiet", "--disable-pip-version-check"])
                .args(ZIG),
        )?;
    }
    run::run(
        Command::new("rustup")
            .args(["target", "add"])
            .args(TARGETS)
            .arg(CHECKED),
    )?;
    let old = env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(programs).chain(env::split_paths(&old));
    Ok(env::join_paths(paths)?)
}

/// `cargo-zigbuild` with flags that keep the folders of this machine out of the program.
fn cargo(path: &OsString, command: &str) -> Result<Command> {
    let mut cargo = Command::new("cargo-zigbuild");
    cargo.current_dir(project::root()).env("PATH", path);
    cargo.env(
        "CARGO_ENCODED_RUSTFLAGS",
        guest::path_flags(&project::root())?.join("\u{1f}".as_ref()),
    );
    cargo.env("CARGO_TARGET_DIR", project::target());
    cargo.args([
        command,
        "--locked",
        "--profile",
        "tool",
        "--package",
        "outlook-host-cli",
        "--bin",
        "outlook-host",
    ]);
    Ok(cargo)
}

/// The program that was built for a target.
fn built(target: &str) -> PathBuf {
    let program = if target.contains("windows") {
        "outlook-host.exe"
    } else {
        "outlook-host"
    };
    project::target().join(target).join("tool").join(program)
}

/// Whether programs of a target run on this machine.
fn runs_here(target: &str) -> bool {
    cfg!(target_os = "linux") && target.starts_with(env::consts::ARCH) && target.contains("linux")
}

/// Packs the program with the component, which it looks for in its own folder.
fn pack(dist: &Path, target: &str) -> Result<()> {
    let name = format!("outlook-host-{}-{target}", env!("CARGO_PKG_VERSION"));
    let folder = project::target().join("packed").join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for file in [
        built(target),
        project::component(),
        project::root().join("LICENSE-APACHE"),
        project::root().join("LICENSE-MIT"),
    ] {
        super::copy(&file, &folder)?;
    }
    let archive = dist.join(format!("{name}.tar.gz"));
    // The same bytes each time: no times, no owners, and one order. gzip's `-n` leaves out the time.
    let mut tar = Command::new("tar");
    tar.current_dir(folder.parent().context("no folder")?);
    tar.args(["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"]);
    run::run(
        tar.args(["--use-compress-program=gzip -9n", "-cf"])
            .arg(&archive)
            .arg(&name),
    )?;
    let packages = ["outlook-host-cli".to_owned()];
    bill::one(dist, &format!("{name}.tar.gz"), target, &packages)
}
