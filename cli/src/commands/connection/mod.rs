//! `connection`: keeps connections.

mod placeholder;

use std::convert::Infallible;

use clap::{Args, Subcommand};
use outlook_host::types::Credential;
use serde_json::{Value, json};

use super::moment;
use crate::{
    connections::Saved,
    context::Context,
    failure::{Failure, exit},
    output::Output,
};

#[derive(Subcommand)]
pub enum ConnectionCommand {
    /// Saves a connection. The values are those of the app registration's Overview page
    #[command(
        override_usage = "outlook-host connection add [OPTIONS] --tenant <ID> --client-id <GUID> --mailbox <USER> <NAME>"
    )]
    Add(AddArguments),
    /// Changes fields of a saved connection, and leaves the others. An empty value takes an optional field out
    Set(SetArguments),
    /// Lists the saved connections
    List,
    /// Shows one connection
    Show {
        /// Name of the connection
        name: String,
    },
    /// Removes a connection. Its secret or key stays in the store
    Remove {
        /// Name of the connection
        name: String,
    },
}

#[derive(Args)]
pub struct AddArguments {
    /// Name to save it under
    #[arg(requires = "tenant", requires = "client_id", requires = "mailbox")]
    name: String,
    #[command(flatten)]
    fields: Fields,
    /// Overwrites a connection of the same name
    #[arg(long)]
    replace: bool,
}

#[derive(Args)]
pub struct SetArguments {
    /// Name of the connection
    name: String,
    #[command(flatten)]
    fields: Fields,
}

/// The fields of a connection. All are optional here: a new connection requires three of them.
#[derive(Args)]
struct Fields {
    /// Directory (tenant) ID: a GUID, or a verified domain such as contoso.onmicrosoft.com
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
    /// Application (client) ID: a GUID
    #[arg(long, value_name = "GUID")]
    client_id: Option<String>,
    #[command(flatten)]
    credential: CredentialFields,
    #[command(flatten)]
    next: NextFields,
    /// Mailbox to send from: user principal name, primary address or object ID
    #[arg(long, value_name = "USER")]
    mailbox: Option<String>,
    /// Microsoft cloud: global (also GCC), us-gov-l4 (GCC High), us-gov-l5 (DoD), china
    #[arg(long)]
    cloud: Option<String>,
    /// Day on which the credential expires; tests warn before
    #[arg(long, value_name = "YYYY-MM-DD")]
    credential_expires: Option<String>,
    /// A mailbox that this app must not reach: test-connection warns when it can
    #[arg(long, value_name = "USER")]
    out_of_scope_mailbox: Option<String>,
    /// When the app's rights were last changed: now, a day (2026-11-23) or a time (2026-11-23T07:30:00Z). A new right takes 30
    /// minutes to 2 hours to work, which guidance then weighs
    #[arg(long, value_name = "WHEN", value_parser = granted_at)]
    granted_at: Option<String>,
}

/// What the app signs in with: one of the three.
#[derive(Args)]
#[group(multiple = false)]
struct CredentialFields {
    /// Name under which `secret set` stored the client secret [default of a new connection: its name]
    #[arg(long, value_name = "NAME")]
    secret: Option<String>,
    /// Name under which `key create` or `key import` stored the private key: sign in with its certificate
    #[arg(long, value_name = "KEY")]
    certificate: Option<String>,
    /// Name under which `secret read-from` stored where the assertion of a federated credential comes from
    #[arg(long, value_name = "NAME")]
    federated_assertion: Option<String>,
}

/// What the app signs in with when Entra refuses the credential as wrong or expired, for a rotation without an outage: one of the
/// three.
#[derive(Args)]
#[group(multiple = false)]
struct NextFields {
    /// Client secret that replaces the credential: it is tried when the credential is refused
    #[arg(long, value_name = "NAME")]
    next_secret: Option<String>,
    /// Key whose certificate replaces the credential
    #[arg(long, value_name = "KEY")]
    next_certificate: Option<String>,
    /// Assertion that replaces the credential
    #[arg(long, value_name = "NAME")]
    next_federated_assertion: Option<String>,
}

impl CredentialFields {
    fn is_empty(&self) -> bool {
        self.secret.is_none() && self.certificate.is_none() && self.federated_assertion.is_none()
    }
}

impl NextFields {
    fn is_empty(&self) -> bool {
        self.next_secret.is_none() && self.next_certificate.is_none() && self.next_federated_assertion.is_none()
    }
}

impl Fields {
    fn is_empty(&self) -> bool {
        let fields = [
            &self.tenant,
            &self.client_id,
            &self.mailbox,
            &self.cloud,
            &self.credential_expires,
            &self.out_of_scope_mailbox,
            &self.granted_at,
        ];
        fields.iter().all(|field| field.is_none()) && self.credential.is_empty() && self.next.is_empty()
    }

    fn apply(self, saved: &mut Saved) {
        // Another kind of credential takes the place of the one that was there.
        if !self.credential.is_empty() {
            saved.secret = self.credential.secret;
            saved.certificate = self.credential.certificate;
            saved.federated_assertion = self.credential.federated_assertion;
        }
        if !self.next.is_empty() {
            let filled = |name: Option<String>| name.filter(|name| !name.trim().is_empty());
            saved.next_secret = filled(self.next.next_secret);
            saved.next_certificate = filled(self.next.next_certificate);
            saved.next_federated_assertion = filled(self.next.next_federated_assertion);
        }
        for (field, value) in [
            (&mut saved.tenant_id, self.tenant),
            (&mut saved.client_id, self.client_id),
            (&mut saved.mailbox, self.mailbox),
        ] {
            if let Some(value) = value {
                *field = value;
            }
        }
        for (field, value) in [
            (&mut saved.cloud, self.cloud),
            (&mut saved.credential_expires, self.credential_expires),
            (&mut saved.out_of_scope_mailbox, self.out_of_scope_mailbox),
            (&mut saved.granted_at, self.granted_at),
        ] {
            if let Some(value) = value {
                *field = Some(value).filter(|value| !value.trim().is_empty());
            }
        }
    }
}

/// `now` as the time that it is, to the second and in UTC; anything else as it is, for the component to check.
fn granted_at(text: &str) -> Result<String, Infallible> {
    if !text.trim().eq_ignore_ascii_case("now") {
        return Ok(text.to_owned());
    }
    Ok(moment::now())
}

pub fn run(command: ConnectionCommand, context: &Context, output: &Output) -> Result<i32, Failure> {
    let connections = context.connections();
    match command {
        ConnectionCommand::Add(arguments) => {
            let AddArguments { name, fields, replace } = arguments;
            let mut saved = Saved::default();
            fields.apply(&mut saved);
            if saved.credential().is_none() {
                saved.secret = Some(name.clone());
            }
            placeholder::check(&saved)?;
            let path = connections.save(&name, &saved, replace)?;
            output.result(exit::OK, entry(&name, &saved), |out| {
                out.line(&format!("Saved {}.", path.display()));
                out.line(&next(&name, &saved, context));
            });
        }
        ConnectionCommand::Set(arguments) => {
            if arguments.fields.is_empty() {
                return Err(Failure::usage(
                    "there is nothing to change; give a field, such as --granted-at now".to_owned(),
                ));
            }
            let name = arguments.name.clone();
            let mut saved = connections.load(&name)?;
            arguments.fields.apply(&mut saved);
            placeholder::check(&saved)?;
            let path = connections.save(&name, &saved, true)?;
            output.result(exit::OK, entry(&name, &saved), |out| {
                out.line(&format!("Saved {}.", path.display()));
            });
        }
        ConnectionCommand::List => {
            let all: Vec<_> = connections
                .names()
                .into_iter()
                .map(|name| (connections.load(&name), name))
                .collect();
            let entries = all.iter().map(|(saved, name)| match saved {
                Ok(saved) => entry(name, saved),
                Err(broken) => json!({ "name": name, "error": broken.message() }),
            });
            output.result(exit::OK, Value::Array(entries.collect()), |out| {
                for (saved, name) in &all {
                    match saved {
                        Ok(saved) => {
                            let refused = saved.out_of_scope_mailbox.as_deref();
                            let refused = refused.map_or(String::new(), |mailbox| format!("  (not: {mailbox})"));
                            out.line(&format!("{name}  {}  {}{refused}", saved.mailbox, saved.tenant_id));
                        }
                        Err(broken) => out.line(&format!("{name}  (broken: {})", broken.message())),
                    }
                }
                if all.is_empty() {
                    out.line("No connections yet; add one with `outlook-host connection add`.");
                }
            });
        }
        ConnectionCommand::Show { name } => {
            let saved = connections.load(&name)?;
            output.result(exit::OK, entry(&name, &saved), |out| {
                let rows = [
                    ("cloud", saved.cloud.as_deref().unwrap_or("global")),
                    ("tenant", &saved.tenant_id),
                    ("client id", &saved.client_id),
                    ("credential", &described(saved.credential())),
                    ("next credential", &described(saved.next_credential())),
                    ("mailbox", &saved.mailbox),
                    (
                        "credential expires",
                        saved.credential_expires.as_deref().unwrap_or("(not set)"),
                    ),
                    (
                        "out of scope",
                        saved.out_of_scope_mailbox.as_deref().unwrap_or("(none)"),
                    ),
                    ("granted at", saved.granted_at.as_deref().unwrap_or("(not set)")),
                ];
                for (label, value) in rows {
                    out.line(&format!("{label:20}{value}"));
                }
            });
        }
        ConnectionCommand::Remove { name } => {
            connections.remove(&name)?;
            output.result(exit::OK, json!({ "name": name }), |out| {
                out.line(&format!("Removed {name}."))
            });
        }
    }
    Ok(exit::OK)
}

/// What to do after a connection was added: store what it names, if that is not there, and connect.
fn next(name: &str, saved: &Saved, context: &Context) -> String {
    let credential = saved.credential().unwrap_or_default();
    let connect = format!("outlook-host connect {name}");
    if context.holds(&credential) {
        return format!("Next: {connect}");
    }
    let store = match credential {
        Credential::ClientSecret(secret) => format!("secret set {secret}"),
        Credential::Certificate(key) => format!("key create {key}"),
        Credential::FederatedAssertion(secret) => format!("secret read-from {secret}"),
    };
    format!("Next: outlook-host {store}, then {connect}")
}

fn described(credential: Option<Credential>) -> String {
    match credential {
        None => "(none)".to_owned(),
        Some(Credential::ClientSecret(name)) => format!("client secret {name}"),
        Some(Credential::Certificate(key)) => format!("certificate of the key {key}"),
        Some(Credential::FederatedAssertion(name)) => format!("federated assertion {name}"),
    }
}

fn entry(name: &str, saved: &Saved) -> Value {
    json!({
        "name": name,
        "cloud": saved.cloud,
        "tenant_id": saved.tenant_id,
        "client_id": saved.client_id,
        "secret": saved.secret,
        "certificate": saved.certificate,
        "federated_assertion": saved.federated_assertion,
        "next_secret": saved.next_secret,
        "next_certificate": saved.next_certificate,
        "next_federated_assertion": saved.next_federated_assertion,
        "mailbox": saved.mailbox,
        "credential_expires": saved.credential_expires,
        "out_of_scope_mailbox": saved.out_of_scope_mailbox,
        "granted_at": saved.granted_at,
    })
}
