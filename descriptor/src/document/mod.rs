//! The descriptor: the connector as one JSON document, for user interfaces.
//!
//! This module holds no rule of its own. Its content comes from the forms' tables, and from the connector's limits, clouds and
//! retry rules.

mod connection;
mod connector;
mod facts;
mod hints;
mod object;
mod operations;
mod renderers;
mod results;
mod schema;

use serde_json::{Map, Value, json};

use crate::forms::Form;

/// Version of the document's layout: a new minor version for additions, a new major version for changes.
const DESCRIBE_VERSION: &str = "1.0";

/// Returns the descriptor as the repository keeps it: one property a line, and a line end at the end.
///
/// `describe` of the contract returns the same document, minified, with the causes of the guidance catalogue.
#[must_use]
pub fn descriptor() -> String {
    let document = json!({
        "describe_version": DESCRIBE_VERSION,
        "connector": connector::connector(),
        "reading": facts::reading(),
        "clouds": facts::clouds(),
        "connection": connection::connection(),
        "operations": operations::all(),
        "results": results::all(),
        "limits": facts::limits(),
        "service_limits": facts::service_limits(),
        "retry_rules": facts::retry_rules(),
        "token_rules": facts::token_rules(),
        "retry_actions": facts::retry_actions(),
    });
    format!("{document:#}\n")
}

/// Appends to `head` what a form consists of: schema, secrets, hints, rules, mapping into the contract, and renderings.
/// `of_connection` is true for the form of a connection.
fn describe(form: &Form, head: Value, of_connection: bool) -> Map<String, Value> {
    let form = json!({
        "schema": schema::of_form(form.title, &form.fields),
        "secret_fields": hints::secret_fields(&form.fields),
        "ui": hints::ui(form.groups, &form.fields),
        "rules": hints::rules(&form.rules),
        "contract": hints::contract(&form.fields),
        "renderers": renderers::all(form.groups, &form.fields, of_connection),
    });
    object::with(object::object(head), object::object(form))
}
