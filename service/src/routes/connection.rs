//! A connection in a request: the object itself, or the name of a saved one.

use std::fmt;

use outlook_contract_json::requests::Connection;
use outlook_host::types;
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, OneOfBuilder, Ref, RefOr, Schema, schema::Type},
};

use crate::{problem::Problem, tenants::Tenant};

/// A connection, or the name of a saved one.
pub(super) enum ConnectionField {
    /// Name of a saved connection.
    Saved(String),
    /// The connection itself.
    Given(Box<Connection>),
}

/// Not an untagged enum: such an enum forgets the path of a field that is not known.
impl<'de> Deserialize<'de> for ConnectionField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Forms;

        impl<'de> Visitor<'de> for Forms {
            type Value = ConnectionField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a connection, or the name of a saved one")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<ConnectionField, E> {
                Ok(ConnectionField::Saved(name.to_owned()))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<ConnectionField, M::Error> {
                let connection = Deserialize::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ConnectionField::Given(Box::new(connection)))
            }
        }

        deserializer.deserialize_any(Forms)
    }
}

impl PartialSchema for ConnectionField {
    fn schema() -> RefOr<Schema> {
        let name = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Name of a saved connection"));
        OneOfBuilder::new()
            .description(Some("A connection, or the name of a saved one"))
            .item(name)
            .item(Ref::from_schema_name(Connection::name()))
            .into()
    }
}

impl ToSchema for ConnectionField {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Connection::name().into_owned(), Connection::schema()));
        Connection::schemas(schemas);
    }
}

impl ConnectionField {
    /// Returns the contract's connection.
    ///
    /// # Errors
    /// When the tenant has no connection of that name.
    pub(super) async fn resolve(self, tenant: &Tenant) -> Result<types::Connection, Problem> {
        match self {
            Self::Given(connection) => Ok((*connection).into()),
            Self::Saved(name) => {
                let connections = tenant.connections().clone();
                let loaded = super::blocking(move || connections.load(&name)).await?;
                Ok(loaded.map_err(|error| Problem::from(error).at("connection"))?.into())
            }
        }
    }
}
