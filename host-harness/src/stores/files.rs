//! Attachments in files. Each name is mapped to its file by the host, so that no name from outside ever becomes a path.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use async_trait::async_trait;

use super::{AttachmentStore, ReadError};

/// Longest piece read at once. The connector asks for 256 KiB; a guest that asks for more gets it in pieces of this.
const PIECE_BYTES: u32 = 4 * 1024 * 1024;

/// Files by name.
#[derive(Debug, Default, Clone)]
pub struct FileAttachments(HashMap<String, PathBuf>);

impl FileAttachments {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `name` be read from the file at `path`.
    pub fn insert(&mut self, name: impl Into<String>, path: impl Into<PathBuf>) {
        self.0.insert(name.into(), path.into());
    }

    fn path(&self, name: &str) -> Result<&Path, ReadError> {
        self.0.get(name).map(PathBuf::as_path).ok_or(ReadError::NotFound)
    }
}

#[async_trait]
impl AttachmentStore for FileAttachments {
    async fn size(&self, name: &str) -> Result<u64, ReadError> {
        let metadata = std::fs::metadata(self.path(name)?).map_err(read_error)?;
        if !metadata.is_file() {
            return Err(ReadError::Denied("it is not a regular file".to_owned()));
        }
        Ok(metadata.len())
    }

    async fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, ReadError> {
        let path = self.path(name)?.to_owned();
        // Disks can be slow and networks behind them slower: not on the thread that serves other calls.
        tokio::task::spawn_blocking(move || read_at(&path, offset, length.min(PIECE_BYTES)))
            .await
            .map_err(|_| ReadError::Unavailable("reading was interrupted".to_owned()))?
            .map_err(read_error)
    }
}

fn read_at(path: &Path, offset: u64, length: u32) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(u64::from(length)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_error(error: io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::NotFound,
        io::ErrorKind::PermissionDenied => ReadError::Denied("no permission to read the file".to_owned()),
        kind => ReadError::Unavailable(kind.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_mapped_names_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report.pdf");
        std::fs::write(&path, b"0123456789").unwrap();
        let mut files = FileAttachments::new();
        files.insert("report", &path);

        assert_eq!(files.size("report").await, Ok(10));
        assert_eq!(files.read("report", 0, 4).await.as_deref(), Ok(&b"0123"[..]));
        assert_eq!(files.read("report", 8, 4).await.as_deref(), Ok(&b"89"[..]));
        assert_eq!(files.read("report", 99, 4).await.as_deref(), Ok(&b""[..]));
        for name in ["report.pdf", "../report.pdf", "/etc/passwd", path.to_str().unwrap(), ""] {
            assert_eq!(files.size(name).await, Err(ReadError::NotFound), "{name}");
            assert_eq!(files.read(name, 0, 1).await, Err(ReadError::NotFound), "{name}");
        }
    }

    #[tokio::test]
    async fn a_vanished_file_and_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let mut files = FileAttachments::new();
        files.insert("gone", dir.path().join("gone"));
        files.insert("folder", dir.path());
        assert_eq!(files.size("gone").await, Err(ReadError::NotFound));
        assert!(matches!(files.size("folder").await, Err(ReadError::Denied(_))));
    }
}
