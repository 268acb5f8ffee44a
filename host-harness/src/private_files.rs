//! Folders and files that are their owner's alone.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

/// Makes a folder, with its parents, that only its owner can enter. An existing folder gets the same mode.
///
/// # Errors
/// When it cannot be made, or belongs to somebody else. That is so for root, too: somebody else who owns the folder can put files
/// of their own into it.
pub(crate) fn create_dir(dir: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
        fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        let metadata = fs::metadata(dir)?;
        if !is_own(metadata.uid()) {
            let text = "the folder belongs to another user; choose another folder, or run as that user";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
        }
        if metadata.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    }
    #[cfg(not(unix))]
    fs::create_dir_all(dir)
}

/// Age of a temporary file that no program is still writing.
const ABANDONED: Duration = Duration::from_hours(1);

/// Removes temporary files of programs that ended before they had renamed them. `tempfile` names them `.tmp` and some letters. What
/// cannot be removed stays.
pub(crate) fn sweep(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let is_temporary = entry.file_name().to_str().is_some_and(|name| name.starts_with(".tmp"));
        let age = |entry: &fs::DirEntry| entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if is_temporary && age(&entry).is_some_and(|age| age > ABANDONED) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns the real path of a folder that nobody but this user and root can replace: it, and every folder above it, belongs to one
/// of them, and nobody else can write to it. In a folder such as `/tmp`, where everybody can write and nobody can rename the files of
/// others, the check goes on. Returns `None` for any other folder.
pub(crate) fn unreplaceable(dir: &Path) -> io::Result<Option<PathBuf>> {
    let dir = fs::canonicalize(dir)?;
    for folder in dir.ancestors() {
        let metadata = fs::metadata(folder)?;
        if !(only_owner_writes(&metadata) || (folder != dir && is_sticky(&metadata))) {
            return Ok(None);
        }
    }
    Ok(Some(dir))
}

#[cfg(unix)]
fn is_own(uid: u32) -> bool {
    let owner = rustix::process::Uid::from_raw(uid);
    owner.is_root() || owner == rustix::process::geteuid()
}

/// Whether a folder of root or of this user lets nobody rename the files of others.
fn is_sticky(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        is_own(metadata.uid()) && metadata.mode() & 0o1000 != 0
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        true
    }
}

/// Whether a file or folder belongs to the user that runs this program or to root, and nobody else can write to it. A container
/// image commonly holds root's files and runs as another user. Windows keeps the folders of a user's profile so, and this is not
/// checked there.
pub(crate) fn only_owner_writes(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        is_own(metadata.uid()) && metadata.mode() & 0o022 == 0
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        true
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        fs::{File, FileTimes, Permissions},
        os::unix::fs::PermissionsExt,
        time::SystemTime,
    };

    use super::*;

    #[test]
    fn a_folder_that_others_can_replace() {
        let root = tempfile::tempdir().unwrap();
        let (above, dir) = (root.path().join("above"), root.path().join("above/dir"));
        create_dir(&dir).unwrap();
        let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        let real = fs::canonicalize(&dir).unwrap();
        assert_eq!(unreplaceable(&dir).unwrap().as_ref(), Some(&real));
        for mode in [0o777, 0o770, 0o702] {
            set(&above, mode);
            assert_eq!(unreplaceable(&dir).unwrap(), None, "{mode:o}");
        }
        set(&above, 0o1777);
        assert_eq!(unreplaceable(&dir).unwrap(), Some(real), "as in /tmp");
        set(&dir, 0o1777);
        assert_eq!(unreplaceable(&dir).unwrap(), None, "others could put files into it");
        std::os::unix::fs::symlink(&dir, root.path().join("link")).unwrap();
        set(&dir, 0o700);
        set(&above, 0o777);
        assert_eq!(
            unreplaceable(&root.path().join("link")).unwrap(),
            None,
            "the real folder counts"
        );
    }

    /// Only root can give a folder away, and only root would go on in one.
    #[test]
    fn a_folder_of_another_user() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("dir");
        create_dir(&dir).unwrap();
        if std::os::unix::fs::chown(&dir, Some(65_534), None).is_err() {
            eprintln!("skipped: only root can give a folder away");
            return;
        }
        let error = create_dir(&dir).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert!(error.to_string().contains("another user"), "{error}");
        assert_eq!(unreplaceable(&dir).unwrap(), None);
    }

    #[test]
    fn abandoned_temporary_files_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        for (name, hours) in [(".tmpOld", 2), (".tmpNew", 0), ("secrets.sealed", 2)] {
            let file = File::create(dir.path().join(name)).unwrap();
            let time = SystemTime::now() - Duration::from_hours(hours);
            file.set_times(FileTimes::new().set_modified(time)).unwrap();
        }
        sweep(dir.path());
        let mut left: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, [".tmpNew", "secrets.sealed"]);
    }
}
