//! Bills of materials (CycloneDX), by the program in `xtask/sbom`: its dependencies would slow every build of the other tasks.

use std::path::Path;

use anyhow::Result;

use crate::{adapters::COMPOSITIONS, project, run, wasm_target};

/// Writes the bills of the component and its compositions beside them.
///
/// # Errors
/// If the program fails.
pub fn write(folder: &Path) -> Result<()> {
    one(
        folder,
        "outlook-connector.wasm",
        wasm_target::TARGET,
        &["outlook-connector".to_owned()],
    )?;
    for composition in &COMPOSITIONS {
        let adapters = composition.stores.iter().chain(&composition.front);
        let packages: Vec<String> = std::iter::once("outlook-connector".to_owned())
            .chain(adapters.map(|name| format!("outlook-{name}")))
            .collect();
        one(
            folder,
            &format!("{}.wasm", composition.name),
            wasm_target::TARGET,
            &packages,
        )?;
    }
    Ok(())
}

/// Writes the bill of a file that is made of these packages for this target.
///
/// # Errors
/// If the program fails.
pub fn one(folder: &Path, file: &str, target: &str, packages: &[String]) -> Result<()> {
    let name = file.trim_end_matches(".wasm").trim_end_matches(".tar.gz");
    run::run(
        run::cargo()
            .env("CARGO_TARGET_DIR", project::target().join("sbom"))
            .args(["run", "--quiet", "--locked", "--manifest-path"])
            .arg(project::root().join("xtask/sbom/Cargo.toml"))
            .arg("--")
            .args([folder.join(file), folder.join(format!("{name}.cdx.json"))])
            .arg(target)
            .args(packages),
    )
}
