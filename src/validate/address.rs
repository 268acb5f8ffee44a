//! SMTP addresses (RFC 5321 §4.1.2), as Exchange accepts them: one address in a field, without comments. Letters of every script
//! are allowed (RFC 6531).
//!
//! Dots may stand anywhere before the `@`, although RFC 5321 allows them between other characters only: mobile carriers in Japan
//! gave out such addresses, and Exchange Online sends to them without any setting (benbenmax.info/office365-exchange-rfc, which
//! quotes Microsoft's support). Quoted local parts (`"a b"@contoso.com`) are not accepted: by the same source Exchange Online
//! understands the quotes outside its own tenant only, and an address with odd dots does not need them.

use super::text;
use crate::{
    contract::Recipient,
    field_problem::{field_fixes, field_problems},
    limits::{ADDRESS_CHARS, DOMAIN_CHARS, LOCAL_PART_CHARS},
    violation::Violation,
};

/// Characters of a label of a domain: RFC 1035 §2.3.4.
const LABEL_CHARS: usize = 63;

/// Checks one address and returns it without the blanks around it.
pub fn check(address: &str) -> Result<&str, Violation> {
    let address = address.trim();
    text::not_empty(address, field_fixes::ADDRESS)?;
    text::one_line(address)?;
    text::at_most(address, ADDRESS_CHARS)?;
    if address.contains([';', ',']) || address.matches('@').count() > 1 {
        return Err(field_problems::ONE_ADDRESS.violated(&[]));
    }
    if address.contains(['<', '>']) {
        return Err(field_problems::BARE_ADDRESS.violated(&[]));
    }
    let Some((local, domain)) = address.split_once('@') else {
        return Err(field_problems::ADDRESS_WITHOUT_AT.violated(&[]));
    };
    check_local(local)?;
    check_domain(domain)?;
    Ok(address)
}

fn check_local(local: &str) -> Result<(), Violation> {
    if local.is_empty() || local.chars().count() > LOCAL_PART_CHARS {
        let max = LOCAL_PART_CHARS.to_string();
        return Err(field_problems::ADDRESS_LOCAL_LENGTH.violated(&[("max", max)]));
    }
    // Of ASCII, the characters that RFC 5322 calls atext, and the dot.
    let is_allowed = |c: char| {
        if c.is_ascii() {
            text::is_token(c.encode_utf8(&mut [0; 4])) || "/=?{}".contains(c)
        } else {
            !c.is_whitespace()
        }
    };
    if !local.chars().all(is_allowed) {
        return Err(field_problems::ADDRESS_LOCAL_CHARACTER.violated(&[]));
    }
    Ok(())
}

/// Checks a DNS name with at least one dot. Beyond ASCII, letters are allowed, and the marks that some scripts write letters with:
/// registries and Exchange decide which of them a name may have. So is the underscore, which DNS allows (RFC 2181 §11) and host
/// names do not have.
pub fn check_domain(domain: &str) -> Result<(), Violation> {
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.chars().count() <= LABEL_CHARS
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| {
                if c.is_ascii() {
                    c.is_ascii_alphanumeric() || c == '-' || c == '_'
                } else {
                    !c.is_whitespace() && !c.is_control()
                }
            })
    };
    if domain.chars().count() > DOMAIN_CHARS || !domain.contains('.') || !domain.split('.').all(label_ok) {
        return Err(field_problems::DOMAIN.violated(&[]));
    }
    Ok(())
}

/// Checks an address and its display name. An error names the part at fault: `address` or `name`.
pub fn check_recipient(recipient: &Recipient) -> Result<(), (&'static str, Violation)> {
    check(&recipient.address).map_err(|violation| ("address", violation))?;
    if let Some(name) = &recipient.name {
        text::one_line(name).map_err(|violation| ("name", violation))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_addresses_pass() {
        for address in [
            "a@b.co",
            " megan.bowen+x@contoso.com ",
            "o'brien@contoso.com",
            "jürgen@müller.example",
            "editor@हिन्दी.example",
            "x#ext#@t.onmicrosoft.com",
            "a..b.@docomo.ne.jp",
            ".a@contoso.com",
            "a@mail_1.contoso.com",
        ] {
            assert!(check(address).is_ok(), "{address}");
        }
    }

    #[test]
    fn bad_addresses_name_their_rule() {
        for (address, rule) in [
            ("", "required"),
            ("  ", "required"),
            ("megan", "address"),
            ("@contoso.com", "address"),
            ("a b@contoso.com", "address"),
            ("a\"b@contoso.com", "address"),
            ("a@contoso", "domain"),
            ("a@-contoso.com", "domain"),
            ("a@contoso..com", "domain"),
            ("a@con\u{3000}toso.com", "domain"),
            ("a@b.com;c@d.com", "one-address"),
            ("a@b.com, c@d.com", "one-address"),
            ("a@b@c.com", "one-address"),
            ("Megan <a@b.com>", "bare-address"),
            ("a@b.com\r\nBcc: c@d.com", "one-line"),
        ] {
            assert_eq!(check(address).map_err(|b| b.code), Err(rule), "{address}");
        }
    }

    #[test]
    fn the_last_accepted_length_and_the_first_refused_one() {
        let local = |chars: usize| {
            check(&format!("{}@contoso.com", "a".repeat(chars)))
                .map_err(|b| b.code)
                .map(|_| ())
        };
        assert_eq!((local(315), local(316)), (Ok(()), Err("address")));
        let domain = |last: usize| {
            let label = "b".repeat(63);
            let domain = format!("{label}.{label}.{label}.{}", "c".repeat(last));
            (
                domain.len(),
                check(&format!("a@{domain}")).map_err(|b| b.code).map(|_| ()),
            )
        };
        assert_eq!((domain(61), domain(62)), ((253, Ok(())), (254, Err("domain"))));
        let label = |chars: usize| check_domain(&format!("{}.com", "b".repeat(chars))).map_err(|b| b.code);
        assert_eq!((label(63), label(64)), (Ok(()), Err("domain")));
        assert_eq!(check(&"a".repeat(571)).map_err(|b| b.code), Err("address"));
        assert_eq!(check(&"a".repeat(572)).map_err(|b| b.code), Err("too-long"));
    }

    #[test]
    fn a_display_name_has_any_length() {
        let long = Recipient {
            address: "a@contoso.com".to_owned(),
            name: Some("n".repeat(1_000)),
        };
        assert!(check_recipient(&long).is_ok());
    }

    #[test]
    fn a_problem_never_repeats_the_address() {
        let violation = check("marker@@contoso.com").err().unwrap();
        assert!(!format!("{}{}", violation.message, violation.fix).contains("marker"));
    }
}
