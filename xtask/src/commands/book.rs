//! The book: `cargo xtask book` builds it with mdBook, and its checks are a stage of `cargo xtask check`.
//!
//! The checks are those of all Markdown files: links with their anchors, spelling, listings that are copies of files, and the reference
//! pages. Programs of Node.js do most of it, without a network once they are installed: see `docs/check`.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::{
    commands::{build, page},
    npm::{self, Npm},
    project, reference, run,
    total::Total,
};

/// The version of mdBook that the book was looked at in. It needs Rust 1.88.
const MDBOOK: &str = "0.5.4";

/// Checks the book. Where Node.js is missing, it says so, checks the reference pages and succeeds.
///
/// # Errors
/// If the programs cannot be installed, or a check fails. The message of the check stands above.
pub fn check() -> Result<()> {
    reference::check()?;
    if let Some(missing) = npm::missing() {
        println!("  links and spelling are not checked: {missing}");
        return Ok(());
    }
    let checks = Npm::of("docs/check");
    checks.install()?;
    for script in ["listings", "links", "spelling"] {
        run::run(checks.command()?.args(["run", "--silent", script]))?;
    }
    Ok(())
}

/// Builds the component and the book with its two live pages.
///
/// # Errors
/// If Node.js is missing, or a part cannot be built.
pub fn run() -> Result<()> {
    if let Some(missing) = npm::missing() {
        bail!("the live pages of the book cannot be built: {missing}");
    }
    build::run()?;
    render()?;
    println!("  {}", folder().join("index.html").display());
    Ok(())
}

/// Builds the book with the component that there is, and reads its pages in Chromium.
///
/// # Errors
/// If the book cannot be built, or the tests cannot be run. Tests that fail are counted in `total`.
pub fn test_in_browser(total: &mut Total) -> Result<()> {
    let Some(chromium) = page::chromium() else {
        return Ok(());
    };
    render()?;
    let mut tests = page::npm().command()?;
    tests
        .args(["run", "test:book"])
        .env("OUTLOOK_BOOK", folder())
        .env("CHROMIUM", chromium);
    npm::count(&mut tests, total)
}

/// Where the built book is.
fn folder() -> PathBuf {
    project::target().join("book")
}

/// Builds the live pages and the book.
fn render() -> Result<()> {
    page::npm().install()?;
    let mut live = page::npm().command()?;
    live.args(["run", "build:live"]);
    run::run(live.env("OUTLOOK_CONNECTOR", project::component()))?;
    let mut mdbook = std::process::Command::new(install()?);
    mdbook.arg("build").arg(project::root().join("docs"));
    run::run(mdbook.arg("--dest-dir").arg(folder()))
}

/// Installs mdBook below the target folder, once. Without its server and without optimizing, it took 65 s of processor time to compile, and
/// builds the book in 2 s.
fn install() -> Result<PathBuf> {
    let root = project::target().join(format!("mdbook-{MDBOOK}"));
    let program = root.join(format!("bin/mdbook{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let mut install = run::cargo();
        install
            .args(["install", "--quiet", "--locked", "--debug", "--version", MDBOOK])
            .args(["--no-default-features", "--features", "search"])
            .arg("--root")
            .arg(&root)
            .arg("--target-dir")
            .arg(root.join("build"));
        run::run(install.arg("mdbook").env("CARGO_PROFILE_DEV_DEBUG", "false"))?;
    }
    Ok(program)
}
