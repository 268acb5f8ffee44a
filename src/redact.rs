//! Makes a service's message fit to be shown: Microsoft quotes addresses, header names and whatever it could not read, so its
//! texts can hold what must not leave a call.

use url::form_urlencoded::byte_serialize;

use crate::limits::SERVICE_MESSAGE_CHARS;

/// How much of a message's quotations may stay.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quotations {
    /// Entra quotes ids of tenants, apps and resources, without which its messages say little.
    Keep,
    /// Graph quotes recipients, header names and parts of the body.
    Remove,
}

/// Shortens a service's message to one line without addresses, tokens, URLs' paths and the given secrets.
pub fn service_message(text: &str, quotations: Quotations, secrets: &[&str]) -> String {
    // Entra's ids follow its sentence; they travel in the exchange record.
    let text = text.split("Trace ID:").next().unwrap_or_default();
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        // As it is, and as it stood in the form that was sent.
        let in_form: String = byte_serialize(secret.as_bytes()).collect();
        text = text.replace(secret, "[redacted]").replace(&in_form, "[redacted]");
    }
    if quotations == Quotations::Remove {
        text = without_quotations(&text);
    }
    let mut line = String::new();
    for word in text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&safe_word(word));
    }
    shorten(&line)
}

fn safe_word(word: &str) -> String {
    if let Some((scheme, rest)) = word.split_once("://") {
        // A URL's path and query can hold a token; its origin helps.
        let host = rest.split(['/', '?', '#', '@']).next().unwrap_or_default();
        let origin = rest.len() == host.len();
        return format!("{scheme}://{host}{}", if origin { "" } else { "/…" });
    }
    // Every JWT begins so: it is base64url of `{"`.
    if word.contains("eyJ") {
        return "[token]".to_owned();
    }
    if word.contains('@') {
        "[address]".to_owned()
    } else {
        word.to_owned()
    }
}

/// Replaces what stands in quotation marks. An apostrophe inside a word does not open a quotation.
fn without_quotations(text: &str) -> String {
    let mut out = String::new();
    let mut open: Option<char> = None;
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
                out.push('…');
                out.push(quote);
                open = None;
            }
            Some(_) => {}
        }
        before = c;
    }
    if open.is_some() {
        out.push('…');
    }
    out
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
    fn recipients_do_not_show() {
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
        ] {
            assert_eq!(service_message(text, Quotations::Remove, &[]), shown);
        }
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
    fn a_secret_does_not_show_as_it_stood_in_the_form() {
        for echo in ["a~b +c", "a%7Eb+%2Bc"] {
            let text = format!("Unexpected client_secret={echo}&scope=x");
            assert_eq!(
                service_message(&text, Quotations::Keep, &["a~b +c"]),
                "Unexpected client_secret=[redacted]&scope=x"
            );
        }
    }

    #[test]
    fn tokens_do_not_show_and_length_is_limited() {
        assert_eq!(
            service_message("bad eyJhbGciOi.J9.x", Quotations::Keep, &[]),
            "bad [token]"
        );
        let long = service_message(&"é".repeat(1000), Quotations::Remove, &[]);
        assert_eq!(long.chars().count(), SERVICE_MESSAGE_CHARS + 1);
    }
}
