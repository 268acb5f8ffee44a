//! Internet message headers that a sender may set, and why not the others.

use super::text;
use crate::{
    contract::Header,
    graph::properties,
    limits,
    violation::{Violation, Violations},
};

/// Headers that a field of the message sets.
const FIELDS: [(&str, &str); 9] = [
    ("from", "message.from"),
    ("sender", "message.from"),
    ("to", "message.to"),
    ("cc", "message.cc"),
    ("bcc", "message.bcc"),
    ("reply-to", "message.reply-to"),
    ("subject", "message.subject"),
    ("importance", "message.importance"),
    ("sensitivity", "message.sensitivity"),
];

/// Checks all headers.
pub fn check(headers: &[Header], violations: &mut Violations) {
    let own = headers.iter().filter(|header| is_own(&header.name)).count();
    if own > limits::HEADERS {
        violations.add(
            "message.headers",
            Violation::new(
                "too-many",
                format!("There are {own} that begin with x-; Graph takes {}.", limits::HEADERS),
                "Put several values into one header.",
            ),
        );
    }
    let bytes = headers.iter().fold(0_usize, |sum, h| {
        sum.saturating_add(h.name.len()).saturating_add(h.value.len())
    });
    if bytes > limits::HEADER_BYTES {
        violations.add(
            "message.headers",
            Violation::new(
                "too-long",
                format!(
                    "They have {bytes} bytes together; {} are allowed.",
                    limits::HEADER_BYTES
                ),
                "Put long values into the body or an attachment.",
            ),
        );
    }
    for (i, header) in headers.iter().enumerate() {
        let name = &header.name;
        violations.check(&format!("message.headers[{i}].name"), check_name(name));
        let value = text::one_line(&header.value).and_then(|()| check_value(header, headers));
        violations.check(&format!("message.headers[{i}].value"), value);
        if headers
            .iter()
            .take(i)
            .any(|earlier| earlier.name.eq_ignore_ascii_case(name))
        {
            violations.add(
                &format!("message.headers[{i}].name"),
                Violation::new("unique", "It was given before.", "Give each header once."),
            );
        }
    }
}

fn is_own(name: &str) -> bool {
    name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-")) && name.len() > 2
}

fn check_name(name: &str) -> Result<(), Violation> {
    // RFC 5322 allows more; Exchange turns a header into a named property, and a strict name is safe there.
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        let fix = "Type a name of letters, digits and dashes, such as x-ticket.";
        return Err(Violation::new("header-name", "It is not a header name.", fix));
    }
    if is_own(name) || properties::of_header(name).is_some() {
        return Ok(());
    }
    if let Some((_, field)) = FIELDS.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)) {
        return Err(Violation::new(
            "header-of-a-field",
            "A field of the message sets it.",
            format!("Use {field}."),
        ));
    }
    if name.eq_ignore_ascii_case("auto-submitted") {
        // Seen in redaxo/core#6590 and msgraph-sdk-dotnet#2209.
        let problem = "Exchange takes this header out of every message.";
        return Err(Violation::new(
            "header-removed",
            problem,
            "Leave it out; x-auto-response-suppress does something alike.",
        ));
    }
    let known: Vec<&str> = properties::header_names().collect();
    let fix = format!(
        "Type a name that begins with x-, such as x-ticket, or one of: {}.",
        known.join(", ")
    );
    Err(Violation::new("x-header", "Graph has no way to set this header.", fix))
}

/// One-click unsubscribing is two headers (RFC 8058).
fn check_value(header: &Header, headers: &[Header]) -> Result<(), Violation> {
    if !header.name.eq_ignore_ascii_case("list-unsubscribe-post") {
        return Ok(());
    }
    if header.value.trim() != "List-Unsubscribe=One-Click" {
        let fix = "Type List-Unsubscribe=One-Click.";
        return Err(Violation::new("one-click", "RFC 8058 allows one value for it.", fix));
    }
    let with_https = headers.iter().any(|other| {
        other.name.eq_ignore_ascii_case("list-unsubscribe") && other.value.to_ascii_lowercase().contains("<https://")
    });
    if !with_https {
        let fix = "Give List-Unsubscribe as well, with an https address: <https://example.com/unsubscribe?u=1>.";
        return Err(Violation::new(
            "one-click",
            "It belongs to a List-Unsubscribe with an https address.",
            fix,
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(headers: &[(&str, &str)]) -> Vec<String> {
        let headers: Vec<Header> = headers
            .iter()
            .map(|(name, value)| Header {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
            })
            .collect();
        let mut violations = Violations::default();
        check(&headers, &mut violations);
        match violations.into_result() {
            Ok(()) => Vec::new(),
            Err(invalid) => invalid.into_fields().into_iter().map(|field| field.code).collect(),
        }
    }

    #[test]
    fn what_can_be_set_may_be_given() {
        let unsubscribe = (
            "List-Unsubscribe",
            "<mailto:u@contoso.com>, <https://contoso.com/u?x=1>",
        );
        for good in [
            vec![("x-ticket", "42")],
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
    fn what_cannot_is_refused_with_its_reason() {
        for (header, rule) in [
            (("Subject", "x"), "header-of-a-field"),
            (("Auto-Submitted", "auto-generated"), "header-removed"),
            (("Received", "x"), "x-header"),
            (("x-", "x"), "x-header"),
            (("x ticket", "x"), "header-name"),
            (("x-a", "b\r\nBcc: c@d.e"), "one-line"),
            (("List-Unsubscribe-Post", "yes"), "one-click"),
            (("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), "one-click"),
        ] {
            assert_eq!(rules(&[header]), [rule], "{header:?}");
        }
        let many: Vec<(String, &str)> = (0..6).map(|i| (format!("x-{i}"), "v")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(rules(&many), ["too-many"]);
        assert_eq!(rules(&[("x-a", "1"), ("X-A", "2")]), ["unique"]);
    }
}
