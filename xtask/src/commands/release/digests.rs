//! The digests of all files of a release, in the form of `sha256sum`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Name of the list.
const LIST: &str = "SHA256SUMS";

/// Writes the list of all files of the folder, sorted by name.
///
/// # Errors
/// If a file cannot be read, or the list cannot be written.
pub fn write(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    find(folder, &mut files)?;
    files.sort();
    let mut list = String::new();
    for file in files {
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        if name == LIST {
            continue;
        }
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        list += &format!("{}  {name}\n", hex(&bytes));
    }
    print!("\n{list}");
    let path = folder.join(LIST);
    fs::write(&path, list).with_context(|| format!("cannot write {}", path.display()))
}

/// The SHA-256 of bytes, in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
