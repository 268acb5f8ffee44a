//! Custom header fields of a message: which a sender may set, and why not the others.

use crate::{
    contract::{Header, Message},
    field_problem::field_problems,
    header_fields::{self, SetBy},
    limits,
    validate::text,
    violation::{Violation, Violations},
};

/// Checks all headers of a message.
pub fn check(message: &Message, violations: &mut Violations) {
    let headers = &message.headers;
    // A message with text and HTML is sent as MIME, which has any number of headers.
    if message.text.is_none() || message.html.is_none() {
        violations.check("message.headers", check_number(headers));
    }
    violations.check("message.headers", check_size(headers));
    for (i, header) in headers.iter().enumerate() {
        let name = format!("message.headers[{i}].name");
        violations.check(&name, check_name(&header.name));
        let value = text::one_line(&header.value).and_then(|()| check_one_click(header, headers));
        violations.check(&format!("message.headers[{i}].value"), value);
        let given_before = headers
            .iter()
            .take(i)
            .any(|earlier| earlier.name.eq_ignore_ascii_case(&header.name));
        if given_before {
            violations.add(&name, field_problems::UNIQUE.violated(&[]));
        }
    }
}

/// Graph limits the number of `x-` headers in JSON.
fn check_number(headers: &[Header]) -> Result<(), Violation> {
    let custom = headers
        .iter()
        .filter(|header| header_fields::is_custom(&header.name))
        .count();
    if custom > limits::HEADERS {
        let values = [("headers", custom.to_string()), ("max", limits::HEADERS.to_string())];
        return Err(field_problems::TOO_MANY_HEADERS.violated(&values));
    }
    Ok(())
}

fn check_size(headers: &[Header]) -> Result<(), Violation> {
    let bytes = headers.iter().fold(0_usize, |sum, header| {
        sum.saturating_add(header.name.len()).saturating_add(header.value.len())
    });
    if bytes > limits::HEADER_BYTES {
        let values = [("length", bytes.to_string()), ("max", limits::HEADER_BYTES.to_string())];
        return Err(field_problems::HEADERS_TOO_LONG.violated(&values));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), Violation> {
    // The characters of RFC 5322. Exchange turns a header into a named property of the same name ([MS-OXCMAIL] 2.2.3.2.29).
    if !name.is_empty() && !text::is_field_name(name) {
        return Err(field_problems::HEADER_NAME.violated(&[]));
    }
    match header_fields::set_by(name) {
        Some(SetBy::Sender { .. }) => return Ok(()),
        Some(SetBy::Field(field)) => {
            return Err(field_problems::HEADER_OF_A_FIELD.violated(&[("field", field.to_owned())]));
        }
        Some(SetBy::Service) => {}
        None if header_fields::is_custom(name) => return Ok(()),
        None => {}
    }
    if header_fields::is_removed(name) {
        return Err(field_problems::HEADER_REMOVED.violated(&[]));
    }
    let settable: Vec<&str> = header_fields::settable().collect();
    Err(field_problems::X_HEADER.violated(&[("headers", settable.join(", "))]))
}

/// One-click unsubscribing takes two headers with fixed forms (RFC 8058).
fn check_one_click(header: &Header, headers: &[Header]) -> Result<(), Violation> {
    if !header.name.eq_ignore_ascii_case("list-unsubscribe-post") {
        return Ok(());
    }
    if header.value.trim() != "List-Unsubscribe=One-Click" {
        return Err(field_problems::ONE_CLICK_VALUE.violated(&[]));
    }
    let with_https = headers.iter().any(|other| {
        other.name.eq_ignore_ascii_case("list-unsubscribe") && other.value.to_ascii_lowercase().contains("<https://")
    });
    if !with_https {
        return Err(field_problems::ONE_CLICK.violated(&[]));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(headers: &[(&str, &str)]) -> Vec<String> {
        rules_of(Message::default(), headers)
    }

    fn rules_of(message: Message, headers: &[(&str, &str)]) -> Vec<String> {
        let headers = headers
            .iter()
            .map(|(name, value)| Header {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
            })
            .collect();
        let mut violations = Violations::default();
        check(&Message { headers, ..message }, &mut violations);
        match violations.into_result() {
            Ok(()) => Vec::new(),
            Err(invalid) => invalid.into_fields().into_iter().map(|field| field.code).collect(),
        }
    }

    #[test]
    fn settable_headers_are_accepted() {
        let unsubscribe = (
            "List-Unsubscribe",
            "<mailto:u@contoso.com>, <https://contoso.com/u?x=1>",
        );
        for good in [
            vec![("x-ticket", "42")],
            vec![("x-a/b(c)[d]", "42")],
            vec![unsubscribe, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")],
            vec![
                ("In-Reply-To", "<a@b>"),
                ("References", "<a@b> <c@d>"),
                ("List-Id", "<x.contoso.com>"),
            ],
        ] {
            assert_eq!(rules(&good), Vec::<String>::new(), "{good:?}");
        }
    }

    #[test]
    fn other_headers_are_refused_with_the_reason() {
        for (header, rule) in [
            (("Subject", "x"), "header-of-a-field"),
            (("X-Priority", "1"), "header-of-a-field"),
            (("Keywords", "x"), "header-of-a-field"),
            (("Date", "x"), "x-header"),
            (("Auto-Submitted", "auto-generated"), "header-removed"),
            (("Received", "x"), "x-header"),
            (("x-", "x"), "x-header"),
            (("x ticket", "x"), "header-name"),
            (("x-a:b", "x"), "header-name"),
            (("x-\u{e9}", "x"), "header-name"),
            (("x-a", "b\r\nBcc: c@d.e"), "one-line"),
            (("List-Unsubscribe-Post", "yes"), "one-click"),
            (("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), "one-click"),
        ] {
            assert_eq!(rules(&[header]), [rule], "{header:?}");
        }
        let many: Vec<(String, &str)> = (0..6).map(|i| (format!("x-{i}"), "v")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(rules(&many[..5]), Vec::<String>::new());
        assert_eq!(rules(&many), ["too-many"]);
        let mime = Message {
            text: Some("Text".to_owned()),
            html: Some("<p>Text</p>".to_owned()),
            ..Message::default()
        };
        assert_eq!(rules_of(mime, &many), Vec::<String>::new());
        assert_eq!(rules(&[("x-a", "1"), ("X-A", "2")]), ["unique"]);
    }

    #[test]
    fn the_last_accepted_byte_and_the_first_refused_one() {
        let of = |bytes: usize| rules(&[("x-a", &"v".repeat(bytes - "x-a".len()))]);
        assert_eq!(of(262_144), Vec::<String>::new());
        assert_eq!(of(262_145), ["too-long"]);
    }
}
