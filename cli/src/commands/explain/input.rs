//! Text that people hand in: from a file or from standard input, of a sensible size, in whatever encoding their shell wrote it.

use std::path::Path;

use crate::{failure::Failure, text};

/// Most bytes taken. Microsoft's error responses have a few KB; a larger file is the wrong one.
const BYTES: usize = 1024 * 1024;

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// When it cannot be read, or is too large.
pub fn read(path: &Path) -> Result<String, Failure> {
    let bytes = text::read_bytes(path, BYTES).map_err(|error| match looks_like_text(path) {
        true => text_as_name(),
        false => Failure::input("file", format!("{}: {error}", path.display())),
    })?;
    let Some(bytes) = bytes else {
        let name = if path == Path::new("-") {
            "the input".into()
        } else {
            path.display().to_string()
        };
        return Err(Failure::input(
            "input-too-large",
            format!("{name} has more than 1 MiB; give the one response to explain, not the whole log"),
        ));
    };
    // Codes and IDs are ASCII: they survive whatever the rest is.
    Ok(text::decode_lossy(&bytes))
}

/// Whether a name that no file has is rather the text to explain: it has blanks, or characters of JSON.
fn looks_like_text(path: &Path) -> bool {
    let name = path.to_string_lossy();
    !path.exists()
        && (name.contains(['{', '"', ':', '\n']) || name.contains(char::is_whitespace) || name.starts_with("AADSTS"))
}

fn text_as_name() -> Failure {
    let message = "there is no file of this name. A text to explain goes to standard input: outlook-host explain, then paste it, or \
                   echo '…' | outlook-host explain";
    Failure::input("file", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_common_shells() {
        let utf_16 = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain("{é}".encode_utf16().flat_map(unit)).collect()
        };
        for bytes in [
            "{é}".as_bytes().to_vec(),
            "\u{feff}{é}".as_bytes().to_vec(),
            utf_16([0xFF, 0xFE], u16::to_le_bytes),
            utf_16([0xFE, 0xFF], u16::to_be_bytes),
        ] {
            assert_eq!(text::decode_lossy(&bytes), "{é}", "{bytes:?}");
        }
        assert_eq!(
            text::decode_lossy(b"{\xE9}"),
            "{\u{fffd}}",
            "Latin-1 is replaced, and the rest kept"
        );
    }

    #[test]
    fn files_up_to_one_mebibyte() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("response");
        std::fs::write(&path, "x".repeat(BYTES)).unwrap();
        assert_eq!(read(&path).unwrap().len(), BYTES);
        std::fs::write(&path, "x".repeat(BYTES + 1)).unwrap();
        let refused = read(&path).unwrap_err();
        assert_eq!((refused.code(), refused.exit_code()), ("input-too-large", 2));
        assert_eq!(read(&dir.path().join("gone")).unwrap_err().code(), "file");
        for text in [
            "AADSTS7000215",
            "invalid_client: marker",
            "{\"error\":1}",
            "403 Forbidden",
        ] {
            let message = read(Path::new(text)).unwrap_err().message();
            assert!(
                message.contains("standard input") && !message.contains(text),
                "{message}"
            );
        }
    }
}
