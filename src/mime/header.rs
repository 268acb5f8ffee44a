//! Header fields (RFC 5322 §2.2). They are folded at 76 columns. Text that is not plain ASCII is written as encoded words
//! (RFC 2047).

use email_encoding::headers::{rfc2047, writer::EmailWriter};
use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use crate::{
    contract::Recipient,
    header_fields::{self, SetBy},
    validate::text::is_field_name,
};

/// Columns of a line. Longer lines are folded where possible (RFC 2047 §2).
const LINE: usize = 76;

/// Maximum length of a word of plain text. RFC 5322 §2.1.1 limits a line to 998 octets.
const PIECE: usize = 900;

/// Maximum length of a display name in quotes. A longer one is written as encoded words, so that no quoted string is folded.
const QUOTED_NAME: usize = 64;

/// Octets of a name that one encoded word holds.
const ENCODED_NAME: usize = 45;
/// Length of an encoded word without its text.
const ENCODED_WORD: usize = "=?utf-8?b??=".len();

/// Writes one field: its name, the value that `write` writes, and the line end.
pub fn field(out: &mut String, name: &str, write: &mut dyn FnMut(&mut EmailWriter<'_>) -> fmt::Result) -> fmt::Result {
    out.push_str(name);
    out.push(':');
    {
        // The writer writes pending spaces when it is dropped.
        let mut writer = EmailWriter::new(out, name.len().saturating_add(1), 1, false);
        write(&mut writer)?;
    }
    out.push_str("\r\n");
    Ok(())
}

/// Returns whether a custom header may be written: its name is valid, and no field of the message writes it.
pub fn is_custom(name: &str) -> bool {
    is_field_name(name)
        && !name
            .get(..8)
            .is_some_and(|start| start.eq_ignore_ascii_case("content-"))
        && matches!(header_fields::set_by(name), None | Some(SetBy::Sender { .. }))
}

/// Writes a value that needs no encoding.
pub fn atom(w: &mut EmailWriter<'_>, value: &str) -> fmt::Result {
    w.write_str(value)
}

/// Writes a Subject or a custom header. Plain text is written unchanged, other text as encoded words.
pub fn unstructured(w: &mut EmailWriter<'_>, value: &str) -> fmt::Result {
    let value = one_line(value);
    if is_plain(&value) && value.trim_matches(' ').len() == value.len() {
        w.folding().write_str(&value)
    } else {
        rfc2047::encode(&value, w)
    }
}

/// Writes a list of mailboxes, separated by commas.
pub fn address_list(w: &mut EmailWriter<'_>, list: &[Recipient]) -> fmt::Result {
    for (i, recipient) in list.iter().enumerate() {
        if i > 0 {
            w.write_char(',')?;
            w.space();
        }
        mailbox(w, recipient.name.as_deref(), &recipient.address)?;
    }
    Ok(())
}

/// Writes one mailbox: `"Name" <address>`, or only the address.
pub fn mailbox(w: &mut EmailWriter<'_>, name: Option<&str>, address: &str) -> fmt::Result {
    let address = bare_address(address);
    let name = name
        .map(|name| one_line(name.trim()))
        .filter(|name| !name.trim().is_empty());
    let Some(name) = name else {
        fold_before(w, address.len().saturating_add(2))?;
        return write!(w, "<{address}>");
    };
    if is_plain(&name) && name.len() <= QUOTED_NAME {
        let quoted = quoted(&name);
        fold_before(w, quoted.len())?;
        w.write_str(&quoted)?;
    } else {
        // In one encoded word if a line can hold it: some readers display the space between two encoded words.
        if name.len() <= ENCODED_NAME {
            fold_before(w, name.len().div_ceil(3).saturating_mul(4).saturating_add(ENCODED_WORD))?;
        }
        rfc2047::encode(&name, w)?;
    }
    w.space();
    fold_before(w, address.len().saturating_add(2))?;
    write!(w, "<{address}>")
}

/// Begins a new line if the next `length` columns do not fit the current one. A space must be pending.
fn fold_before(w: &mut EmailWriter<'_>, length: usize) -> fmt::Result {
    // One column more for the comma. The first text of a field stays in the line of its name.
    let first = w.projected_line_len() < 40;
    if !first && w.projected_line_len().saturating_add(length).saturating_add(1) > LINE {
        w.new_line()?;
    }
    Ok(())
}

/// Writes phrases separated by commas and without quotes, as Exchange itself writes categories ([MS-OXCMAIL], Categories). A
/// reader that only splits at commas would take quotes for a part of the name.
pub fn keywords(w: &mut EmailWriter<'_>, list: &[String]) -> fmt::Result {
    for (i, keyword) in list.iter().enumerate() {
        if i > 0 {
            w.write_char(',')?;
            w.space();
        }
        let keyword = one_line(keyword.trim());
        let words_only = keyword
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b" -_/!+*'&#".contains(&b));
        if words_only && is_plain(&keyword) {
            w.folding().write_str(&keyword)?;
        } else {
            rfc2047::encode(&keyword, w)?;
        }
    }
    Ok(())
}

/// Writes a Message-ID or Content-ID in angle brackets.
pub fn angle_id(w: &mut EmailWriter<'_>, id: &str) -> fmt::Result {
    write!(w, "<{}>", without(id, "<>"))
}

/// Makes a text fit one line: replaces each control character with a space.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        Cow::Owned(text.replace(char::is_control, " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns whether a text can stand in a header unchanged.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
        // A parser would read this as an encoded word.
        && !text.contains("=?")
        && text.split(' ').all(|piece| piece.len() <= PIECE)
}

/// Puts printable ASCII into quotes (RFC 5322 §3.2.4).
///
/// `email_encoding::headers::quoted_string` is not used: it turns every name with a comma, an apostrophe or parentheses, such as
/// "Bowen, Megan", into an encoded word, and it folds inside the quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Removes the characters that no address has. An address that `validate` accepted is only trimmed. A list, or an attempt to
/// add a header, becomes one address that Exchange refuses.
fn bare_address(address: &str) -> Cow<'_, str> {
    without(address.trim(), "<>()[]\\,;:\"")
}

fn without<'t>(text: &'t str, unwanted: &str) -> Cow<'t, str> {
    let is_unwanted = |c: char| c.is_control() || c.is_whitespace() || unwanted.contains(c);
    if text.contains(is_unwanted) {
        Cow::Owned(text.replace(is_unwanted, ""))
    } else {
        Cow::Borrowed(text)
    }
}
