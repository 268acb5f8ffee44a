//! Values of PowerShell, and how they become texts and conditions.

use std::rc::Rc;

use tree_sitter::Node;

use super::{Done, error};

#[derive(Clone, Debug)]
pub enum Value<'t> {
    Null,
    Bool(bool),
    Int(i64),
    Text(Rc<str>),
    Array(Vec<Value<'t>>),
    /// A hash table, in the order of its entries.
    Hash(Vec<(String, Value<'t>)>),
    /// An object: its properties.
    Object(Rc<Vec<(String, Value<'t>)>>),
    Block(Node<'t>),
    Version(Vec<u64>),
    Type(Rc<str>),
    /// `$PSCmdlet`.
    Caller,
    /// `$PSObject.Properties` of an object.
    Properties(Rc<Vec<(String, Value<'t>)>>),
}

impl<'t> Value<'t> {
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    pub fn object(properties: &[(&str, Value<'t>)]) -> Self {
        let owned = |(name, value): &(&str, Value<'t>)| ((*name).to_owned(), value.clone());
        Self::Object(Rc::new(properties.iter().map(owned).collect()))
    }

    /// An object of a cmdlet. Lists are printed as `{a, b}`.
    pub fn of_cmdlet(properties: &[(&str, String)]) -> Self {
        let value = |name: &str, text: &str| match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(list) if ["EmailAddresses", "ManagedBy"].contains(&name) => {
                Self::Array(list.split(", ").map(Value::text).collect())
            }
            _ => Self::text(text),
        };
        let owned = |(name, text): &(&str, String)| ((*name).to_owned(), value(name, text));
        Self::Object(Rc::new(properties.iter().map(owned).collect()))
    }

    /// An error record.
    pub fn error(id: &str, message: &str, target: &str) -> Self {
        Self::object(&[
            ("Exception", Self::object(&[("Message", Self::text(message))])),
            ("FullyQualifiedErrorId", Self::text(id)),
            ("TargetObject", Self::text(target)),
        ])
    }

    /// How a value stands in a text between double quotes.
    pub fn to_text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Text(text) => text.to_string(),
            Self::Array(values) => values.iter().map(Value::to_text).collect::<Vec<_>>().join(" "),
            Self::Version(parts) => parts.iter().map(u64::to_string).collect::<Vec<_>>().join("."),
            Self::Object(_) => match self
                .property("Exception")
                .and_then(|exception| exception.property("Message"))
            {
                Ok(message) => message.to_text(),
                Err(_) => panic!("an object as text: {self:?}"),
            },
            other => panic!("no text: {other:?}"),
        }
    }

    pub fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Int(number) => *number != 0,
            Self::Text(text) => !text.is_empty(),
            Self::Array(values) => match values.as_slice() {
                [] => false,
                [one] => one.is_true(),
                _ => true,
            },
            _ => true,
        }
    }

    /// The elements that a pipeline or a loop goes through.
    pub fn elements(self) -> Vec<Value<'t>> {
        match self {
            Self::Array(values) => values,
            one => vec![one],
        }
    }

    /// What a pipeline's output is as a value: nothing, one value, or an array.
    pub fn of_output(mut values: Vec<Value<'t>>) -> Self {
        match values.len() {
            0 => Self::Null,
            1 => values.remove(0),
            _ => Self::Array(values),
        }
    }

    pub fn property(&self, name: &str) -> Done<'t, Value<'t>> {
        let missing = || {
            error(
                "PropertyNotFoundStrict",
                &format!("The property '{name}' cannot be found on this object."),
            )
        };
        match (self, name.to_ascii_lowercase().as_str()) {
            // A scalar has no count in strict mode: the script must make an array of it first.
            (Self::Array(values), "count") => Ok(Self::Int(values.len().try_into().unwrap())),
            (Self::Object(properties), "psobject") => {
                Ok(Self::object(&[("Properties", Self::Properties(properties.clone()))]))
            }
            (Self::Type(name), "utcnow") if &**name == "datetime" => Ok(Self::text("2026-11-25 20:00:00Z")),
            (Self::Object(properties), wanted) => {
                let found = properties.iter().find(|(own, _)| own.eq_ignore_ascii_case(wanted));
                found.map(|(_, value)| value.clone()).ok_or_else(missing)
            }
            _ => Err(missing()),
        }
    }

    pub fn index(&self, at: &Value<'t>) -> Done<'t, Value<'t>> {
        match (self, at) {
            (Self::Array(values), Self::Int(at)) => {
                let length = i64::try_from(values.len()).unwrap();
                let place = if *at < 0 { length + at } else { *at };
                let found = usize::try_from(place).ok().and_then(|place| values.get(place));
                found
                    .cloned()
                    .ok_or_else(|| error("IndexOutOfRange", "Index was outside the bounds of the array."))
            }
            (Self::Properties(properties), Self::Text(name)) => {
                let found = properties.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
                Ok(found.map_or(Self::Null, |(own, value)| {
                    Self::object(&[("Name", Self::text(own)), ("Value", value.clone())])
                }))
            }
            _ => panic!("an index {at:?} of {self:?}"),
        }
    }

    /// `-eq`, without regard to case.
    pub fn equals(&self, other: &Value<'t>) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Null, _) | (_, Self::Null) => false,
            (Self::Int(one), Self::Int(other)) => one == other,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Array(_) | Self::Object(_), _) | (_, Self::Array(_)) => panic!("{self:?} -eq {other:?}"),
            _ => self.to_text().to_lowercase() == other.to_text().to_lowercase(),
        }
    }
}
