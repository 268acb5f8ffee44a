//! SMTP addresses (RFC 5321 §4.1.2), as Exchange takes them: one per field, without quoted local parts and comments. Letters
//! of any script pass (RFC 6531).

use super::text;
use crate::{
    contract::Recipient,
    limits::{ADDRESS_CHARS, DISPLAY_NAME_CHARS, DOMAIN_CHARS, LOCAL_PART_CHARS},
    violation::Violation,
};

/// What to type where an address is asked for.
pub const FIX: &str = "Type one address such as megan@contoso.com.";

/// Checks one address and returns it trimmed.
pub fn check(address: &str) -> Result<&str, Violation> {
    let address = address.trim();
    text::not_empty(address, FIX)?;
    text::one_line(address)?;
    text::at_most(address, ADDRESS_CHARS)?;
    if address.contains([';', ',']) || address.matches('@').count() > 1 {
        return Err(Violation::new(
            "one-address",
            "It holds several addresses.",
            "Give each address an entry of its own, without ; or , between them.",
        ));
    }
    if address.contains(['<', '>']) {
        return Err(Violation::new(
            "bare-address",
            "It holds a display name or angle brackets.",
            "Put the name into the name field and only the address, such as megan@contoso.com, here.",
        ));
    }
    let Some((local, domain)) = address.split_once('@') else {
        return Err(Violation::new("address", "It has no @.", FIX));
    };
    check_local(local)?;
    check_domain(domain)?;
    Ok(address)
}

fn check_local(local: &str) -> Result<(), Violation> {
    let broken = |problem: &str| Err(Violation::new("address", problem, FIX));
    if local.is_empty() || local.chars().count() > LOCAL_PART_CHARS {
        return broken("The part before the @ is empty or longer than 64 characters.");
    }
    if local.split('.').any(str::is_empty) {
        return broken("The part before the @ has a dot at an end, or two in a row.");
    }
    // Letters of other scripts pass; of ASCII, what RFC 5322 calls atext, and the dot.
    if local.chars().any(|c| {
        c.is_whitespace() || c.is_ascii() && !text::is_token(c.encode_utf8(&mut [0; 4])) && !"/=?{}".contains(c)
    }) {
        return broken("The part before the @ holds a character that an address cannot have.");
    }
    Ok(())
}

/// Checks a DNS name with at least one dot. Beyond ASCII every letter passes, and every mark that some scripts write letters
/// with: registries decide, and Exchange.
pub fn check_domain(domain: &str) -> Result<(), Violation> {
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.chars().count() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| match c.is_ascii() {
                true => c.is_ascii_alphanumeric() || c == '-',
                false => !c.is_whitespace() && !c.is_control(),
            })
    };
    if domain.chars().count() > DOMAIN_CHARS || !domain.contains('.') || !domain.split('.').all(label_ok) {
        return Err(Violation::new(
            "domain",
            "The part after the @ is not a domain such as contoso.com.",
            FIX,
        ));
    }
    Ok(())
}

/// Checks an address and its display name.
pub fn check_recipient(recipient: &Recipient) -> Result<(), (&'static str, Violation)> {
    check(&recipient.address).map_err(|broken| ("address", broken))?;
    if let Some(name) = &recipient.name {
        text::one_line(name).map_err(|broken| ("name", broken))?;
        text::at_most(name, DISPLAY_NAME_CHARS).map_err(|broken| ("name", broken))?;
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
            ("a..b@contoso.com", "address"),
            ("a b@contoso.com", "address"),
            ("a\"b@contoso.com", "address"),
            ("a@contoso", "domain"),
            ("a@-contoso.com", "domain"),
            ("a@contoso..com", "domain"),
            ("a@con_toso.com", "domain"),
            ("a@con\u{3000}toso.com", "domain"),
            ("a@b.com;c@d.com", "one-address"),
            ("a@b.com, c@d.com", "one-address"),
            ("a@b@c.com", "one-address"),
            ("Megan <a@b.com>", "bare-address"),
            ("a@b.com\r\nBcc: c@d.com", "one-line"),
        ] {
            assert_eq!(check(address).map_err(|b| b.code), Err(rule), "{address}");
        }
        assert_eq!(
            check(&format!("{}@contoso.com", "a".repeat(65))).map_err(|b| b.code),
            Err("address")
        );
        assert_eq!(
            check(&format!("a@{}.com", "b".repeat(300))).map_err(|b| b.code),
            Err("too-long")
        );
    }

    #[test]
    fn a_problem_never_repeats_the_address() {
        let violation = check("marker@@contoso.com").err().unwrap();
        assert!(!format!("{}{}", violation.message, violation.fix).contains("marker"));
    }
}
