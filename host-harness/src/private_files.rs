//! Folders and files that are their owner's alone.

use std::{fs, io, path::Path};

/// Makes a folder, with its parents, that only its owner can enter. An existing folder gets the same mode.
///
/// # Errors
/// When it cannot be made, or belongs to somebody else.
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

/// Whether a file or folder belongs to the user that runs this program or to root, and nobody else can write to it. A container
/// image commonly holds root's files and runs as another user. Windows keeps the folders of a user's profile so, and this is not
/// checked there.
pub(crate) fn only_owner_writes(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let owner = rustix::process::Uid::from_raw(metadata.uid());
        let trusted = owner.is_root() || owner == rustix::process::geteuid();
        trusted && metadata.mode() & 0o022 == 0
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        true
    }
}
