//! Files and folders for their owner only.

use std::{fs, io, io::Write, path::Path};

/// Makes a folder, with its parents, that only its owner can enter; an existing one of this user's is tightened.
///
/// # Errors
/// When it cannot be made, or belongs to someone else.
pub(crate) fn create_dir(dir: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        if fs::metadata(dir)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    }
    #[cfg(not(unix))]
    fs::create_dir_all(dir)
}

/// Whether a write must survive a power failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// On disk before the call returns.
    Synced,
    /// Whenever the system gets to it: for what can be made again.
    Lazy,
}

/// Writes a file whole or not at all: beside its place, then renamed. Mode 0600.
pub(crate) fn replace(path: &Path, content: &[u8], durability: Durability) -> io::Result<()> {
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
