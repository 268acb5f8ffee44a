//! The crate `outlook-host` holds a copy of the contract, since a package holds its own files only. The copy equals `wit/`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::project;

/// The copy, below the project's root.
const COPY: &str = "host-harness/wit";

/// Files of `wit/`, relative to it.
const FOLDERS: [&str; 2] = ["", "deps"];

/// Writes the copy of `wit/`.
///
/// # Errors
/// If a file cannot be read or written.
pub fn copy() -> Result<()> {
    let (wit, copy) = (project::root().join("wit"), project::root().join(COPY));
    if copy.exists() {
        fs::remove_dir_all(&copy).with_context(|| format!("cannot remove {}", copy.display()))?;
    }
    for path in files(&wit)? {
        let target = copy.join(&path);
        let folder = target.parent().context("a file has a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::copy(wit.join(&path), &target).with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(())
}

/// Checks that the copy equals `wit/`.
///
/// # Errors
/// If a file differs, is missing or is surplus.
pub fn check() -> Result<()> {
    let differing = differing(&project::root().join("wit"), &project::root().join(COPY))?;
    if !differing.is_empty() {
        let names: Vec<_> = differing.iter().map(|path| path.display().to_string()).collect();
        bail!(
            "{COPY} differs from wit in {}. Run cargo xtask generate.",
            names.join(", ")
        );
    }
    println!("  {COPY}: equal to wit");
    Ok(())
}

/// Files of a folder that holds WIT, relative to it, sorted.
fn files(wit: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        let path = wit.join(folder);
        let entries = fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                files.push(Path::new(folder).join(entry.file_name()));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Files that differ, or that one side only has.
fn differing(wit: &Path, copy: &Path) -> Result<Vec<PathBuf>> {
    let mut all = files(wit)?;
    all.extend(files(copy)?);
    all.sort();
    all.dedup();
    // A file that cannot be read is one that is not there.
    all.retain(|path| fs::read(wit.join(path)).ok() != fs::read(copy.join(path)).ok());
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_difference_is_found() {
        let folder = project::target().join("test-of-host-wit");
        let (wit, copy) = (folder.join("wit"), folder.join("copy"));
        for side in [&wit, &copy] {
            fs::create_dir_all(side.join("deps")).unwrap();
            fs::write(side.join("a.wit"), "1").unwrap();
            fs::write(side.join("deps/b.wit"), "2").unwrap();
        }
        let differing = || super::differing(&wit, &copy).unwrap();
        assert!(differing().is_empty());
        fs::write(copy.join("deps/b.wit"), "3").unwrap();
        assert_eq!(differing(), [Path::new("deps/b.wit")]);
        fs::remove_file(copy.join("deps/b.wit")).unwrap();
        assert_eq!(differing(), [Path::new("deps/b.wit")]);
        fs::write(copy.join("c.wit"), "4").unwrap();
        assert_eq!(differing(), [Path::new("c.wit"), Path::new("deps/b.wit")]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
