//! The value of a secret, as it is pasted or piped in.
//!
//! No Value of Entra has quotation marks around it, a character that nobody sees, or the name of a setting before it. Such a value
//! is refused when it is stored: Entra's refusal comes later and says less. `--as-is` stores it all the same.

use std::io::{IsTerminal, Read};

use zeroize::Zeroizing;

use crate::{failure::Failure, guid::is_guid, text};

/// Longest value taken. Entra's secrets have 40 characters; a pasted file is a mistake.
const VALUE_BYTES: usize = 16 * 1024;

const CODE: &str = "secret-value";

/// Asks for the value on a terminal, or reads it from standard input. `as_is` takes a value that no Value of Entra looks like.
///
/// # Errors
/// When it cannot be read, or is no secret. Nothing of the value is repeated.
pub fn read(name: &str, as_is: bool) -> Result<Zeroizing<String>, Failure> {
    let value = if std::io::stdin().is_terminal() {
        let asked = rpassword::prompt_password(format!("Value of {name} (not shown): "));
        Zeroizing::new(asked.map_err(|error| unreadable(&error))?)
    } else {
        piped()?
    };
    let value = Zeroizing::new(value.trim_end_matches(['\r', '\n']).to_owned());
    if value.trim().is_empty() {
        return Err(refused("the value is empty; paste the secret's Value, or pipe it in"));
    }
    const FORM: &str = "the value must be one line of at most 16 KiB: the secret's Value alone";
    if value.len() > VALUE_BYTES || value.contains(['\r', '\n']) {
        return Err(refused(FORM));
    }
    match problem(&value).filter(|_| !as_is) {
        Some(problem) => Err(refused(&format!(
            "{problem}; nothing was stored. A Value of Entra has letters, digits and ~ . _ - only. If this is the secret \
             all the same, store it with --as-is"
        ))),
        None if value.contains(char::is_control) => Err(refused(FORM)),
        None => Ok(value),
    }
}

fn piped() -> Result<Zeroizing<String>, Failure> {
    // One buffer from the start, so that growing leaves no copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(VALUE_BYTES + 1));
    let limit = VALUE_BYTES as u64 + 1;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    let text = text::decode(&bytes).map_err(|why| refused(&format!("the value cannot be read: {}", why.message())))?;
    Ok(Zeroizing::new(text))
}

fn unreadable(error: &std::io::Error) -> Failure {
    refused(&format!("the value cannot be read: {error}"))
}

fn refused(message: &str) -> Failure {
    Failure::input(CODE, message)
}

/// What a value has that no Value of Entra has, and what to do.
fn problem(value: &str) -> Option<String> {
    const QUOTES: [char; 11] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '‚', '«', '»'];
    let inner = value.trim();
    if let Some(at) = inner.chars().position(is_invisible) {
        let place = match at {
            0 => "at its beginning".to_owned(),
            at if at + 1 == inner.chars().count() => "at its end".to_owned(),
            at => format!("after {at} characters"),
        };
        return Some(format!(
            "the value has a character that nobody sees {place}, such as a zero-width space or a byte order mark; copy the Value with \
             the button beside it in the portal"
        ));
    }
    if inner.starts_with(QUOTES) || inner.ends_with(QUOTES) {
        return Some("the value begins or ends with a quotation mark; leave the quotation marks out".to_owned());
    }
    if inner.len() != value.len() {
        return Some("the value begins or ends with a space; leave it out".to_owned());
    }
    if is_assignment(value) {
        return Some(
            "the value begins with a name and = or : as in a file of settings; give only what stands behind it"
                .to_owned(),
        );
    }
    if is_guid(value) {
        return Some(
            "the value is a GUID, so it is the Secret ID or another ID; the Value stands beside the Secret ID, and the portal shows it \
             only once: if you do not have it, create a new secret"
                .to_owned(),
        );
    }
    None
}

/// Returns whether a character is neither seen nor a plain space.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns whether a value begins as a line of settings: `NAME=`, `$env:NAME =`, `export NAME=` or `name: `.
fn is_assignment(value: &str) -> bool {
    let value = value.trim_start_matches("export ").trim_start_matches("$env:");
    let name_before = |separator: &str| {
        let name = value.split_once(separator).map(|(name, _)| name.trim());
        name.filter(|name| name.len() > 2 && name.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let is_word = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    };
    name_before("=").or_else(|| name_before(": ")).is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_entra_are_taken() {
        for value in [
            "abc8Q~not.a.real.secret_value-0123456789",
            "value",
            "v",
            "a=b",
            "+/==",
            "s3cret~+&= %marker",
            "pass phrase",
        ] {
            assert_eq!(problem(value), None, "{value}");
        }
    }

    #[test]
    fn what_is_pasted_along_is_named_and_the_value_is_not() {
        for (value, named) in [
            ("\"marker8Q~\"", "quotation mark"),
            ("'marker8Q~'", "quotation mark"),
            ("“marker8Q~”", "quotation mark"),
            ("marker8Q~\"", "quotation mark"),
            ("\u{200b}marker8Q~", "at its beginning"),
            ("marker8Q~\u{200b}", "at its end"),
            ("mar\u{feff}ker8Q~", "after 3 characters"),
            ("mar\u{a0}ker8Q~", "nobody sees"),
            ("mar\tker8Q~", "nobody sees"),
            (" marker8Q~", "a space"),
            ("marker8Q~ ", "a space"),
            ("CLIENT_SECRET=marker8Q~", "a name and ="),
            ("export CLIENT_SECRET=marker8Q~", "a name and ="),
            ("$env:CLIENT_SECRET = marker8Q~", "a name and ="),
            ("client-secret: marker8Q~", "a name and ="),
            ("8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10", "Secret ID"),
        ] {
            let problem = problem(value).unwrap_or_else(|| panic!("{value}"));
            assert!(problem.contains(named), "{value}: {problem}");
            assert!(!problem.contains("marker") && !problem.contains("8d1f"), "{problem}");
        }
    }
}
