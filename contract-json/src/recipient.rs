//! Recipients as people write them.

use mail_parser::{Address, MessageParser};

use crate::contract::Recipient;

/// Reads a recipient as people write it: `a@b`, `Name <a@b>`, and every other form of RFC 5322 §3.4 for one address. The connector
/// checks the address later and names the field.
///
/// An option holds one recipient, so that a name needs no quotation marks here, whatever it contains.
#[must_use]
pub fn recipient(text: &str) -> Recipient {
    let text = text.trim();
    let last = text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<'));
    // `mail-parser` loses the space between a word and a quoted one, so that such a name is taken as it was typed.
    let is_one_string = last.is_none_or(|(name, _)| !name.contains('"') || is_quoted_string(name.trim()));
    let parsed = parsed(text).filter(|one| last.is_none_or(|(_, address)| address.trim() == one.address));
    if let Some(recipient) = parsed.filter(|_| is_one_string) {
        return recipient;
    }
    let Some((name, address)) = last else {
        return Recipient {
            address: text.to_owned(),
            name: None,
        };
    };
    let name = name.trim();
    let name = match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(inner) if is_quoted_string(name) => inner,
        _ => name,
    };
    Recipient {
        address: address.trim().to_owned(),
        name: (!name.is_empty()).then(|| name.to_owned()),
    }
}

/// Returns whether a text is one quoted string (RFC 5322 §3.2.4).
fn is_quoted_string(text: &str) -> bool {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let mut escaped = false;
    inner.is_some_and(|inner| {
        inner.chars().all(|c| {
            let is_content = escaped || c != '"';
            escaped = !escaped && c == '\\';
            is_content
        })
    })
}

/// Reads one address with a name or a comment. Returns `None` for a bare address, a group, several addresses, and what has control
/// characters: the connector sees that as it is.
fn parsed(text: &str) -> Option<Recipient> {
    if !text.contains(['<', '(', '"']) || text.chars().any(char::is_control) {
        return None;
    }
    let header = format!("To: {text}\r\n\r\n");
    let message = MessageParser::default().parse(header.as_bytes())?;
    let Address::List(list) = message.to()? else {
        return None;
    };
    let [one] = list.as_slice() else { return None };
    Some(Recipient {
        address: one.address()?.to_owned(),
        name: one.name().filter(|name| !name.trim().is_empty()).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_as_people_write_them() {
        for (text, address, name) in [
            ("a@b.c", "a@b.c", None),
            (" a@b.c ", "a@b.c", None),
            ("<a@b.c>", "a@b.c", None),
            ("Megan Bowen <a@b.c>", "a@b.c", Some("Megan Bowen")),
            ("\"Bowen, Megan\" <a@b.c>", "a@b.c", Some("Bowen, Megan")),
            ("a@b.c;d@e.f", "a@b.c;d@e.f", None),
            ("x < y <a@b.c>", "a@b.c", Some("x < y")),
            ("Bowen, Megan <a@b.c>", "a@b.c", Some("Bowen, Megan")),
            ("a@b.c <a@b.c>", "a@b.c", Some("a@b.c")),
            ("\"a@b.c\" <a@b.c>", "a@b.c", Some("a@b.c")),
            (
                "\"Megan \\\"the\\\" Bo\\\\wen\" <a@b.c>",
                "a@b.c",
                Some("Megan \"the\" Bo\\wen"),
            ),
            ("\"x > y\"<a@b.c>", "a@b.c", Some("x > y")),
            ("\"Megan\" \"Bowen\" <a@b.c>", "a@b.c", Some("\"Megan\" \"Bowen\"")),
            ("Megan \"the @\" Bowen <a@b.c>", "a@b.c", Some("Megan \"the @\" Bowen")),
            (
                "Megan (home, (or not)) <a@b.c>",
                "a@b.c",
                Some("Megan (home, (or not))"),
            ),
            ("\"\" <a@b.c>", "a@b.c", None),
            ("a@b.c (Megan Bowen)", "a@b.c", Some("Megan Bowen")),
            ("=?utf-8?Q?Gr=C3=BCn?= <a@b.c>", "a@b.c", Some("Gr\u{fc}n")),
            ("Мегaн 陳 <a@b.c>", "a@b.c", Some("Мегaн 陳")),
            // The connector refuses these.
            ("Team: a@b.c, d@e.f;", "Team: a@b.c, d@e.f;", None),
            ("Megan Bowen", "Megan Bowen", None),
            ("a@b.c\r\nBcc: d@e.f", "a@b.c\r\nBcc: d@e.f", None),
            ("\"a@b.c", "\"a@b.c", None),
            ("", "", None),
        ] {
            let recipient = recipient(text);
            assert_eq!(
                (recipient.address.as_str(), recipient.name.as_deref()),
                (address, name),
                "{text}"
            );
        }
    }
}
