//! The generator of the descriptor. Natively only.
//!
//! It knows no rule of its own: what it tells comes from the tables in `rules`, from `limits`, `cloud` and the retry rules.

mod facts;
mod node;
mod operations;
mod renderers;
mod schema;
mod ui;

use node::{Node, Object, list};

use crate::{
    operations::TEST_STEPS,
    validate::{
        connection::fields as connection,
        field::{Field, Rule},
    },
};

/// Version of the document's layout: a new minor for additions, a new major for changes.
const DESCRIBE_VERSION: &str = "1.0";

/// The descriptor as it is kept in the repository: one property a line, with a line's end at the end.
///
/// `describe` of the contract returns the same document, minified, with the catalogue of guidance put in.
#[must_use]
pub fn descriptor() -> String {
    let document = Object::new()
        .set("describe_version", DESCRIBE_VERSION)
        .set("connector", facts::connector())
        .set("reading", facts::reading())
        .set("clouds", facts::clouds())
        .set("connection", of_connection())
        .set("operations", operations::all())
        .set("limits", facts::limits())
        .set("service_limits", facts::service_limits())
        .set("retry_rules", facts::retry_rules());
    // Texts and numbers only: this cannot fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn of_connection() -> Object {
    let steps = TEST_STEPS
        .iter()
        .map(|(id, title)| Object::new().set("id", *id).set("title", *title));
    let unsupported = [
        ("certificate", "Certificate"),
        ("federated-assertion", "Federated credential"),
    ]
    .map(|(id, title)| {
        Object::new()
            .set("id", id)
            .set("title", title)
            .set("path", format!("connection.credential.{id}"))
            .set("refused_as", "not-supported")
    });
    let test = Object::new()
        .set("operation", "test-connection")
        .set("steps", list(steps));
    Object::new()
        .set("profiles", list([client_secret()]))
        .set("unsupported", list(unsupported))
        .set("test", test)
}

/// The sign-in with a client secret.
fn client_secret() -> Object {
    let form = Form {
        title: "Outlook connection (client secret)",
        groups: connection::GROUPS,
        fields: connection::with_client_secret(),
        rules: connection::rules(),
    };
    form.describe(
        Object::new().set("id", "client-secret").set("title", "Client secret"),
        true,
    )
}

/// What a form is made of.
struct Form {
    title: &'static str,
    groups: &'static [(&'static str, &'static str)],
    fields: Vec<Field>,
    rules: Vec<Rule>,
}

impl Form {
    /// Schema, secrets, hints, renderings, rules and the way into the contract.
    fn describe(&self, head: Object, of_connection: bool) -> Object {
        head.set("schema", schema::of_form(self.title, &self.fields))
            .set("secret_fields", Node::List(ui::secret_fields(&self.fields)))
            .set("ui", ui::hints(self.groups, &self.fields))
            .set("rules", Node::List(ui::rules(&self.rules)))
            .set("contract", Node::List(ui::contract(&self.fields)))
            .set("renderers", renderers::all(self.groups, &self.fields, of_connection))
    }
}
