//! Attachments in files. The host maps each name to its file, so that no name from outside ever becomes a path.
//!
//! A call sees one state of a file or none: a file that changes during the call is not sent half old, half new.

use std::{
    collections::HashMap,
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use async_trait::async_trait;

use super::{AttachmentStore, ReadError};

/// Longest piece that is read at once. The connector asks for 256 KiB. A guest that asks for more gets pieces of this length.
const PIECE_BYTES: u32 = 1024 * 1024;

/// Files by name. Each call pins the files that it uses: when a file changes during the call, or another one takes its place, reading
/// it fails for that call. A change shows by size and times. A program can set the time of modification back, but on Unix not that
/// of the change itself.
#[derive(Debug, Default, Clone)]
pub struct FileAttachments {
    paths: Arc<HashMap<String, PathBuf>>,
    seen: Arc<Mutex<Seen>>,
}

/// The states of the files of one call.
#[derive(Debug, Default)]
struct Seen {
    states: HashMap<String, FileState>,
    /// The file that was read last. The files of a mail are read one after the other, in many pieces each. Over a network, opening
    /// a file again for each piece would take longer than reading it.
    open: Option<(String, File)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileState {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Device, inode, and the time of the last change of the file or its attributes, on Unix.
    identity: [i64; 4],
}

impl FileState {
    fn of(metadata: &Metadata) -> Self {
        Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            identity: identity(metadata),
        }
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> [i64; 4] {
    use std::os::unix::fs::MetadataExt;
    let number = |value: u64| value.cast_signed();
    [
        number(metadata.dev()),
        number(metadata.ino()),
        metadata.ctime(),
        metadata.ctime_nsec(),
    ]
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> [i64; 4] {
    [0; 4]
}

impl FileAttachments {
    /// A store without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `name` be read from the file at `path`.
    pub fn insert(&mut self, name: impl Into<String>, path: impl Into<PathBuf>) {
        Arc::make_mut(&mut self.paths).insert(name.into(), path.into());
    }

    /// Works on a file and compares its state with the first one that the call saw. Disks can be slow, and network drives slower: the
    /// work does not run on the thread that serves other calls.
    async fn on_file<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&mut File) -> io::Result<T> + Send + 'static,
    ) -> Result<(FileState, T), ReadError> {
        let path = self.paths.get(name).ok_or(ReadError::NotFound)?.clone();
        let (name, seen) = (name.to_owned(), Arc::clone(&self.seen));
        tokio::task::spawn_blocking(move || {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let mut file = match seen.open.take() {
                Some((open, file)) if open == name => file,
                _ => open(&path)?,
            };
            let done = work(&mut file).map_err(read_error)?;
            // Read after the work, so that a change in its midst shows as well.
            let now = FileState::of(&file.metadata().map_err(read_error)?);
            if *seen.states.entry(name.clone()).or_insert(now) != now {
                return Err(ReadError::Unavailable(
                    "the file changed while it was sent; send it when nothing writes to it".to_owned(),
                ));
            }
            seen.open = Some((name, file));
            Ok((now, done))
        })
        .await
        .map_err(|_| ReadError::Unavailable("reading was interrupted".to_owned()))?
    }
}

#[async_trait]
impl AttachmentStore for FileAttachments {
    async fn size(&self, name: &str) -> Result<u64, ReadError> {
        let (state, ()) = self.on_file(name, |_| Ok(())).await?;
        Ok(state.bytes)
    }

    async fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, ReadError> {
        let piece = u64::from(length.min(PIECE_BYTES));
        let read = move |file: &mut File| {
            let left = file.metadata()?.len().saturating_sub(offset);
            file.seek(SeekFrom::Start(offset))?;
            // One allocation of the right size. A vector that grows while it is read cost 30 of them for each piece.
            let mut bytes = Vec::with_capacity(usize::try_from(piece.min(left)).unwrap_or_default());
            file.take(piece).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        self.on_file(name, read).await.map(|(_, bytes)| bytes)
    }

    fn for_call(&self) -> Option<Arc<dyn AttachmentStore>> {
        Some(Arc::new(Self {
            paths: Arc::clone(&self.paths),
            seen: Arc::default(),
        }))
    }
}

/// Opens a regular file. Checks the kind first, since opening a pipe waits for its other end.
fn open(path: &PathBuf) -> Result<File, ReadError> {
    if !std::fs::metadata(path).map_err(read_error)?.is_file() {
        return Err(ReadError::Denied("it is not a regular file".to_owned()));
    }
    File::open(path).map_err(read_error)
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

    #[tokio::test]
    async fn a_file_that_changes_is_not_sent_half_old_half_new() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.txt");
        std::fs::write(&path, b"0123456789").unwrap();
        let mut files = FileAttachments::new();
        files.insert("log", &path);
        files.insert("other", dir.path().join("log.txt"));
        let (call, next) = (files.for_call().unwrap(), files.for_call().unwrap());
        assert_eq!(call.size("log").await, Ok(10));
        assert_eq!(call.read("log", 0, 5).await.as_deref(), Ok(&b"01234"[..]));

        // Written to in place, and written anew under the same name.
        std::fs::write(&path, b"0123456789 and more").unwrap();
        let changed = call.read("log", 5, 5).await;
        assert!(
            matches!(&changed, Err(ReadError::Unavailable(why)) if why.contains("changed")),
            "{changed:?}"
        );
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, b"else").unwrap();
        assert!(matches!(call.read("log", 5, 5).await, Err(ReadError::Unavailable(_))));
        assert!(matches!(call.size("log").await, Err(ReadError::Unavailable(_))));

        assert_eq!(
            next.size("log").await,
            Ok(4),
            "the next call sees the file as it is now"
        );
        assert_eq!(next.read("log", 0, 9).await.as_deref(), Ok(&b"else"[..]));
    }

    /// A program may set the time of modification back, as `touch -d` does.
    #[cfg(unix)]
    #[tokio::test]
    async fn a_change_with_its_time_put_back_shows() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report");
        std::fs::write(&path, b"0123456789").unwrap();
        let mut files = FileAttachments::new();
        files.insert("report", &path);
        let call = files.for_call().unwrap();
        assert_eq!(call.read("report", 0, 5).await.as_deref(), Ok(&b"01234"[..]));
        let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
        // The clock of the file system has ticks of some milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(50));
        std::fs::write(&path, b"abcdefghij").unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_times(std::fs::FileTimes::new().set_modified(modified))
            .unwrap();
        assert!(matches!(
            call.read("report", 5, 5).await,
            Err(ReadError::Unavailable(_))
        ));
    }

    /// Two names take turns: each is opened anew, and goes on where it was.
    #[tokio::test]
    async fn files_read_by_turns() {
        let dir = tempfile::tempdir().unwrap();
        let mut files = FileAttachments::new();
        for name in ["a", "b"] {
            std::fs::write(dir.path().join(name), name.repeat(10)).unwrap();
            files.insert(name, dir.path().join(name));
        }
        for offset in [0, 4, 8] {
            for name in ["a", "b"] {
                let piece = files.read(name, offset, 2).await.unwrap();
                assert_eq!(piece, name.repeat(2).into_bytes(), "{name} at {offset}");
            }
        }
    }
}
