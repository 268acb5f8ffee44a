//! Display names that Exchange does not read as names.
//!
//! A phrase has no `@` outside of quotation marks (RFC 5322, section 3.2.3). Exchange takes such a sender for another one, and
//! answers `ErrorSendAsDenied`; as a recipient it is nobody.

/// Returns whether an address field has a name with an `@` outside of quotation marks, comments and encoded words.
pub(crate) fn has_unquoted_at(field: &str) -> bool {
    let mut phrase = String::new();
    let mut rest = field.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => _ = skip(&mut rest, '"'),
            '(' => skip_comment(&mut rest),
            '<' => {
                if words(&phrase).any(|word| word.contains('@')) {
                    return true;
                }
                _ = skip(&mut rest, '>');
                phrase.clear();
            }
            ',' | ';' | ':' => phrase.clear(),
            c => phrase.push(c),
        }
    }
    false
}

fn words(phrase: &str) -> impl Iterator<Item = &str> {
    phrase
        .split_whitespace()
        .filter(|word| !(word.starts_with("=?") && word.ends_with("?=")))
}

fn skip(rest: &mut impl Iterator<Item = char>, end: char) -> Option<()> {
    loop {
        match rest.next()? {
            '\\' => _ = rest.next()?,
            c if c == end => return Some(()),
            _ => {}
        }
    }
}

fn skip_comment(rest: &mut impl Iterator<Item = char>) {
    let mut depth = 1;
    while depth > 0 {
        match rest.next() {
            Some('\\') => _ = rest.next(),
            Some('(') => depth += 1,
            Some(')') => depth -= 1,
            Some(_) => {}
            None => return,
        }
    }
}
