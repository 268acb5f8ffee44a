//! `connection`: keeps connections.

mod placeholder;

use std::convert::Infallible;

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
    /// Removes a connection. Its secret stays in the store
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
    /// Name under which `secret set` stored the client secret [default of a new connection: its name]
    #[arg(long, value_name = "NAME")]
    secret: Option<String>,
    /// Mailbox to send from: user principal name, primary address or object ID
    #[arg(long, value_name = "USER")]
    mailbox: Option<String>,
    /// Microsoft cloud: global (also GCC), us-gov-l4 (GCC High), us-gov-l5 (DoD), china
    #[arg(long)]
    cloud: Option<String>,
    /// Day on which the client secret expires; tests warn before
    #[arg(long, value_name = "YYYY-MM-DD")]
    credential_expires: Option<String>,
    /// A mailbox that this app must not reach: test-connection warns when it can
    #[arg(long, value_name = "USER")]
    out_of_scope_mailbox: Option<String>,
    /// When the app's rights were last changed: now, a day (2026-11-23) or a time (2026-11-23T07:30:00Z). A new right takes 30
    /// minutes to 2 hours to work, which guidance then weighs
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    granted_at: Option<String>,
}

impl Fields {
    fn is_empty(&self) -> bool {
        let fields = [
            &self.tenant,
            &self.client_id,
            &self.secret,
            &self.mailbox,
            &self.cloud,
            &self.credential_expires,
            &self.out_of_scope_mailbox,
            &self.granted_at,
        ];
        fields.iter().all(|field| field.is_none())
    }

    fn apply(self, saved: &mut Saved) {
        for (field, value) in [
            (&mut saved.tenant_id, self.tenant),
            (&mut saved.client_id, self.client_id),
            (&mut saved.secret, self.secret),
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
fn moment(text: &str) -> Result<String, Infallible> {
    if !text.trim().eq_ignore_ascii_case("now") {
        return Ok(text.to_owned());
    }
    let now = time::OffsetDateTime::now_utc();
    let (date, time) = (now.date(), now.time());
    Ok(format!(
        "{date}T{:02}:{:02}:{:02}Z",
        time.hour(),
        time.minute(),
        time.second()
    ))
}

pub fn run(command: ConnectionCommand, context: &Context, output: &Output) -> Result<i32, Failure> {
    let connections = context.connections();
    match command {
        ConnectionCommand::Add(arguments) => {
            let AddArguments { name, fields, replace } = arguments;
            let mut saved = Saved {
                secret: name.clone(),
                ..Saved::default()
            };
            fields.apply(&mut saved);
            placeholder::check(&saved)?;
            let path = connections.save(&name, &saved, replace)?;
            output.result(exit::OK, entry(&name, &saved), |out| {
                out.line(&format!("Saved {}.", path.display()));
                out.line(&match context.holds_secret(&saved.secret) {
                    true => format!("Next: outlook-host connect {name}"),
                    false => format!(
                        "Next: outlook-host secret set {}, then outlook-host connect {name}",
                        saved.secret
                    ),
                });
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
                    ("secret", &saved.secret),
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

fn entry(name: &str, saved: &Saved) -> Value {
    json!({
        "name": name,
        "cloud": saved.cloud,
        "tenant_id": saved.tenant_id,
        "client_id": saved.client_id,
        "secret": saved.secret,
        "mailbox": saved.mailbox,
        "credential_expires": saved.credential_expires,
        "out_of_scope_mailbox": saved.out_of_scope_mailbox,
        "granted_at": saved.granted_at,
    })
}
