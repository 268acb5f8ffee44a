//! Header fields of a message (RFC 5322 §2.2) other than custom `x-` fields: who sets each of them.

/// The setter of a header field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// The sender may set it as a custom header.
    Sender {
        /// Tag of the extended property that sets it. `None` stands for a named property of PS_INTERNET_HEADERS.
        property: Option<&'static str>,
    },
    /// A field of the contract's `message` sets it.
    Field(&'static str),
    /// The connector or Exchange sets it.
    Service,
}

const fn property(tag: &'static str) -> SetBy {
    SetBy::Sender { property: Some(tag) }
}

const NAMED_PROPERTY: SetBy = SetBy::Sender { property: None };

/// Every header field with a known setter.
///
/// Graph's `internetMessageHeaders` takes `x-` fields only. Of the others, the first five have extended properties of their own
/// (MS-OXCMAIL 2.2.3.2); the next ones are named properties of PS_INTERNET_HEADERS, which MIME writers turn into header fields
/// (MS-OXCMAIL 2.2.3.2.29). This has been seen to work for List-Unsubscribe (redaxo/core#6590); the others were not tried on a
/// live tenant.
const HEADER_FIELDS: [(&str, SetBy); 28] = [
    ("list-unsubscribe", property("String 0x1045")),
    ("list-subscribe", property("String 0x1044")),
    ("list-help", property("String 0x1043")),
    ("in-reply-to", property("String 0x1042")),
    ("references", property("String 0x1039")),
    ("list-unsubscribe-post", NAMED_PROPERTY),
    ("list-id", NAMED_PROPERTY),
    ("list-post", NAMED_PROPERTY),
    ("list-owner", NAMED_PROPERTY),
    ("list-archive", NAMED_PROPERTY),
    ("precedence", NAMED_PROPERTY),
    ("feedback-id", NAMED_PROPERTY),
    ("from", SetBy::Field("message.from")),
    ("sender", SetBy::Field("message.from")),
    ("to", SetBy::Field("message.to")),
    ("cc", SetBy::Field("message.cc")),
    ("bcc", SetBy::Field("message.bcc")),
    ("reply-to", SetBy::Field("message.reply-to")),
    ("subject", SetBy::Field("message.subject")),
    ("importance", SetBy::Field("message.importance")),
    ("x-priority", SetBy::Field("message.importance")),
    ("sensitivity", SetBy::Field("message.sensitivity")),
    ("keywords", SetBy::Field("message.categories")),
    ("disposition-notification-to", SetBy::Field("message.read-receipt")),
    ("return-receipt-to", SetBy::Field("message.delivery-receipt")),
    ("date", SetBy::Service),
    ("message-id", SetBy::Service),
    ("mime-version", SetBy::Service),
];

/// Returns the setter of a header field, in any case of letters. Returns `None` for custom fields and for unknown ones.
pub fn set_by(name: &str) -> Option<SetBy> {
    let (_, set_by) = HEADER_FIELDS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(*set_by)
}

/// Returns the names of the header fields other than `x-` fields that a sender may set.
pub fn settable() -> impl Iterator<Item = &'static str> {
    HEADER_FIELDS
        .iter()
        .filter(|(_, set_by)| matches!(set_by, SetBy::Sender { .. }))
        .map(|(name, _)| *name)
}

/// Returns whether Exchange removes the field of this name from every message. Source: redaxo/core#6590, msgraph-sdk-dotnet#2209.
pub fn is_removed(name: &str) -> bool {
    name.eq_ignore_ascii_case("auto-submitted")
}

/// Custom fields of which Exchange knows what they mean, or that nobody misses: it makes properties of its own of the first ones
/// ([MS-OXCMAIL] 2.2.3), and the last ones say which program wrote a message.
const KNOWN_CUSTOM: [&str; 7] = [
    "x-priority",
    "x-msmail-priority",
    "x-auto-response-suppress",
    "x-message-flag",
    "x-mailer",
    "x-mimeole",
    "x-originating-ip",
];

/// Returns whether a message in MIME may lose the field of this name: Exchange keeps a field that it does not know only if the mailbox
/// has sent one of this name before, as JSON or as a property (microsoft-graph-docs-contrib#424, of an `x-` field; #1093, of
/// others). The fields of mailing lists without a property of their own are such fields. Fields of Microsoft's own are not.
pub fn may_be_dropped(name: &str) -> bool {
    if matches!(set_by(name), Some(SetBy::Sender { property: None })) {
        return true;
    }
    let starts = |prefix: &str| {
        name.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    is_custom(name)
        && !starts("x-ms-")
        && !starts("x-microsoft-")
        && !KNOWN_CUSTOM.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Returns whether the name is that of a custom field: `x-` and at least one more character.
pub fn is_custom(name: &str) -> bool {
    name.len() > 2 && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
}
