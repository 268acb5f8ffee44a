//! Extended properties: what Exchange keeps of a message beyond the properties that Graph names. The connector's own mark a
//! message with its key; others carry what Graph's JSON has no field for.
//!
//! Source: Graph "singleValueLegacyExtendedProperty" for the ids' form; MS-OXPROPS and MS-OXCMAIL for what they mean.

use serde::Serialize;

use crate::{
    contract::{Message, Sensitivity},
    header_fields::{self, SetBy},
};

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

/// Returns the ID of the property that sets a header field. Returns `None` if no property sets it.
pub fn of_header(name: &str) -> Option<String> {
    match header_fields::set_by(name)? {
        SetBy::Sender { property: Some(id) } => Some(id.to_owned()),
        // PS_INTERNET_HEADERS
        SetBy::Sender { property: None } => {
            Some(format!("String {{00020386-0000-0000-C000-000000000046}} Name {name}"))
        }
        SetBy::Field(_) | SetBy::Service => None,
    }
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
