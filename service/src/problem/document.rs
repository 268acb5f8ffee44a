//! The document that a problem is: `outlook-contract-json` has its fields, and a component's adapter responds with the same.

use std::{borrow::Cow, ops::Deref};

use outlook_contract_json::problem::Problem as Document;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

/// A failure as a response: a problem document (RFC 9457) with its status.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Problem(pub(super) Document);

impl Deref for Problem {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.0
    }
}

impl PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        Document::schema()
    }
}

impl ToSchema for Problem {
    fn name() -> Cow<'static, str> {
        Document::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Document::schemas(schemas);
    }
}
