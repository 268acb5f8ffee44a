//! `cargo xtask generate`: files that are made from the connector's own tables, and kept in the repository to be read and
//! reviewed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project;

/// Path of a file, and what makes its text.
type Generated = (&'static str, fn() -> String);

const FILES: [Generated; 2] = [
    (
        "src/operations/describe/descriptor.json",
        outlook_descriptor::descriptor,
    ),
    ("docs/TROUBLESHOOTING.md", outlook_descriptor::troubleshooting),
];

/// Writes every file that is out of date.
///
/// # Errors
/// When a file cannot be written.
pub fn run() -> Result<()> {
    for (path, text) in outdated(&project::root()) {
        let path = project::root().join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("  wrote {}", path.display());
    }
    println!("  generated: {} files, all up to date", FILES.len());
    Ok(())
}

/// Checks that every file is what would be written.
///
/// # Errors
/// When one is not; the message names it.
pub fn check() -> Result<()> {
    let paths: Vec<String> = outdated(&project::root())
        .into_iter()
        .map(|(path, _)| path.display().to_string())
        .collect();
    if !paths.is_empty() {
        bail!("out of date; run cargo xtask generate:\n  {}", paths.join("\n  "));
    }
    println!("  generated: {} files, all up to date", FILES.len());
    Ok(())
}

/// Files that differ from what would be written, with what they should hold. Ends of lines do not count: git may change them.
fn outdated(root: &Path) -> Vec<(PathBuf, String)> {
    FILES
        .iter()
        .map(|(path, make)| (PathBuf::from(path), make()))
        .filter(|(path, text)| {
            std::fs::read_to_string(root.join(path)).map_or(true, |kept| kept.replace("\r\n", "\n") != *text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_changed_is_out_of_date() {
        let folder = project::target().join("test-of-generate");
        for (path, make) in FILES {
            let file = folder.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, make().replace('\n', "\r\n")).unwrap();
        }
        assert!(outdated(&folder).is_empty());
        std::fs::write(folder.join(FILES[0].0), "{}").unwrap();
        assert_eq!(outdated(&folder).len(), 1);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(outdated(&folder).len(), FILES.len());
    }
}
