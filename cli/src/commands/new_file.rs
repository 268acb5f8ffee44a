//! Files that a command writes for people. An existing one stays as it is unless it was said otherwise.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// UTF-8's byte order mark.
const BOM: &str = "\u{feff}";

/// A file to be written, or to be overwritten.
pub struct NewFile {
    path: PathBuf,
    force: bool,
}

impl NewFile {
    /// A file of that path, or none for `-`, which is standard output. Looks whether it may be written, early enough to
    /// refuse before any work was done.
    ///
    /// # Errors
    /// When there is one already, or there is no folder for it.
    pub fn new(path: &Path, force: bool) -> Result<Option<Self>, Failure> {
        if path == Path::new("-") {
            return Ok(None);
        }
        let file = Self {
            path: path.to_owned(),
            force,
        };
        if path.is_dir() {
            return Err(file.failure("it is a folder"));
        }
        if path.exists() && !force {
            return Err(file.exists());
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(file.failure("there is no such folder"));
        }
        Ok(Some(file))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes text as UTF-8.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, text: &str) -> Result<(), Failure> {
        let mut options = OpenOptions::new();
        match self.force {
            true => options.create(true).truncate(true),
            // Also refuses a file that came into being since.
            false => options.create_new(true),
        };
        let written = options
            .write(true)
            .open(&self.path)
            .and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => self.exists(),
            _ => self.failure(&error.to_string()),
        })
    }

    /// Writes a PowerShell script: UTF-8 with a byte order mark. Windows PowerShell 5.1 reads files without one in the system's ANSI
    /// code page. The script is ASCII, but an administrator may add names with other letters in an editor.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_script(&self, text: &str) -> Result<(), Failure> {
        self.write(&format!("{BOM}{}", text.trim_start_matches(BOM)))
    }

    /// Whether both would write the same file.
    pub fn is_same(&self, other: &Self) -> bool {
        let full = |path: &Path| fs::canonicalize(path).or_else(|_| std::path::absolute(path));
        match (full(&self.path), full(&other.path)) {
            (Ok(one), Ok(other)) => one == other,
            _ => self.path == other.path,
        }
    }

    fn exists(&self) -> Failure {
        self.failure("there is a file of that name already; pass --force to overwrite it")
    }

    fn failure(&self, why: &str) -> Failure {
        Failure::input("file", format!("{}: {why}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: &Path) -> String {
        NewFile::new(path, false).map(|_| ()).unwrap_err().message()
    }

    #[test]
    fn files_that_are_there_stay_unless_forced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("setup.ps1");
        let new = NewFile::new(&path, false).unwrap().unwrap();
        new.write("one").unwrap();
        assert!(refused(&path).contains("--force"));
        assert!(
            new.write("two").unwrap_err().message().contains("--force"),
            "made since"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        NewFile::new(&path, true).unwrap().unwrap().write("2").unwrap();
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            "2",
            "nothing of the longer text is left"
        );
        assert!(refused(dir.path()).contains("folder"));
        assert!(refused(&dir.path().join("gone/setup.ps1")).contains("folder"));
        assert!(NewFile::new(Path::new("-"), false).unwrap().is_none());
    }

    #[test]
    fn scripts_begin_with_one_byte_order_mark() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("setup.ps1");
        for text in ["'Büro'", "\u{feff}'Büro'"] {
            NewFile::new(&path, true).unwrap().unwrap().write_script(text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}'Büro'");
        }
    }

    #[test]
    fn one_file_under_two_names() {
        let file = |path: &str| NewFile::new(Path::new(path), true).unwrap().unwrap();
        assert!(file("a.ps1").is_same(&file("./a.ps1")));
        assert!(!file("a.ps1").is_same(&file("b.ps1")));
    }
}
