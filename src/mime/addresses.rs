//! Display names in the address fields of messages that a caller wrote (RFC 5322 §3.4). A phrase of atoms has no `@` and no comma: such
//! a name stands in quotation marks (§3.2.3, §3.2.4). Exchange reads `a@b.com <a@b.com>` as another sender and refuses it with a
//! message about rights, so that it is refused here. Of the other specials, such as brackets, no reader takes one for a part of an
//! address: they pass, although the RFC wants quotation marks.
//!
//! The crate `mail-parser` reads such names without complaint, as most parsers do: none that was found tells a malformed phrase.

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// It has an `@` outside of quotation marks.
    At,
    /// It has a comma outside of quotation marks: what stands before the comma is no address.
    Comma,
    /// Its quotation mark, comment or angle bracket does not end.
    Open,
}

/// One entry of a list of addresses, while it is read.
#[derive(Default)]
struct Entry {
    /// There is text that is no comment.
    has_text: bool,
    has_at: bool,
    /// An address in angle brackets was read.
    has_angle: bool,
}

/// Checks the names in an unfolded address field.
///
/// # Errors
/// What is wrong with the first name that readers take for something else. Encoded words count as plain text.
pub fn check_names(value: &str) -> Result<(), Malformed> {
    let mut entry = Entry::default();
    // The entry before ended at a comma and has no address.
    let mut is_cut = false;
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '"' => {
                entry.has_text = true;
                after_end(after, '"')?
            }
            '(' => after_comment(after)?,
            '<' => {
                if entry.has_at {
                    return Err(Malformed::At);
                }
                if is_cut && entry.has_text {
                    return Err(Malformed::Comma);
                }
                entry.has_angle = true;
                after_end(after, '>')?
            }
            ',' => {
                is_cut = entry.has_text && !entry.has_at && !entry.has_angle;
                entry = Entry::default();
                after
            }
            // The end of a group's name, or of a group.
            ':' | ';' => {
                is_cut = false;
                entry = Entry::default();
                after
            }
            '=' => {
                entry.has_text = true;
                after_encoded_word(rest).unwrap_or(after)
            }
            c => {
                entry.has_at |= c == '@';
                entry.has_text |= !c.is_whitespace();
                after
            }
        };
    }
    Ok(())
}

/// Returns what follows the next `end` that has no backslash before it.
fn after_end(text: &str, end: char) -> Result<&str, Malformed> {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            c if c == end => return Ok(chars.as_str()),
            _ => {}
        }
    }
    Err(Malformed::Open)
}

/// Returns what follows the end of a comment. Comments nest (RFC 5322 §3.2.2).
fn after_comment(text: &str) -> Result<&str, Malformed> {
    let mut depth = 1_usize;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            '(' => depth = depth.saturating_add(1),
            ')' if depth == 1 => return Ok(chars.as_str()),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Err(Malformed::Open)
}

/// Returns what follows the encoded word at the beginning of a text (RFC 2047 §2): `=?charset?encoding?text?=` without spaces.
fn after_encoded_word(text: &str) -> Option<&str> {
    let word = text.split(char::is_whitespace).next()?;
    let inner = word.strip_prefix("=?")?;
    let mut parts = inner.splitn(3, '?');
    let (_, _, encoded) = (parts.next()?, parts.next()?, parts.next()?);
    let end = encoded.find("?=")?;
    let rest = encoded.get(end.checked_add("?=".len())?..)?;
    text.get(word.len().checked_sub(rest.len())?..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_rfc_5322_writes_them() {
        for good in [
            "",
            "megan@contoso.com",
            "<megan@contoso.com>",
            "Megan Bowen <megan@contoso.com>",
            "Megan B. Bowen <megan@contoso.com>",
            "[Ticket 7] Megan \\ Bowen <megan@contoso.com>",
            "\"Bowen, Megan\" <megan@contoso.com>",
            "\"megan@contoso.com\" <megan@contoso.com>",
            "\"Megan \\\"the @\\\" Bowen\" <megan@contoso.com>",
            "Megan (at home @ Contoso) <megan@contoso.com>",
            "megan@contoso.com (Bowen, (the \\) one) Megan @ home)",
            "(a \"quote) Megan <megan@contoso.com>",
            "=?utf-8?Q?megan@contoso.com?= <megan@contoso.com>",
            "=?utf-8?B?TWVnYW4=?= =?utf-8?B?TWVnYW4=?= <megan@contoso.com>",
            "=?utf-8?Q?a?=<a@contoso.com>, b@contoso.com",
            "a@contoso.com, Megan <megan@contoso.com>",
            "undisclosed-recipients:;",
            "Team: a@contoso.com, Megan <megan@contoso.com>;, b@contoso.com",
            "\"a b\"@contoso.com",
            "<@a.com,@b.com:megan@contoso.com>",
            "megan@[10.0.0.1], Alex <alex@contoso.com>",
            "O'Brien = Sons <a@contoso.com>",
            "Грета <a@contoso.com>",
        ] {
            assert_eq!(check_names(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn names_that_need_quotation_marks() {
        for (bad, problem) in [
            ("megan@contoso.com <megan@contoso.com>", Malformed::At),
            ("Megan @ Contoso <megan@contoso.com>", Malformed::At),
            ("a@contoso.com, b@contoso.com <b@contoso.com>", Malformed::At),
            ("=?utf-8?Q?a?= b@c <b@contoso.com>", Malformed::At),
            ("=?broken@x <b@contoso.com>", Malformed::At),
            ("Bowen, Megan <megan@contoso.com>", Malformed::Comma),
            ("\"Megan <megan@contoso.com>", Malformed::Open),
            ("Megan (home <megan@contoso.com>", Malformed::Open),
            ("Megan <megan@contoso.com", Malformed::Open),
            ("\"Megan\\\" <megan@contoso.com>", Malformed::Open),
        ] {
            assert_eq!(check_names(bad), Err(problem), "{bad}");
        }
    }
}
