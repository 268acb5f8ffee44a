//! Single-value extended properties: MAPI properties by id.
//!
//! An id reads `{type} {tag}`, `{type} {GUID} Name {name}` or `{type} {GUID} Id {number}` (singleValueLegacyExtendedProperty).
//! Type and GUID compare without case, numbers as numbers. Names compare with case, except among the headers of
//! PS_INTERNET_HEADERS, which have none (MS-OXPROPS 1.3.2). Values compare without case.

use std::fmt;

use uuid::{Uuid, uuid};

/// Property set whose names are header names (MS-OXPROPS).
const INTERNET_HEADERS: Uuid = uuid!("00020386-0000-0000-c000-000000000046");

/// Single-value types of the documentation.
const TYPES: [&str; 13] = [
    "ApplicationTime",
    "Binary",
    "Boolean",
    "CLSID",
    "Currency",
    "Double",
    "Error",
    "Float",
    "Integer",
    "Long",
    "Short",
    "String",
    "SystemTime",
];

/// Which property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PropertyId {
    r#type: &'static str,
    key: PropertyKey,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PropertyKey {
    Tag(u16),
    Name(Uuid, String),
    Number(Uuid, u32),
}

/// A property with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extended {
    pub(crate) id: PropertyId,
    pub(crate) value: String,
    /// The value as it compares: without case.
    folded: String,
}

impl PropertyId {
    /// Reads an id, or says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| Err(format!("The property id '{text}' is not valid: {what}."));
        let mut words = text.split_whitespace();
        let Some(r#type) = words
            .next()
            .and_then(|word| TYPES.into_iter().find(|name| name.eq_ignore_ascii_case(word)))
        else {
            return wrong("it does not begin with a single-value type");
        };
        let key = match (words.next(), words.next()) {
            (Some(tag), None) => match number(tag).and_then(|tag| u16::try_from(tag).ok()) {
                Some(tag @ 0x0001..=0x7fff) => PropertyKey::Tag(tag),
                _ => return wrong("a tag lies between 0x0001 and 0x7fff"),
            },
            (Some(set), Some(kind)) => {
                let braced = set.starts_with('{') && set.ends_with('}');
                let Some(set) = Uuid::try_parse(set).ok().filter(|_| braced) else {
                    return wrong("the property set is no GUID in braces");
                };
                let rest: Vec<&str> = words.collect();
                match (kind.to_ascii_lowercase().as_str(), rest.as_slice()) {
                    ("name", [_, ..]) if set == INTERNET_HEADERS => {
                        PropertyKey::Name(set, rest.join(" ").to_ascii_lowercase())
                    }
                    ("name", [_, ..]) => PropertyKey::Name(set, rest.join(" ")),
                    ("id", [id]) => match number(id) {
                        Some(id) => PropertyKey::Number(set, id),
                        None => return wrong("after 'Id' stands no number"),
                    },
                    _ => {
                        return wrong(
                            "after the property set stands neither 'Name' with a name nor 'Id' with a number",
                        );
                    }
                }
            }
            _ => return wrong("tag or property set is missing"),
        };
        Ok(Self { r#type, key })
    }

    /// The tagged property of type `String`.
    pub(crate) const fn string_tag(tag: u16) -> Self {
        Self {
            r#type: "String",
            key: PropertyKey::Tag(tag),
        }
    }

    /// Whether this is the tagged property of this type.
    pub(crate) fn is_tag(&self, r#type: &str, tag: u16) -> bool {
        self.r#type == r#type && self.key == PropertyKey::Tag(tag)
    }

    /// Name of the header that this property stands for.
    pub(crate) fn header_name(&self) -> Option<&str> {
        match &self.key {
            PropertyKey::Name(INTERNET_HEADERS, name) if self.r#type == "String" => Some(name),
            _ => None,
        }
    }

    /// Whether a value fits the type.
    pub(crate) fn takes(&self, value: &str) -> bool {
        match self.r#type {
            "Integer" => value.parse::<i32>().is_ok(),
            "Short" => value.parse::<i16>().is_ok(),
            "Long" | "Currency" => value.parse::<i64>().is_ok(),
            "Double" | "Float" | "ApplicationTime" => value.parse::<f64>().is_ok(),
            "Boolean" => ["true", "false"].iter().any(|one| one.eq_ignore_ascii_case(value)),
            _ => true,
        }
    }
}

impl Extended {
    pub(crate) fn new(id: PropertyId, value: String) -> Self {
        let folded = value.to_lowercase();
        Self { id, value, folded }
    }

    /// Whether both are the same property with the same value, as a filter compares them.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        self.folded == other.folded && self.id == other.id
    }
}

impl fmt::Display for PropertyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let r#type = self.r#type;
        match &self.key {
            PropertyKey::Tag(tag) => write!(f, "{type} {tag:#x}"),
            PropertyKey::Name(set, name) => write!(f, "{type} {{{set}}} Name {name}"),
            PropertyKey::Number(set, id) => write!(f, "{type} {{{set}}} Id {id:#x}"),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}
