//! Files that a mail is made of. They go to the component by name and are read piece by piece, so that no size of them has to
//! fit into its memory, nor into ours.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

use outlook_host::{
    stores::FileAttachments,
    types::{Attachment, Content},
};

use crate::failure::Failure;

/// Attachments from this size on travel as they are, in an upload session, and most smaller ones in base64: in base64 a file of
/// this size is larger than Graph's 4 MB. Near enough for a progress bar.
const SESSION_BYTES: u64 = 3_145_728;

/// Bytes read of a message on standard input: one more than the connector accepts, so that it refuses a longer message and never
/// sends the beginning of one.
const MIME_BYTES: u64 = 3_145_729;

/// Files by the names that the mail has for them.
#[derive(Default)]
pub struct Files {
    pub mapped: FileAttachments,
    pub sent: Sent,
    count: usize,
}

/// How much there is to send.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sent {
    encoded: u64,
}

impl Sent {
    /// Counts an attachment of so many bytes.
    pub fn add(&mut self, bytes: u64) {
        self.encoded += if bytes < SESSION_BYTES {
            bytes.div_ceil(3) * 4
        } else {
            bytes
        };
    }

    /// Bytes that they have on their way, near enough for a progress bar.
    pub fn encoded_bytes(self) -> u64 {
        self.encoded
    }
}

impl Files {
    /// A file as attachment. The media type is told by the file's name.
    pub fn attachment(&mut self, path: &Path, content_id: Option<String>) -> Result<Attachment, Failure> {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| bad("attachment", path, &"its name is not text"))?
            .to_owned();
        Ok(Attachment {
            name,
            content_type: mime_guess::from_path(path).first_raw().map(str::to_owned),
            content: self.stored("attachment", path)?,
            content_id,
        })
    }

    /// A whole message, from a file or from standard input.
    pub fn mime(&mut self, path: &Path) -> Result<Content, Failure> {
        if path != Path::new("-") {
            return self.stored("mime", path);
        }
        let mut message = Vec::new();
        std::io::stdin()
            .lock()
            .take(MIME_BYTES)
            .read_to_end(&mut message)
            .map_err(|error| bad("mime", path, &error))?;
        if message.is_empty() {
            return Err(bad("mime", path, &"nothing came on standard input"));
        }
        self.sent.add(message.len() as u64);
        Ok(Content::Bytes(message))
    }

    fn stored(&mut self, what: &'static str, path: &Path) -> Result<Content, Failure> {
        let metadata = fs::metadata(path).map_err(|error| bad(what, path, &error))?;
        if !metadata.is_file() {
            return Err(bad(what, path, &"it is not a file"));
        }
        // Better now than after the sign-in.
        File::open(path).map_err(|error| bad(what, path, &error))?;
        self.sent.add(metadata.len());
        self.count += 1;
        let name = format!("file-{}", self.count);
        self.mapped.insert(&name, path);
        Ok(Content::Stored(name))
    }
}

fn bad(what: &'static str, path: &Path, why: &dyn std::fmt::Display) -> Failure {
    Failure::input(what, format!("{}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_travel_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let (small, large) = (dir.path().join("a.pdf"), dir.path().join("b.bin"));
        fs::write(&small, b"%PDF").unwrap();
        fs::write(&large, vec![0; 3_145_728]).unwrap();
        let mut files = Files::default();
        let small = files.attachment(&small, None).unwrap();
        assert_eq!(
            (small.name.as_str(), &small.content),
            ("a.pdf", &Content::Stored("file-1".to_owned()))
        );
        assert_eq!(small.content_type.as_deref(), Some("application/pdf"));
        let large = files.attachment(&large, Some("cid".to_owned())).unwrap();
        assert_eq!(large.content, Content::Stored("file-2".to_owned()));
        assert_eq!(
            files.sent.encoded_bytes(),
            3_145_736,
            "the small one in base64, the large one as it is"
        );
        assert!(files.attachment(dir.path(), None).is_err());
        assert!(files.attachment(&dir.path().join("gone"), None).is_err());
        assert!(files.mime(dir.path()).is_err());
    }
}
