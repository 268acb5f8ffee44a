//! Header fields that Exchange keeps of a message in MIME.
//!
//! It makes a named property of a field that it does not know, and names are few: a mailbox that has never sent a field of this name as
//! JSON or as a property drops it (microsoft-graph-docs-contrib#424: a case with three mails; #1093: names without `x-`).

use mail_parser::MessageParser;

/// Fields that Exchange has a property or a use for (RFC 5322, [MS-OXCMAIL] 2.2.3), in lower case.
const OWN: [&str; 43] = [
    "bcc",
    "cc",
    "comments",
    "date",
    "deferred-delivery",
    "disposition-notification-to",
    "dkim-signature",
    "expires",
    "expiry-date",
    "from",
    "importance",
    "in-reply-to",
    "keywords",
    "list-help",
    "list-subscribe",
    "list-unsubscribe",
    "message-id",
    "mime-version",
    "organization",
    "priority",
    "received",
    "references",
    "reply-by",
    "reply-to",
    "return-path",
    "return-receipt-to",
    "sender",
    "sensitivity",
    "subject",
    "thread-index",
    "thread-topic",
    "to",
    "x-auto-response-suppress",
    "x-list-help",
    "x-list-subscribe",
    "x-list-unsubscribe",
    "x-message-flag",
    "x-msmail-priority",
    "x-originating-email",
    "x-payload-class",
    "x-priority",
    "x-sharing-browse-url",
    "x-unsent",
];

/// A field that Exchange removes from every message (msgraph-sdk-dotnet#2209).
const REMOVED: &str = "auto-submitted";

/// Prefixes of such fields.
const OWN_PREFIXES: [&str; 4] = ["content-", "resent-", "x-microsoft-", "x-ms-"];

/// Returns the message without the fields that a mailbox drops. `knows` tells whether it has sent a field of a name, in lower case.
pub(crate) fn kept(raw: Vec<u8>, knows: impl Fn(&str) -> bool) -> Vec<u8> {
    let Some(message) = MessageParser::default().parse(&raw[..]) else {
        return raw;
    };
    let is_kept = |name: &str| {
        let name = name.to_ascii_lowercase();
        if name == REMOVED {
            return false;
        }
        OWN.contains(&name.as_str()) || OWN_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) || knows(&name)
    };
    if message.headers().iter().all(|header| is_kept(header.name())) {
        return raw;
    }
    let mut kept = Vec::with_capacity(raw.len());
    let mut end = 0;
    for header in message.headers() {
        let (start, after) = (header.offset_field() as usize, header.offset_end() as usize);
        // What stands between two fields is no field.
        kept.extend_from_slice(raw.get(end..start).unwrap_or_default());
        if is_kept(header.name()) {
            kept.extend_from_slice(raw.get(start..after).unwrap_or_default());
        }
        end = after;
    }
    kept.extend_from_slice(raw.get(end..).unwrap_or_default());
    kept
}
