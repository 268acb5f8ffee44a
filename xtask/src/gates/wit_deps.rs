//! `wit/deps` equals, byte for byte, the WIT that the bindings crate was generated from. If they differed, the component would
//! import other interfaces than its world names.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::project;

/// Checks the vendored WIT.
///
/// # Errors
/// If a file differs, is missing or is surplus.
pub fn check() -> Result<()> {
    let theirs = bindings_crate()?.join("wit/deps");
    let differing = difference(&read(&project::root().join("wit/deps"))?, &read(&theirs)?);
    if !differing.is_empty() {
        bail!(
            "wit/deps differs from the bindings crate in {}. Copy the files from {}.",
            differing.join(", "),
            theirs.display()
        );
    }
    println!("  wit/deps: equal to the bindings crate's");
    Ok(())
}

/// Folder of the crate `wasip2`, which `wasi` re-exports, in the version that the guest uses.
fn bindings_crate() -> Result<PathBuf> {
    let packages = project::packages()?;
    // `wasi` 0.14 needs `wasip2` 1. A later version would be another crate's dependency.
    let package = packages
        .iter()
        .find(|package| package.name == "wasip2" && package.version.starts_with("1."))
        .context("the crate wasip2 1.x is not a dependency")?;
    let folder = package.manifest_path.parent().context("a manifest has a folder")?;
    Ok(folder.to_owned())
}

/// Contents of the files in a folder, by name.
fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    entries
        .map(|entry| {
            let entry = entry?;
            Ok((
                entry.file_name().to_string_lossy().into_owned(),
                std::fs::read(entry.path())?,
            ))
        })
        .collect()
}

/// Names of the files that differ or stand on one side only.
fn difference(ours: &BTreeMap<String, Vec<u8>>, theirs: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut names: Vec<String> = ours
        .keys()
        .chain(theirs.keys())
        .filter(|name| ours.get(*name) != theirs.get(*name))
        .cloned()
        .collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_difference_is_found() {
        let files = |list: &[(&str, &str)]| {
            list.iter()
                .map(|(n, c)| ((*n).to_owned(), c.as_bytes().to_vec()))
                .collect()
        };
        let ours: BTreeMap<_, _> = files(&[("a.wit", "1"), ("b.wit", "2")]);
        assert!(difference(&ours, &ours).is_empty());
        assert_eq!(
            difference(&ours, &files(&[("a.wit", "1"), ("b.wit", "3")])),
            ["b.wit", "b.wit"][..1]
        );
        assert_eq!(difference(&ours, &files(&[("a.wit", "1")])), ["b.wit"]);
        assert_eq!(difference(&files(&[("a.wit", "1")]), &ours), ["b.wit"]);
    }
}
