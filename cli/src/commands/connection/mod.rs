//! `connection`: keeps connections.

mod fields;
mod placeholder;

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;
use outlook_host::types::{Connection, Credential};
use serde_json::{Value, json};

use self::fields::Fields;
use crate::{
    completion,
    context::Context,
    failure::{Failure, exit},
    output::{Output, json as documents},
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
    #[command(visible_alias = "ls")]
    List,
    /// Shows one connection
    Show {
        /// Name of the connection
        #[arg(add = ArgValueCandidates::new(completion::connections))]
        name: String,
    },
    /// Removes a connection. Its secret or key stays in the store
    #[command(visible_alias = "rm")]
    Remove {
        /// Name of the connection
        #[arg(add = ArgValueCandidates::new(completion::connections))]
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
    #[arg(add = ArgValueCandidates::new(completion::connections))]
    name: String,
    #[command(flatten)]
    fields: Fields,
}

pub fn run(command: ConnectionCommand, context: &Context, output: &Output) -> Result<i32, Failure> {
    let connections = context.connections();
    match command {
        ConnectionCommand::Add(arguments) => {
            let AddArguments { name, fields, replace } = arguments;
            let mut saved = Connection {
                credential: Credential::ClientSecret(name.clone()),
                ..Connection::default()
            };
            fields.apply(&mut saved);
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
                    ("credential", &described(Some(&saved.credential))),
                    ("next credential", &described(saved.next_credential.as_ref())),
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
fn next(name: &str, saved: &Connection, context: &Context) -> String {
    let connect = format!("outlook-host connect {name}");
    if context.holds(&saved.credential) {
        return format!("Next: {connect}");
    }
    let store = match &saved.credential {
        Credential::ClientSecret(secret) => format!("secret set {secret}"),
        Credential::Certificate(key) => format!("key create {key}"),
        Credential::FederatedAssertion(secret) => format!("secret read-from {secret}"),
    };
    format!("Next: outlook-host {store}, then {connect}")
}

fn described(credential: Option<&Credential>) -> String {
    match credential {
        None => "(none)".to_owned(),
        Some(Credential::ClientSecret(name)) => format!("client secret {name}"),
        Some(Credential::Certificate(key)) => format!("certificate of the key {key}"),
        Some(Credential::FederatedAssertion(name)) => format!("federated assertion {name}"),
    }
}

fn entry(name: &str, saved: &Connection) -> Value {
    let mut entry = documents::connection(saved);
    entry["name"] = name.into();
    entry
}
