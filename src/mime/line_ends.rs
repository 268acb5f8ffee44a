//! Line ends of messages that a caller wrote. Lines of mail end in CR LF (RFC 5322 §2.1); files on Unix have LF alone. Exchange Online
//! passes lone LFs on, and receivers refuse them (550 5.6.11, BareLinefeedsAreIllegal), so that the sender gets a report after
//! the mail was accepted. They are completed here where nothing else changes with them:
//!
//! - Not in the part that a `multipart/signed` signs (RFC 1847 §2.1): its bytes are what was signed.
//! - Not if a part is binary (RFC 3030), or if a signed part is inside another one. Then nothing is changed.
//! - A lone CR between LFs is no line end of any system and stays. A file with CRs alone, as of an old Mac, is completed too.

use std::{borrow::Cow, ops::Range};

use super::inspect::header_value;

/// What became of the line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnds {
    /// All are CR LF now.
    Complete,
    /// Some are not, and could not be changed.
    Bare,
}

/// Completes the line ends of a message, as far as that is safe. Borrows a message whose line ends are complete.
pub fn complete(mime: &[u8]) -> (Cow<'_, [u8]>, LineEnds) {
    if !has_bare(mime) {
        return (Cow::Borrowed(mime), LineEnds::Complete);
    }
    let Some(signed) = signed_part(mime).filter(|_| !is_binary(mime)) else {
        return (Cow::Borrowed(mime), LineEnds::Bare);
    };
    // A file of an old Mac.
    let only_cr = !mime.contains(&b'\n');
    let mut completed = Vec::with_capacity(mime.len().saturating_add(mime.len() / 32));
    let mut before = 0;
    for (at, byte) in mime.iter().copied().enumerate() {
        let keeps = signed.contains(&at);
        match byte {
            b'\n' if before != b'\r' && !keeps => completed.extend_from_slice(b"\r\n"),
            b'\r' if only_cr && !keeps => completed.extend_from_slice(b"\r\n"),
            _ => completed.push(byte),
        }
        before = byte;
    }
    let state = if has_bare(&completed) {
        LineEnds::Bare
    } else {
        LineEnds::Complete
    };
    (Cow::Owned(completed), state)
}

/// Returns whether the message has an LF without a CR before it, or a CR without an LF after it.
fn has_bare(mime: &[u8]) -> bool {
    let mut before = 0;
    for byte in mime.iter().copied() {
        if (byte == b'\n') != (before == b'\r') {
            return true;
        }
        before = byte;
    }
    before == b'\r'
}

/// Returns where the part is that a `multipart/signed` signs, without the line end that belongs to the boundary. The range is empty
/// for a message that is not signed. Returns `None` if a signed part is elsewhere or its ends are not found.
fn signed_part(mime: &[u8]) -> Option<Range<usize>> {
    const SIGNED: &[u8] = b"multipart/signed";
    let is_anywhere = mime
        .windows(SIGNED.len())
        .any(|window| window.eq_ignore_ascii_case(SIGNED));
    if !is_anywhere {
        return Some(0..0);
    }
    let content_type = header_value(mime, "content-type")?;
    let kind = content_type.split(';').next()?.trim();
    if !kind.eq_ignore_ascii_case("multipart/signed") {
        return None;
    }
    let delimiter = format!("--{}", boundary(&content_type)?).into_bytes();
    let mut ends = lines(mime).filter(|line| mime.get(line.clone()).is_some_and(|line| line.starts_with(&delimiter)));
    let first = ends.next()?;
    let second = ends.next()?;
    // The part begins after the line end of its boundary, and ends before the one of the next.
    let start = line_end(mime, first.end);
    let end = mime.get(..second.start)?;
    let end = end.strip_suffix(b"\n").or(end.strip_suffix(b"\r"))?;
    let end = end.strip_suffix(b"\r").unwrap_or(end);
    (start <= end.len()).then_some(start..end.len())
}

/// Returns the lines of a message as ranges, without their ends.
fn lines(mime: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = mime.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
        let line = start..start.saturating_add(length.unwrap_or(rest.len()));
        start = line_end(mime, line.end);
        Some(line)
    })
}

/// Returns the index after the line end at `at`.
fn line_end(mime: &[u8], at: usize) -> usize {
    let rest = mime.get(at..).unwrap_or_default();
    let length = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    at.saturating_add(length)
}

/// Returns the parameter `boundary` of a content type (RFC 2046 §5.1.1).
fn boundary(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("boundary=")?.checked_add("boundary=".len())?;
    let value = content_type.get(at..)?;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split(|c: char| c == ';' || c.is_whitespace()).next()?,
    };
    (!value.is_empty()).then(|| value.to_owned())
}

/// Returns whether a part says that its bytes are no lines. Bytes beyond ASCII do not say so: they stay as they are.
fn is_binary(mime: &[u8]) -> bool {
    const FIELD: &[u8] = b"content-transfer-encoding:";
    lines(mime).any(|line| {
        let line = mime.get(line).unwrap_or_default();
        line.split_at_checked(FIELD.len()).is_some_and(|(name, value)| {
            name.eq_ignore_ascii_case(FIELD) && value.trim_ascii().eq_ignore_ascii_case(b"binary")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(mime: &str) -> (String, LineEnds) {
        let (mime, state) = complete(mime.as_bytes());
        (String::from_utf8(mime.into_owned()).unwrap(), state)
    }

    #[test]
    fn complete_lines_are_borrowed() {
        for mime in ["", "To: a@b.c\r\n\r\nText\r\n", "To: a@b.c\r\n\r\nText"] {
            let (bytes, state) = complete(mime.as_bytes());
            assert!(matches!(bytes, Cow::Borrowed(_)), "{mime:?}");
            assert_eq!(state, LineEnds::Complete);
        }
    }

    #[test]
    fn lone_line_ends_are_completed() {
        for (mime, expected) in [
            ("To: a@b.c\n\nÄ\nB\n", "To: a@b.c\r\n\r\nÄ\r\nB\r\n"),
            ("To: a@b.c\r\n\r\nA\nB\r\n\n", "To: a@b.c\r\n\r\nA\r\nB\r\n\r\n"),
            ("To: a@b.c\r\rA\r", "To: a@b.c\r\n\r\nA\r\n"),
            (
                "Content-Transfer-Encoding: 8bit\n\nÄ\n",
                "Content-Transfer-Encoding: 8bit\r\n\r\nÄ\r\n",
            ),
        ] {
            assert_eq!(completed(mime), (expected.to_owned(), LineEnds::Complete), "{mime:?}");
        }
    }

    #[test]
    fn what_is_no_line_end_stays() {
        for (mime, expected) in [
            ("To: a@b.c\n\n10 %\r20 %\n", "To: a@b.c\r\n\r\n10 %\r20 %\r\n"),
            (
                "Content-Transfer-Encoding: Binary\r\n\r\n\n",
                "Content-Transfer-Encoding: Binary\r\n\r\n\n",
            ),
        ] {
            assert_eq!(completed(mime), (expected.to_owned(), LineEnds::Bare), "{mime:?}");
        }
    }

    /// A message as OpenSSL writes it: LF outside, CR LF in what it signs.
    #[test]
    fn the_signed_part_keeps_its_bytes() {
        let signed = "Content-Type: text/plain\r\n\r\nSigned\r\n";
        let frame = |end: &str, part: &str| {
            let lines = [
                "To: a@b.c",
                "Content-Type: multipart/signed; micalg=sha-256;",
                "\tboundary=\"b-1\"",
                "",
                "preamble",
                "--b-1",
                part,
                "--b-1",
                "Content-Type: application/pkcs7-signature",
                "",
                "MIIG",
                "--b-1--",
                "",
            ];
            lines.join(end)
        };
        let (mime, state) = completed(&frame("\n", signed));
        assert_eq!(state, LineEnds::Complete);
        assert_eq!(mime, frame("\r\n", signed));
        // What was signed with lone LFs goes as it is.
        for part in ["Content-Type: text/plain\n\nSigned", "\n", "A\rB"] {
            let (mime, state) = completed(&frame("\n", part));
            assert_eq!(mime, frame("\r\n", part));
            assert_eq!(state, LineEnds::Bare);
        }
    }

    #[test]
    fn a_signed_part_inside_another_is_left_alone() {
        for mime in [
            "To: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/signed; boundary=y\n\n--y\n",
            "To: a@b.c\nContent-Type: multipart/signed; boundary=x\n\n--x\nno end\n",
            "To: a@b.c\nContent-Type: multipart/signed\n\n--x\nA\n--x\n",
        ] {
            assert_eq!(completed(mime), (mime.to_owned(), LineEnds::Bare));
        }
    }
}
