//! The body as a tree of parts (RFC 2046, RFC 2387). A level is written only if it is needed.
//!
//! ```text
//! multipart/mixed            with attachments
//!   multipart/related        with inline parts, which the HTML refers to by Content-ID
//!     multipart/alternative  with text and HTML
//!       text/plain
//!       text/html
//!     inline parts
//!   attachments
//! ```

use base64_simd::STANDARD;
use email_encoding::headers::{rfc2047, rfc2231};
use std::fmt::{self, Write};

use super::{
    Part,
    header::{self, field, is_plain, one_line, quoted},
};
use crate::{contract::Message, validate::text::is_token};

/// Maximum octets of a line without its end (RFC 5322 §2.1.1).
const LINE: usize = 998;

/// Maximum length of a content type or file name that is written in one line of a header.
const PARAMETER: usize = 400;

/// Content types that base64 may not carry (RFC 2046 §5). Such a file is declared as bytes; its name shows what it is.
const COMPOSITE: [&str; 2] = ["message", "multipart"];

/// Characters of a line of base64 (RFC 2045 §6.8).
const BASE64_LINE: usize = 76;

/// Octets that are encoded at once: those of 64 lines. Line by line, base64 takes three times as long.
const BASE64_BLOCK: usize = BASE64_LINE / 4 * 3 * 64;

const BINARY: &str = "application/octet-stream";

/// Writes the rest of the header, the empty line and the body.
pub fn write(out: &mut String, message: &Message, seed: &str, attachments: &[Part<'_>]) -> fmt::Result {
    let bytes = attachments
        .iter()
        .fold(0_usize, |sum, a| sum.saturating_add(a.content.len()));
    let text = [&message.text, &message.html]
        .into_iter()
        .flatten()
        .map(String::len)
        .fold(0, usize::saturating_add);
    out.reserve(bytes.saturating_add(text).div_ceil(2).saturating_mul(3));

    // Only HTML can display an inline part.
    let is_inline = |attached: &&Part<'_>| message.html.is_some() && attached.content_id.is_some();
    let (inline, files): (Vec<_>, Vec<_>) = attachments.iter().partition(is_inline);
    let writer = Writer {
        message,
        seed: &boundary_seed(seed),
    };
    if files.is_empty() {
        return writer.related(out, &inline);
    }
    let boundary = writer.open(out, "mixed", None);
    next(out, &boundary);
    writer.related(out, &inline)?;
    for attached in files {
        next(out, &boundary);
        file(out, attached, "attachment")?;
    }
    close(out, &boundary);
    Ok(())
}

struct Writer<'m> {
    message: &'m Message,
    seed: &'m str,
}

impl Writer<'_> {
    fn related(&self, out: &mut String, inline: &[&Part<'_>]) -> fmt::Result {
        if inline.is_empty() {
            return self.alternative(out);
        }
        let root = match self.message.text {
            Some(_) => "multipart/alternative",
            None => "text/html",
        };
        let boundary = self.open(out, "related", Some(root));
        next(out, &boundary);
        self.alternative(out)?;
        for attached in inline {
            next(out, &boundary);
            file(out, attached, "inline")?;
        }
        close(out, &boundary);
        Ok(())
    }

    /// Writes the texts. Readers prefer the last one (RFC 2046 §5.1.4).
    fn alternative(&self, out: &mut String) -> fmt::Result {
        match (&self.message.text, &self.message.html) {
            (Some(text), Some(html)) => {
                let boundary = self.open(out, "alternative", None);
                next(out, &boundary);
                self.text(out, "plain", text)?;
                next(out, &boundary);
                self.text(out, "html", html)?;
                close(out, &boundary);
                Ok(())
            }
            (None, Some(html)) => self.text(out, "html", html),
            (text, None) => self.text(out, "plain", text.as_deref().unwrap_or_default()),
        }
    }

    fn text(&self, out: &mut String, subtype: &str, text: &str) -> fmt::Result {
        write!(out, "Content-Type: text/{subtype}; charset=utf-8\r\n")?;
        let text = with_crlf(text);
        if is_seven_bit(&text) && !text.contains(self.seed) {
            out.push_str("Content-Transfer-Encoding: 7bit\r\n\r\n");
            out.push_str(&text);
        } else {
            in_base64(out, text.as_bytes());
        }
        Ok(())
    }

    /// Writes the content type of a multipart and returns its boundary.
    fn open(&self, out: &mut String, subtype: &str, root: Option<&str>) -> String {
        // Neither base64 nor a header that is written here contains `=_`.
        let boundary = format!("=_{subtype}_{}", self.seed);
        out.push_str("Content-Type: multipart/");
        out.push_str(subtype);
        if let Some(root) = root {
            out.push_str("; type=\"");
            out.push_str(root);
            out.push('"');
        }
        out.push_str(";\r\n boundary=\"");
        out.push_str(&boundary);
        out.push_str("\"\r\n");
        boundary
    }
}

/// Begins the next part.
fn next(out: &mut String, boundary: &str) {
    out.push_str("\r\n--");
    out.push_str(boundary);
    out.push_str("\r\n");
}

/// Ends a multipart.
fn close(out: &mut String, boundary: &str) {
    out.push_str("\r\n--");
    out.push_str(boundary);
    out.push_str("--\r\n");
}

/// Removes the characters that a boundary may not contain, and shortens the seed: a boundary has at most 70 characters
/// (RFC 2046 §5.1.1).
fn boundary_seed(seed: &str) -> String {
    seed.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(50)
        .collect()
}

fn file(out: &mut String, attached: &Part<'_>, disposition: &str) -> fmt::Result {
    let name = one_line(attached.name);
    let content_type = one_line(attached.content_type.unwrap_or(BINARY));
    let content_type = content_type.trim().trim_end_matches([';', ' ']);
    let content_type = if may_declare(content_type) {
        content_type
    } else {
        BINARY
    };
    field(out, "Content-Type", &mut |w| {
        w.write_str(content_type)?;
        if content_type.to_ascii_lowercase().contains("name=") {
            return Ok(());
        }
        // For readers that do not know RFC 2231, in the form of Outlook, Thunderbird and Apple Mail.
        w.write_char(';')?;
        w.new_line()?;
        w.space();
        w.write_str("name=")?;
        if is_plain(&name) && name.len() <= PARAMETER {
            return w.write_str(&quoted(&name));
        }
        w.write_char('"')?;
        rfc2047::encode(&name, w)?;
        w.write_char('"')
    })?;
    field(out, "Content-Disposition", &mut |w| {
        w.write_str(disposition)?;
        w.write_char(';')?;
        w.space();
        rfc2231::encode("filename", &name, w)
    })?;
    if let Some(id) = attached.content_id {
        field(out, "Content-ID", &mut |w| header::angle_id(w, id))?;
    }
    in_base64(out, attached.content);
    Ok(())
}

/// Returns whether a part may be declared with this content type.
fn may_declare(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let plain = content_type.len() <= PARAMETER && content_type.bytes().all(|b| matches!(b, b' '..=b'~'));
    plain
        && essence.split_once('/').is_some_and(|(kind, subtype)| {
            let composite = COMPOSITE.iter().any(|composite| composite.eq_ignore_ascii_case(kind));
            is_token(kind) && is_token(subtype) && !composite
        })
}

fn in_base64(out: &mut String, bytes: &[u8]) {
    out.push_str("Content-Transfer-Encoding: base64\r\n\r\n");
    let mut block = String::new();
    for (i, bytes) in bytes.chunks(BASE64_BLOCK).enumerate() {
        block.clear();
        STANDARD.encode_append(bytes, &mut block);
        if i > 0 {
            out.push_str("\r\n");
        }
        let mut rest = block.as_str();
        while let Some((line, later)) = rest
            .split_at_checked(BASE64_LINE)
            .filter(|(_, later)| !later.is_empty())
        {
            out.push_str(line);
            out.push_str("\r\n");
            rest = later;
        }
        out.push_str(rest);
    }
}

/// Returns a text with CRLF line ends, its canonical form (RFC 2046 §4.1.1).
fn with_crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\n', '\r'], "\r\n")
}

/// Returns whether a text with CRLF line ends needs no transfer encoding (RFC 2045 §2.7).
fn is_seven_bit(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\t' | b'\r' | b'\n'))
        && text.split("\r\n").all(|line| line.len() <= LINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_folded_as_by_another_implementation() {
        let bytes: Vec<u8> = (0..20_000_u32).map(|i| (i * i % 251) as u8).collect();
        for length in [0, 1, 2, 3, 56, 57, 58, 114, 3_647, 3_648, 3_649, 3_705, 7_296, 20_000] {
            let mut expected = "Content-Transfer-Encoding: base64\r\n\r\n".to_owned();
            email_encoding::body::base64::encode(&bytes[..length], &mut expected).unwrap();
            let mut found = String::new();
            in_base64(&mut found, &bytes[..length]);
            assert_eq!(found, expected, "{length}");
        }
    }
}
