//! Addresses, in the forms of a connection, a set-up and a message.

use outlook_connector::limits::{ADDRESS_CHARS, DOMAIN_CHARS, LOCAL_PART_CHARS};

use super::{
    field::{Field, Kind, Rule, Text},
    pattern,
};

/// Codes of every violation of an address, except for its length.
pub const CODES: &[&str] = &[
    "required",
    "one-line",
    "one-address",
    "bare-address",
    "address",
    "domain",
];

/// The text of one address.
pub fn text() -> Text {
    Text::of("email", pattern::address()).max(ADDRESS_CHARS)
}

/// The text of one mailbox: an address, or the object ID of its user.
pub fn mailbox() -> Text {
    Text::of("email", pattern::mailbox()).max(ADDRESS_CHARS)
}

/// What a short pattern cannot say of an address: its characters, and the length of its two parts.
pub fn rules(fields: &'static [&'static str]) -> [Rule; 2] {
    let form = Rule::new(
        "address-form",
        fields,
        &["address", "domain", "one-line"],
        "An address has no spaces, quotation marks, brackets, colons or control characters. The parts of its domain have letters, digits and dashes, \
         with no dash at an end.",
    );
    let length = Rule::new(
        "address-length",
        fields,
        &["address", "domain"],
        format!(
            "The part of an address before the @ has at most {LOCAL_PART_CHARS} characters, and the part after it {DOMAIN_CHARS}."
        ),
    );
    [form, length]
}

/// The mailbox that the app must not reach, of a connection or a set-up.
pub fn out_of_scope_mailbox(path: &'static str, group: &'static str, help: &'static str, text: Text) -> Field {
    Field::new(
        "out_of_scope_mailbox",
        path,
        "Mailbox the app must not access",
        help,
        group,
        Kind::Text(text),
    )
    .placeholder("ceo@contoso.com")
    .guide_step("7")
    .message_too_long(&["too-long"])
}

/// Fix of the address of a mailbox that the app must not reach.
pub const OUT_OF_SCOPE_FIX: &str = "Type the address of one mailbox that the app must not reach, or leave it out.";
