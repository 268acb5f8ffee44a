//! Text files as people have them, from a file or from standard input, of a sensible size.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

pub use outlook_contract_json::text::{decode, decode_lossy};

use crate::failure::Failure;

/// Reads a text of at most `most` bytes from a file, or from standard input for `-`.
///
/// # Errors
/// When it cannot be read or is longer, or its encoding cannot be told. `code` is that of the failure.
pub fn read(path: &Path, code: &'static str, most: usize) -> Result<String, Failure> {
    let bad = |why: &dyn std::fmt::Display| Failure::input(code, format!("{}: {why}", name(path)));
    let bytes = read_bytes(path, most).map_err(|error| bad(&error))?;
    let bytes = bytes.ok_or_else(|| bad(&format!("it has more than {most} bytes")))?;
    decode(&bytes).map_err(|why| bad(&why.message()))
}

/// Reads a file, or standard input for `-`. Returns `None` if there are more than `most` bytes: a device has no end.
///
/// # Errors
/// When it cannot be read.
pub fn read_bytes(path: &Path, most: usize) -> io::Result<Option<Vec<u8>>> {
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path)?)
    };
    let mut bytes = Vec::new();
    source.take((most as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= most).then_some(bytes))
}

/// The name of an input for messages.
fn name(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("text");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(read(&path, "file", 3).unwrap(), "abc");
        let refused = read(&path, "file", 2).unwrap_err();
        assert_eq!((refused.code(), refused.exit_code()), ("file", 2));
        assert!(refused.message().contains("more than 2 bytes"));
        assert!(read(&dir.path().join("gone"), "file", 2).is_err());
        // It has no end.
        #[cfg(unix)]
        assert_eq!(read_bytes(Path::new("/dev/zero"), 4_096).unwrap(), None);
    }
}
