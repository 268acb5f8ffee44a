//! Header fields (RFC 5322 §2.2): folded at 76 columns, with encoded words (RFC 2047) for all that is not plain ASCII.

use email_encoding::headers::{rfc2047, writer::EmailWriter};
use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use crate::{contract::Recipient, validate::text::is_token};

/// Columns at which lines are folded where they can be (RFC 2047 §2).
const LINE: usize = 76;

/// Longest stretch of plain text that stays in one piece. RFC 5322 §2.1.1 limits a line to 998 octets.
const PIECE: usize = 900;

/// Longest display name in quotes; a longer one is written as encoded words, so that no quoted string is folded.
const QUOTED_NAME: usize = 64;

/// Octets of a name that one encoded word holds, and what such a word needs besides.
const ENCODED_NAME: usize = 45;
const ENCODED_WORD: usize = "=?utf-8?b??=".len();

/// Headers that a message's own fields make. `rules` refuses them as custom headers.
const OWN: [&str; 16] = [
    "bcc",
    "cc",
    "date",
    "disposition-notification-to",
    "from",
    "importance",
    "keywords",
    "message-id",
    "mime-version",
    "reply-to",
    "return-receipt-to",
    "sender",
    "sensitivity",
    "subject",
    "to",
    "x-priority",
];

/// Writes one field: its name, what `write` makes of the value, and the line end.
pub fn field(out: &mut String, name: &str, write: &mut dyn FnMut(&mut EmailWriter<'_>) -> fmt::Result) -> fmt::Result {
    out.push_str(name);
    out.push(':');
    {
        // It writes spaces that it holds back when it is dropped.
        let mut writer = EmailWriter::new(out, name.len().saturating_add(1), 1, false);
        write(&mut writer)?;
    }
    out.push_str("\r\n");
    Ok(())
}

/// Tells whether a custom header may be written: a name that is one, and that no field of the message makes.
pub fn is_custom(name: &str) -> bool {
    is_token(name)
        && !name
            .get(..8)
            .is_some_and(|start| start.eq_ignore_ascii_case("content-"))
        && !OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Writes a value that needs no care.
pub fn atom(w: &mut EmailWriter<'_>, value: &str) -> fmt::Result {
    w.write_str(value)
}

/// Writes a Subject or a custom header: as it is when it is plain, else as encoded words.
pub fn unstructured(w: &mut EmailWriter<'_>, value: &str) -> fmt::Result {
    let value = one_line(value);
    if is_plain(&value) && value.trim_matches(' ').len() == value.len() {
        w.folding().write_str(&value)
    } else {
        rfc2047::encode(&value, w)
    }
}

/// Writes a list of mailboxes, one after the other.
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

/// Writes one mailbox: `"Name" <address>`, or the address alone.
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
        // In one piece where a line can hold it: some readers show the space between two encoded words.
        if name.len() <= ENCODED_NAME {
            fold_before(w, name.len().div_ceil(3).saturating_mul(4).saturating_add(ENCODED_WORD))?;
        }
        rfc2047::encode(&name, w)?;
    }
    w.space();
    fold_before(w, address.len().saturating_add(2))?;
    write!(w, "<{address}>")
}

/// Begins a line if what comes next does not fit the current one. A space must be pending.
fn fold_before(w: &mut EmailWriter<'_>, length: usize) -> fmt::Result {
    // One more for the comma. The first text of a field stays beside its name.
    let first = w.projected_line_len() < 40;
    if !first && w.projected_line_len().saturating_add(length).saturating_add(1) > LINE {
        w.new_line()?;
    }
    Ok(())
}

/// Writes phrases separated by commas and without quotes, as Exchange itself writes categories ([MS-OXCMAIL], Categories):
/// a reader that splits at commas alone would take quotes for a part of the name.
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

/// Writes an id in angle brackets: a Message-ID or Content-ID.
pub fn angle_id(w: &mut EmailWriter<'_>, id: &str) -> fmt::Result {
    write!(w, "<{}>", without(id, "<>"))
}

/// Makes one line of a text: each control character becomes a space.
pub fn one_line(text: &str) -> Cow<'_, str> {
    match text.contains(char::is_control) {
        true => Cow::Owned(text.replace(char::is_control, " ")),
        false => Cow::Borrowed(text),
    }
}

/// Tells whether a text can stand in a header as it is.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
        // It would be read as an encoded word.
        && !text.contains("=?")
        && text.split(' ').all(|piece| piece.len() <= PIECE)
}

/// Puts printable ASCII into quotes (RFC 5322 §3.2.4).
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An address without what none has. For one that `rules` let pass this is a trim; from a list, or from an attempt to add a
/// header, it makes one address that Exchange refuses.
fn bare_address(address: &str) -> Cow<'_, str> {
    without(address.trim(), "<>()[]\\,;:\"")
}

fn without<'t>(text: &'t str, unwanted: &str) -> Cow<'t, str> {
    let is_unwanted = |c: char| c.is_control() || c.is_whitespace() || unwanted.contains(c);
    match text.contains(is_unwanted) {
        true => Cow::Owned(text.replace(is_unwanted, "")),
        false => Cow::Borrowed(text),
    }
}
