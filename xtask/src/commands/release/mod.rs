//! `cargo xtask release`: makes what a release consists of, below `target/dist`. It publishes nothing: docs/src/project/releasing.md says
//! how a person does.
//!
//! Everything is made from the sources alone and has the same bytes each time: no file holds a time, a random number or a path of this
//! machine. The component and its compositions are built once more in another folder, and compared.

mod bill;
mod digests;
mod host_crate;
mod npm;
mod oci;
mod reproduce;
mod tool;
mod wit_package;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    adapters::{ADAPTER_FOR_TESTS, COMPOSITIONS},
    commands::build,
    gates, project,
    run::{self, Stages},
};

/// Makes a release, without the programs for other systems.
///
/// # Errors
/// If a part cannot be made, or would have other bytes in another folder.
pub fn run() -> Result<()> {
    let mut stages = Stages::start();
    make(&mut stages)?;
    stages.print();
    Ok(())
}

/// The stages of [`run()`], as part of a longer task.
///
/// # Errors
/// As [`run()`].
pub fn make(stages: &mut Stages) -> Result<()> {
    gates::host_wit::check()?;
    let folder = folder();
    empty(&folder)?;
    stages.run("The component, adapters and compositions", build::all)?;
    let components = collect(&folder)?;
    stages.run("Bills of materials", || bill::write(&folder))?;
    stages.run("The contract as a WIT package", || wit_package::write(&folder))?;
    stages.run("The same in another folder", || reproduce::compare(&components))?;
    stages.run("The host library as a crate", || host_crate::pack(&folder))?;
    stages.run("The packages for npm", || npm::pack(&folder))?;
    stages.run("Components in a registry", || oci::exchange(&folder, &components))?;
    digests::write(&folder)
}

/// Adds the programs for other systems to what [`make`] has made.
///
/// # Errors
/// If one cannot be built.
pub fn add_tools(stages: &mut Stages) -> Result<()> {
    let folder = folder();
    tool::make(stages, &folder)?;
    digests::write(&folder)
}

/// Where the files of a release are.
fn folder() -> PathBuf {
    project::target().join("dist")
}

/// Makes an empty folder.
fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

/// Copies components, adapters, descriptor and licences. Returns the names of the component and its compositions.
fn collect(folder: &Path) -> Result<Vec<String>> {
    let component = project::component();
    let compositions = COMPOSITIONS.iter().map(|composition| composition.name);
    let names: Vec<String> = std::iter::once("outlook-connector")
        .chain(compositions)
        .map(|name| format!("{name}.wasm"))
        .collect();
    for name in &names {
        copy(&component.with_file_name(name), folder)?;
    }
    let adapters = folder.join("adapters");
    fs::create_dir_all(&adapters)?;
    let sources = project::root().join("adapters");
    for adapter in fs::read_dir(&sources).with_context(|| format!("cannot read {}", sources.display()))? {
        let name = adapter?.file_name().to_string_lossy().into_owned();
        if name != ADAPTER_FOR_TESTS {
            copy(
                &component.with_file_name("adapters").join(format!("{name}.wasm")),
                &adapters,
            )?;
        }
    }
    for file in [
        "src/operations/describe/descriptor.json",
        "service/openapi.json",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "CHANGELOG.md",
    ] {
        copy(&project::root().join(file), folder)?;
    }
    run::step("Files are in target/dist");
    Ok(names)
}

/// Copies a file into a folder.
fn copy(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().context("a file without a name")?;
    fs::copy(file, folder.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
    Ok(())
}
