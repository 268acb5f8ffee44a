//! Writes the files of the store.

use std::{fs, io, io::Write, path::Path};

/// Whether a write must survive a power failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// On disk before the call returns.
    Synced,
    /// Whenever the system writes it: for content that can be made again.
    Lazy,
}

/// Writes a file whole or not at all: beside its place, and then renamed. Mode 0600.
pub(super) fn replace(path: &Path, content: &[u8], durability: Durability) -> io::Result<()> {
    let dir = path
        .parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    // `tempfile` creates with 0600.
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(content)?;
    if durability == Durability::Synced {
        file.as_file().sync_all()?;
    }
    file.persist(path)?;
    if durability == Durability::Synced {
        // The rename is on disk only when the folder is.
        #[cfg(unix)]
        fs::File::open(dir)?.sync_all()?;
    }
    Ok(())
}
