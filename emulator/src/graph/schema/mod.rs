//! Graph's published types: the judge of what a request body may hold.

mod check;
mod read;

use std::collections::HashMap;
use std::sync::OnceLock;

pub(super) use check::{check_entity, check_parameters};

/// The mail part of microsoftgraph/msgraph-metadata, schemas/v1.0-Prod.csdl.
const CSDL: &str = include_str!("../../../graph-mail.csdl.xml");

/// Types and actions, by name without namespace.
#[derive(Debug, Default)]
pub(super) struct Schema {
    structures: HashMap<String, Structure>,
    enums: HashMap<String, Vec<String>>,
    actions: HashMap<String, HashMap<String, Property>>,
}

/// An entity or complex type.
#[derive(Debug, Default)]
struct Structure {
    base: Option<String>,
    is_abstract: bool,
    properties: HashMap<String, Property>,
}

/// A property of a type, or a parameter of an action.
#[derive(Clone, Debug)]
struct Property {
    r#type: Type,
    nullable: bool,
}

/// Type of a value.
#[derive(Clone, Debug)]
enum Type {
    Collection(Box<Type>),
    /// `Edm.` type, by its name after the dot.
    Primitive(String),
    /// Type of `microsoft.graph`, by name. The excerpt does not define all of them.
    Graph(String),
}

/// Returns the schema, read once.
///
/// # Panics
/// Never with the file that is compiled in: a test reads it.
pub(super) fn graph() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| read::schema(CSDL).expect("the CSDL that is compiled in is well-formed"))
}

impl Schema {
    /// Whether a structured type has a property, inherited ones included.
    pub(super) fn has_property(&self, r#type: &str, name: &str) -> bool {
        self.property(r#type, name).is_some()
    }

    fn property(&self, r#type: &str, name: &str) -> Option<&Property> {
        let structure = self.structures.get(r#type)?;
        structure
            .properties
            .get(name)
            .or_else(|| self.property(structure.base.as_deref()?, name))
    }

    /// Whether `derived` is `base` or inherits from it.
    fn is_a(&self, derived: &str, base: &str) -> bool {
        derived == base
            || self
                .structures
                .get(derived)
                .and_then(|structure| structure.base.as_deref())
                .is_some_and(|parent| self.is_a(parent, base))
    }
}

impl Type {
    fn parse(name: &str) -> Self {
        if let Some(inner) = name.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')')) {
            return Self::Collection(Box::new(Self::parse(inner)));
        }
        match name.rsplit_once('.') {
            Some(("Edm", primitive)) => Self::Primitive(primitive.to_owned()),
            Some((_, own)) => Self::Graph(own.to_owned()),
            None => Self::Graph(name.to_owned()),
        }
    }
}
