//! JSON that keeps the order of its properties, in which forms show fields. `serde_json::Value` keeps it only with a feature
//! that any crate of a build can switch on.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::graph::retry_rules::RetryRule;

/// A value.
pub enum Node {
    /// Text.
    Text(String),
    /// A whole number.
    Number(u64),
    /// True or false.
    Flag(bool),
    /// A list.
    List(Vec<Node>),
    /// An object.
    Object(Object),
    /// The retry rules, which serialise themselves.
    RetryRules(&'static [RetryRule]),
}

/// An object.
#[derive(Default)]
pub struct Object(Vec<(String, Node)>);

impl Object {
    /// An empty object.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a property.
    pub fn set(mut self, name: &str, value: impl Into<Node>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// Adds a property, where there is a value.
    pub fn set_some(self, name: &str, value: Option<impl Into<Node>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Adds a text, unless it is empty.
    pub fn set_text(self, name: &str, text: &str) -> Self {
        self.set_some(name, (!text.is_empty()).then_some(text))
    }

    /// Adds a list, unless it is empty.
    pub fn set_list(self, name: &str, list: Vec<Node>) -> Self {
        self.set_some(name, (!list.is_empty()).then_some(list))
    }

    /// Adds a property that is true, unless it is false.
    pub fn set_true(self, name: &str, flag: bool) -> Self {
        self.set_some(name, flag.then_some(true))
    }

    /// Whether it has no property.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Makes a list of whatever becomes a value.
pub fn list<T: Into<Node>>(items: impl IntoIterator<Item = T>) -> Vec<Node> {
    items.into_iter().map(Into::into).collect()
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Node {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Node {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Node {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Vec<Node>> for Node {
    fn from(list: Vec<Node>) -> Self {
        Self::List(list)
    }
}

impl From<Object> for Node {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::List(list) => list.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
            Self::RetryRules(rules) => rules.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
