//! Builds the component and its compositions once more, from a copy of the sources in another folder, and compares the bytes.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    adapters::{self, COMPOSITIONS},
    guest, project, run,
};

/// Compares the components of these names with new ones.
///
/// # Errors
/// If one of them has other bytes.
pub fn compare(names: &[String]) -> Result<()> {
    let copy = project::target().join("a copy in another folder");
    if copy.exists() {
        fs::remove_dir_all(&copy).with_context(|| format!("cannot remove {}", copy.display()))?;
    }
    copy_sources(&copy)?;
    let component = guest::bytes(&copy, &copy.join("target"))?;
    let adapters = guest::adapters(&copy, &copy.join("target"))?;
    let mut again = adapters::compositions(&COMPOSITIONS, &component, &adapters)?;
    again.insert("outlook-connector".to_owned(), component);
    for name in names {
        let path = project::component().with_file_name(name);
        let first = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if again.get(name.trim_end_matches(".wasm")) != Some(&first) {
            bail!("{name} has other bytes when it is built in another folder");
        }
        println!("  {name}: the same {} bytes", first.len());
    }
    fs::remove_dir_all(&copy).with_context(|| format!("cannot remove {}", copy.display()))
}

/// Copies the files that git knows.
fn copy_sources(copy: &Path) -> Result<()> {
    let files = run::output(
        Command::new("git")
            .current_dir(project::root())
            .args(["ls-files", "-z"]),
    )?;
    for file in files.split('\0').filter(|file| !file.is_empty()) {
        let (from, to) = (project::root().join(file), copy.join(file));
        fs::create_dir_all(to.parent().unwrap_or(copy))?;
        fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(())
}
