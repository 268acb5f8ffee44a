//! `wit/deps` equals, byte for byte, the WIT that the bindings crate was generated from: were they to differ, the component
//! would import something else than its world says.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{project, run};

/// Checks the vendored WIT.
///
/// # Errors
/// When a file differs, is missing or is surplus.
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
    let metadata = run::output(run::cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    // `wasi` 0.14 needs `wasip2` 1; later ones are other crates' dependencies.
    let package = packages
        .iter()
        .find(|p| p["name"] == "wasip2" && p["version"].as_str().is_some_and(|v| v.starts_with("1.")));
    let manifest = package
        .and_then(|p| p["manifest_path"].as_str())
        .context("the crate wasip2 1.x is not a dependency")?;
    Ok(Path::new(manifest)
        .parent()
        .context("a manifest has a folder")?
        .to_owned())
}

fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    entries
        .map(|entry| {
            Ok((
                entry
                    .as_ref()
                    .map_err(|e| anyhow::anyhow!("{e}"))?
                    .file_name()
                    .to_string_lossy()
                    .into_owned(),
                std::fs::read(entry?.path())?,
            ))
        })
        .collect()
}

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
