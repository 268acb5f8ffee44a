//! `connection`: keeps connections.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::{
    connections::Saved,
    context::Context,
    failure::{Failure, exit},
    output::Output,
};

#[derive(Subcommand)]
pub enum ConnectionCommand {
    /// Saves a connection. The values are those of the app registration's Overview page
    Add(AddArguments),
    /// Lists the saved connections
    List,
    /// Shows one connection
    Show {
        /// Name of the connection
        name: String,
    },
    /// Removes a connection. Its secret stays in the store
    Remove {
        /// Name of the connection
        name: String,
    },
}

#[derive(Args)]
pub struct AddArguments {
    /// Name to save it under
    name: String,
    /// Directory (tenant) ID: a GUID, or a verified domain such as contoso.onmicrosoft.com
    #[arg(long, value_name = "ID")]
    tenant: String,
    /// Application (client) ID: a GUID
    #[arg(long, value_name = "GUID")]
    client_id: String,
    /// Name under which `secret set` stored the client secret [default: the connection's name]
    #[arg(long, value_name = "NAME")]
    secret: Option<String>,
    /// Mailbox to send from: user principal name, primary address or object ID
    #[arg(long, value_name = "USER")]
    mailbox: String,
    /// Microsoft cloud: global (also GCC), us-gov-l4 (GCC High), us-gov-l5 (DoD), china
    #[arg(long)]
    cloud: Option<String>,
    /// Day on which the client secret expires; tests warn before
    #[arg(long, value_name = "YYYY-MM-DD")]
    credential_expires: Option<String>,
    /// Overwrites a connection of the same name
    #[arg(long)]
    replace: bool,
}

pub fn run(command: ConnectionCommand, context: &Context, output: &Output) -> Result<i32, Failure> {
    let connections = context.connections();
    match command {
        ConnectionCommand::Add(arguments) => {
            let AddArguments {
                name,
                tenant,
                client_id,
                secret,
                mailbox,
                cloud,
                credential_expires,
                replace,
            } = arguments;
            let secret = secret.unwrap_or_else(|| name.clone());
            let saved = Saved {
                cloud,
                tenant_id: tenant,
                client_id,
                secret,
                mailbox,
                credential_expires,
            };
            let path = connections.save(&name, &saved, replace)?;
            output.success(entry(&name, &saved), |out| {
                out.line(&format!("Saved {}.", path.display()));
                out.line(&format!(
                    "Next: outlook-host secret set {}, then outlook-host connect {name}",
                    saved.secret
                ));
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
            output.success(Value::Array(entries.collect()), |out| {
                for (saved, name) in &all {
                    match saved {
                        Ok(saved) => out.line(&format!("{name}  {}  {}", saved.mailbox, saved.tenant_id)),
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
            output.success(entry(&name, &saved), |out| {
                let rows = [
                    ("cloud", saved.cloud.as_deref().unwrap_or("global")),
                    ("tenant", &saved.tenant_id),
                    ("client id", &saved.client_id),
                    ("secret", &saved.secret),
                    ("mailbox", &saved.mailbox),
                    (
                        "credential expires",
                        saved.credential_expires.as_deref().unwrap_or("(not told)"),
                    ),
                ];
                for (label, value) in rows {
                    out.line(&format!("{label:20}{value}"));
                }
            });
        }
        ConnectionCommand::Remove { name } => {
            connections.remove(&name)?;
            output.success(json!({ "name": name }), |out| out.line(&format!("Removed {name}.")));
        }
    }
    Ok(exit::OK)
}

fn entry(name: &str, saved: &Saved) -> Value {
    json!({
        "name": name,
        "cloud": saved.cloud,
        "tenant_id": saved.tenant_id,
        "client_id": saved.client_id,
        "secret": saved.secret,
        "mailbox": saved.mailbox,
        "credential_expires": saved.credential_expires,
    })
}
