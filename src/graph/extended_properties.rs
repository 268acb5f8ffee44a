//! Extended properties: MAPI properties of a message that Graph's `message` resource has no field for. The connector marks its
//! messages with some of its own; others carry header fields and the sensitivity.
//!
//! Source: Graph "singleValueLegacyExtendedProperty" for the form of the ids; MS-OXPROPS and MS-OXCMAIL for their meaning.

use serde::Serialize;

use crate::{
    contract::{Header, Message, Sensitivity},
    header_fields::{self, SetBy},
};

/// An extended property with its value.
#[derive(Serialize)]
pub struct Property {
    /// Type and name, in the form of Graph.
    pub id: String,
    /// Value.
    pub value: String,
}

/// Returns the id of a property in the connector's own property set. Each name uses up one named property of a mailbox, once
/// and for ever.
macro_rules! own {
    ($name:literal) => {
        concat!("String {5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41} Name ", $name)
    };
}

/// The key that a send is found by: the idempotency key of the caller, or a GUID made for the send.
pub const KEY: &str = own!("outlook-connector-key");
/// The mark: version, algorithm and fingerprint of the mail (see `operations::send_mail::fingerprint`).
pub const MARK: &str = own!("outlook-connector-send");
/// Set on a draft that is complete and is the one of its key that is sent.
pub const READY: &str = own!("outlook-connector-ready");
/// Value of [`READY`] on a draft that Graph refused for good to send. Any other value makes the draft ready.
pub const WITHDRAWN: &str = "withdrawn";

/// PidTagReceivedByEmailAddress (MS-OXOMSG): the address that a message was delivered to. The incoming transport sets it, so a
/// message with this property was received. The copy of a sent message never passes that transport. The id has no leading
/// zeros, as in Graph's responses.
pub const RECEIVED_BY: &str = "String 0x76";

impl Property {
    /// Creates a property.
    pub fn new(id: &str, value: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            value: value.into(),
        }
    }
}

/// Returns the ID of the property that sets a header field. Returns `None` if no property sets it.
pub fn of_header(name: &str) -> Option<String> {
    match header_fields::set_by(name)? {
        SetBy::Sender { property: Some(id) } => Some(id.to_owned()),
        SetBy::Sender { property: None } => Some(of_header_name(name)),
        SetBy::Field(_) | SetBy::Service => None,
    }
}

/// Returns the properties that set the header fields which a message in MIME may lose: see [`header_fields::may_be_dropped`].
pub fn of_mime_headers(headers: &[Header]) -> Vec<Property> {
    headers
        .iter()
        .filter(|header| header_fields::may_be_dropped(&header.name))
        .map(|header| Property::new(&of_header_name(&header.name), header.value.as_str()))
        .collect()
}

/// Returns the ID of the named property of PS_INTERNET_HEADERS for a header field.
pub fn of_header_name(header: &str) -> String {
    format!("String {{00020386-0000-0000-C000-000000000046}} Name {header}")
}

/// Returns the properties for what the `message` resource has no field for: header fields that are not custom ones, and
/// PidTagSensitivity.
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
