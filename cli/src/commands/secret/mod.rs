//! `secret`: keeps secrets, encrypted.

mod value;

use std::time::SystemTime;

use clap::Subcommand;
use outlook_host::{StoredSecret, stores::CACHE_PREFIX};
use serde_json::{Value, json};

use crate::{
    context::Context,
    failure::{Failure, exit},
    output::Output,
};

#[derive(Subcommand)]
pub enum SecretCommand {
    /// Stores a value: asked for on a terminal, else read from standard input, as in: outlook-host secret set contoso < file
    Set {
        /// Name to store it under
        name: String,
        /// Stores a value also if it has what no client secret of Entra has, such as quotation marks around it
        #[arg(long)]
        as_is: bool,
    },
    /// Lists the names, without values
    List,
    /// Removes a value
    Remove {
        /// Name of the secret
        name: String,
    },
}

pub fn run(command: SecretCommand, context: &Context, output: &Output) -> Result<i32, Failure> {
    match command {
        SecretCommand::Set { name, as_is } => {
            check_name(&name)?;
            let value = value::read(&name, as_is)?;
            let (store, new_key) = context.secrets()?;
            store.set(&name, StoredSecret::new(value.as_str()))?;
            output.result(exit::OK, json!({ "name": name }), |out| {
                out.line(&format!(
                    "Stored {name}, encrypted, in {}.",
                    context.secrets_dir().display()
                ));
                if let Some(place) = new_key {
                    out.line(&format!("The store is new. Its key is kept in {place}."));
                }
            });
        }
        SecretCommand::List => {
            let listed = match context.existing_secrets()? {
                Some(store) => store.list()?,
                None => Vec::new(),
            };
            let entries = listed
                .iter()
                .map(|one| json!({ "name": one.name, "expires_at": one.expires_at.and_then(unix_seconds) }));
            output.result(exit::OK, Value::Array(entries.collect()), |out| {
                listed.iter().for_each(|one| out.line(&one.name));
                if listed.is_empty() {
                    out.line("No secrets yet; store one with `outlook-host secret set NAME`.");
                }
            });
        }
        SecretCommand::Remove { name } => {
            let removed = match context.existing_secrets()? {
                Some(store) => store.remove(&name)?,
                None => false,
            };
            if !removed {
                return Err(Failure::input("secret-unknown", format!("there is no secret `{name}`")));
            }
            output.result(exit::OK, json!({ "name": name }), |out| {
                out.line(&format!("Removed {name}."))
            });
        }
    }
    Ok(exit::OK)
}

/// Seconds since 1970-01-01T00:00:00Z.
fn unix_seconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}

fn check_name(name: &str) -> Result<(), Failure> {
    if name.starts_with(CACHE_PREFIX) {
        return Err(Failure::input(
            "secret-name",
            format!("names that begin with {CACHE_PREFIX} belong to the connector"),
        ));
    }
    if name.trim() != name || name.is_empty() || name.len() > 128 || name.chars().any(char::is_control) {
        return Err(Failure::input(
            "secret-name",
            "a secret's name has 1 to 128 characters, without spaces around it",
        ));
    }
    Ok(())
}
