//! Removes secrets and addresses from a service's message before people see it. Microsoft quotes addresses, header names and
//! input that it could not parse.
//!
//! This is best effort: it knows what was sent and the forms in which services have repeated it. What is shown of a message is at
//! most [`SERVICE_MESSAGE_CHARS`] long.

pub mod repeats;

use url::form_urlencoded::byte_serialize;

use crate::limits::SERVICE_MESSAGE_CHARS;

/// Whether quoted text stays in a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quotations {
    /// Keep it. Entra quotes ids of tenants, apps and resources, and its messages say little without them.
    Keep,
    /// Remove it. Graph quotes recipients, header names and parts of the body.
    Remove,
}

/// Returns whether a character is obeyed rather than shown: a control character (Cc), a mark of direction (Unicode TR 9), or a
/// separator of lines. A service's text with such characters could rewrite the screen or the log that it is shown on.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// How much of a message is compared with secrets, in bytes. Of the rest, what is shown is compared.
const COMPARED_BYTES: usize = 4_096;

/// Returns a service's code. Returns an empty text if it repeats one of the secrets.
pub fn service_code(code: String, secrets: &[&str]) -> String {
    if secrets.iter().any(|secret| repeats::secret(&code, secret)) {
        return String::new();
    }
    code
}

/// Returns a service's message as one short line without addresses, tokens, paths of URLs and the given secrets. It is empty if it
/// repeats a secret in a form in which the secret cannot be cut out.
pub fn service_message(text: &str, quotations: Quotations, secrets: &[&str]) -> String {
    // Entra appends request ids to its sentence. They are in the record of the request.
    let text = text.split("Trace ID:").next().unwrap_or_default();
    // A log that encodes JSON twice leaves line breaks as two characters.
    let mut text = text.replace("\\r\\n", " ").replace("\\n", " ");
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        // The secret itself, and the secret in the encoding of the form that was sent.
        let in_form: String = byte_serialize(secret.as_bytes()).collect();
        text = text.replace(secret, "[redacted]").replace(&in_form, "[redacted]");
    }
    // Before quotations are removed, which can cut a secret into pieces that nobody recognizes.
    let begin = text.get(..text.floor_char_boundary(COMPARED_BYTES)).unwrap_or(&text);
    if secrets.iter().any(|secret| repeats::secret(begin, secret)) {
        return String::new();
    }
    if quotations == Quotations::Remove {
        text = without_quotations(&text);
    }
    let mut line = String::new();
    for word in text
        .split(|c: char| c.is_whitespace() || is_hidden(c))
        .filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&safe_word(word));
    }
    let line = shorten(&line);
    if secrets.iter().any(|secret| repeats::secret(&line, secret)) {
        return String::new();
    }
    line
}

fn safe_word(word: &str) -> String {
    if let Some((scheme, rest)) = word.split_once("://") {
        // The path and query of a URL can hold a token. Its origin is useful.
        let host = rest.split(['/', '?', '#', '@']).next().unwrap_or_default();
        let origin = rest.len() == host.len();
        return format!("{scheme}://{host}{}", if origin { "" } else { "/…" });
    }
    // Every JWT begins with these letters, the base64url encoding of `{"`.
    if word.contains("eyJ") {
        return "[token]".to_owned();
    }
    if word.contains('@') {
        "[address]".to_owned()
    } else {
        word.to_owned()
    }
}

/// Replaces text in quotation marks with an ellipsis. An apostrophe inside a word does not open a quotation.
fn without_quotations(text: &str) -> String {
    let mut out = String::new();
    let mut open: Option<char> = None;
    let mut quoted = String::new();
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match open {
            None => {
                out.push(c);
                if matches!(c, '\'' | '"' | '`') && !before.is_alphanumeric() {
                    open = Some(c);
                }
            }
            Some(quote) if c == quote && !chars.peek().is_some_and(|next| next.is_alphanumeric()) => {
                match is_type(&quoted) {
                    true => out.push_str(&quoted),
                    false => out.push('…'),
                }
                out.push(quote);
                open = None;
                quoted.clear();
            }
            Some(_) => quoted.push(c),
        }
        before = c;
    }
    if open.is_some() {
        out.push('…');
    }
    out
}

/// Returns whether a quotation is the name of a type of OData or Graph, such as `Edm.Binary`. It holds nothing of the mail.
fn is_type(quoted: &str) -> bool {
    let name = quoted
        .strip_prefix("Edm.")
        .or_else(|| quoted.strip_prefix("microsoft.graph."));
    name.is_some_and(|name| name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SERVICE_MESSAGE_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_are_removed() {
        for (text, shown) in [
            (
                "At least one recipient isn't valid., Recipient \"bad\" isn't resolved.",
                "At least one recipient isn't valid., Recipient \"…\" isn't resolved.",
            ),
            (
                "Recipient 'a@contoso.com;b@contoso.com' is not resolved.",
                "Recipient '…' is not resolved.",
            ),
            ("The mail to a@contoso.com failed", "The mail to [address] failed"),
            ("cut 'in the middle", "cut '…"),
            (
                "Cannot convert the literal 'secret-name' to the expected type 'Edm.Binary'.",
                "Cannot convert the literal '…' to the expected type 'Edm.Binary'.",
            ),
            ("of type 'Edm.Bi nary'", "of type '…'"),
            ("broken.\\r\\n", "broken."),
        ] {
            assert_eq!(service_message(text, Quotations::Remove, &[]), shown);
        }
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_kept() {
        let hidden = "\u{1b}\u{7f}\u{9b}\u{61c}\u{200e}\u{202e}\u{2066}\u{2028}\u{2029}\r\n";
        let text = format!("a{hidden}b");
        assert_eq!(service_message(&text, Quotations::Keep, &[]), "a b");
    }

    #[test]
    fn entra_keeps_ids_but_no_secret() {
        let text = "AADSTS7000215: Invalid client secret for app 'my-app' is hunter2, see https://login.microsoftonline.com/x?code=1.\r\nTrace ID: 1";
        assert_eq!(
            service_message(text, Quotations::Keep, &["hunter2", ""]),
            "AADSTS7000215: Invalid client secret for app 'my-app' is [redacted], see https://login.microsoftonline.com/…"
        );
    }

    #[test]
    fn a_secret_in_form_encoding_is_removed() {
        for echo in ["a~b +c", "a%7Eb+%2Bc"] {
            let text = format!("Unexpected client_secret={echo}&scope=x");
            assert_eq!(
                service_message(&text, Quotations::Keep, &["a~b +c"]),
                "Unexpected client_secret=[redacted]&scope=x"
            );
        }
    }

    #[test]
    fn a_message_with_a_secret_in_another_form_is_dropped() {
        const SECRET: &str = "abc8Q~marker.of-a_secret-0123456789.xyz~";
        for echo in [
            SECRET.to_uppercase(),
            SECRET.replace('~', "&#126;"),
            SECRET.replace('~', "%7e").replace('.', "%2e"),
            SECRET.replace('.', "'. '"),
        ] {
            for quotations in [Quotations::Keep, Quotations::Remove] {
                assert_eq!(
                    service_message(&format!("Bad {echo}"), quotations, &[SECRET]),
                    "",
                    "{echo}"
                );
            }
        }
        assert_eq!(
            service_code("ErrorAccessDenied".to_owned(), &[SECRET]),
            "ErrorAccessDenied"
        );
        assert_eq!(service_code(SECRET.replace('~', "_"), &[SECRET]), "");
        let token = "eyJ0eXAi.marker".repeat(20);
        assert_eq!(service_code(token[3..103].to_owned(), &[&token]), "");
    }

    #[test]
    fn tokens_are_removed_and_the_length_is_limited() {
        assert_eq!(
            service_message("bad eyJhbGciOi.J9.x", Quotations::Keep, &[]),
            "bad [token]"
        );
        let long = service_message(&"é".repeat(1000), Quotations::Remove, &[]);
        assert_eq!(long.chars().count(), SERVICE_MESSAGE_CHARS + 1);
    }
}
