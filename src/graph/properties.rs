//! Extended properties: what Exchange keeps of a message beyond the properties that Graph names. The connector's own mark a
//! message with its key; others carry what Graph's JSON has no field for.
//!
//! Source: Graph "singleValueLegacyExtendedProperty" for the ids' form; MS-OXPROPS and MS-OXCMAIL for what they mean.

use serde::Serialize;

use crate::contract::{Message, Sensitivity};

/// A property to set.
#[derive(Serialize)]
pub struct Property {
    /// Type and name, in Graph's notation.
    pub id: String,
    /// Value.
    pub value: String,
}

/// Names the connector's own properties, in a property set of its own. A name uses up one named property of the mailbox,
/// once for ever.
macro_rules! own {
    ($name:literal) => {
        concat!("String {5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41} Name ", $name)
    };
}

/// By what a send is found again: the idempotency key, or an id made for it.
pub const KEY: &str = own!("outlook-connector-key");
/// The mark: version, algorithm and fingerprint of the mail (see `operations::send_mail::fingerprint`).
pub const MARK: &str = own!("outlook-connector-send");
/// Set once nothing is missing on the draft, and no other of its key was before it.
pub const READY: &str = own!("outlook-connector-ready");

/// PidTagReceivedByEmailAddress (MS-OXOMSG): the address that a message was delivered to. The incoming transport sets it, so
/// that a message which has it was received here. The copy of a sent message never passes that transport. Written without
/// leading zeros, as Graph writes it in its responses.
pub const RECEIVED_BY: &str = "String 0x76";

impl Property {
    /// Makes one.
    pub fn new(id: &str, value: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            value: value.into(),
        }
    }
}

/// Headers other than `x-…` that a sender may set, and the property that Exchange makes each of.
///
/// The first ones have properties of their own (MS-OXCMAIL 2.2.3.2); the others are named properties of
/// PS_INTERNET_HEADERS, which MIME writers turn into headers (2.2.3.2.29). Seen to work for List-Unsubscribe
/// (redaxo/core#6590); the others were not tried on a live tenant.
const HEADERS: [(&str, &str); 12] = [
    ("list-unsubscribe", "String 0x1045"),
    ("list-subscribe", "String 0x1044"),
    ("list-help", "String 0x1043"),
    ("in-reply-to", "String 0x1042"),
    ("references", "String 0x1039"),
    ("list-unsubscribe-post", ""),
    ("list-id", ""),
    ("list-post", ""),
    ("list-owner", ""),
    ("list-archive", ""),
    ("precedence", ""),
    ("feedback-id", ""),
];

/// Names of the headers other than `x-…` that can be set.
pub fn header_names() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().map(|(name, _)| *name)
}

/// Id of the property that sets a header. None for a header that has none.
pub fn of_header(name: &str) -> Option<String> {
    let (_, id) = HEADERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    if id.is_empty() {
        return Some(format!("String {{00020386-0000-0000-C000-000000000046}} Name {name}"));
    }
    Some((*id).to_owned())
}

/// Properties for what the message resource has no field for: other headers, and PidTagSensitivity.
pub fn of_message(message: &Message) -> Vec<Property> {
    let mut properties: Vec<Property> = message
        .headers
        .iter()
        .filter_map(|header| Some(Property::new(&of_header(&header.name)?, header.value.as_str())))
        .collect();
    let sensitivity = match message.sensitivity {
        None | Some(Sensitivity::Normal) => None,
        Some(Sensitivity::Personal) => Some("1"),
        Some(Sensitivity::Private) => Some("2"),
        Some(Sensitivity::Confidential) => Some("3"),
    };
    properties.extend(sensitivity.map(|value| Property::new("Integer 0x0036", value)));
    properties
}
