//! `secret`: keeps secrets, encrypted.

mod value;

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;
use outlook_host::{
    StoredSecret,
    stores::sealed::{SealedSecrets, check_secret_name},
};
use serde_json::{Value, json};

use crate::{
    completion,
    context::Context,
    failure::{Failure, exit},
    output::Output,
    sources::{Source, Sources},
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
    /// Reads the value anew for every token: the assertion of a federated credential (workload identity)
    ReadFrom(ReadFromArguments),
    /// Lists the names, without values
    #[command(visible_alias = "ls")]
    List,
    /// Removes a value, or where it comes from
    #[command(visible_alias = "rm")]
    Remove {
        /// Name of the secret
        #[arg(add = ArgValueCandidates::new(completion::secrets))]
        name: String,
    },
}

#[derive(Args)]
#[command(override_usage = "outlook-host secret read-from <NAME> --file <FILE>
       outlook-host secret read-from <NAME> --variable <VARIABLE>
       outlook-host secret read-from <NAME> -- <PROGRAM> [ARGUMENT]...")]
#[command(after_help = "\
Examples:
  outlook-host secret read-from aks --file \"$AZURE_FEDERATED_TOKEN_FILE\"
  outlook-host secret read-from github -- ./oidc-token.sh
  outlook-host secret read-from spiffe -- spire-agent api fetch jwt \\
      -audience api://AzureADTokenExchange -output json

The value is a JWT alone, GitHub's {\"value\": \"JWT\", ...}, or the JSON of spire-agent. \
A command runs without a shell, for at most 10 s. Its error output is not shown.")]
pub struct ReadFromArguments {
    /// Name that a connection uses: --federated-assertion NAME
    name: String,
    #[command(flatten)]
    source: SourceArguments,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct SourceArguments {
    /// File that something else keeps fresh, such as Kubernetes or spiffe-helper
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Environment variable of the process that signs in
    #[arg(long, value_name = "VARIABLE")]
    variable: Option<String>,
    /// Program that prints the value, and its arguments
    #[arg(last = true, value_name = "PROGRAM")]
    command: Vec<String>,
}

impl SourceArguments {
    fn source(self) -> Result<Source, Failure> {
        if let Some(path) = self.file {
            return absolute(&path).map(Source::File);
        }
        let mut command = self.command.into_iter();
        match (self.variable, command.next()) {
            (Some(name), _) if name.is_empty() || name.contains(['=', '\0', '$']) => Err(Failure::input(
                "secret-source",
                "--variable: give the name of the variable alone, without $ and =",
            )),
            (Some(name), _) => Ok(Source::Variable(name)),
            // A name alone is looked for in PATH.
            (None, Some(program)) if program.contains(std::path::is_separator) => {
                let program = absolute(program.as_ref())?.to_string_lossy().into_owned();
                Ok(Source::Command(program, command.collect()))
            }
            (None, Some(program)) => Ok(Source::Command(program, command.collect())),
            (None, None) => Err(Failure::usage(
                "give --file, --variable, or -- and a command".to_owned(),
            )),
        }
    }
}

/// The tool runs in other folders, too.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::input("secret-source", format!("{}: {error}", path.display())))
}

pub async fn run(command: SecretCommand, context: &Context, output: &Output) -> Result<i32, Failure> {
    match command {
        SecretCommand::Set { name, as_is } => {
            check_name(&name)?;
            let value = value::read(&name, as_is)?;
            let (store, new_key) = context.secrets()?;
            store.set(&name, StoredSecret::new(value.as_str()))?;
            Sources::of(&store).remove(&name)?;
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
        SecretCommand::ReadFrom(arguments) => {
            let name = arguments.name;
            check_name(&name)?;
            let source = arguments.source.source()?;
            let (store, new_key) = context.secrets()?;
            Sources::of(&store).set(&name, &source)?;
            store.remove(&name)?;
            // Stored all the same: the tool may be set up before the pod or the job in which the value is there.
            let library = source.to_library();
            let problem = library.read().await.err().map(|error| error.to_string());
            let result = json!({ "name": name, "source": source.json(), "problem": problem });
            output.result(exit::OK, result, |out| {
                out.line(&format!("{name} is read from {library}, anew for every token."));
                if let Some(place) = new_key {
                    out.line(&format!("The store is new. Its key is kept in {place}."));
                }
                match &problem {
                    None => out.line("It holds a token now."),
                    Some(problem) => out.warning(&format!("It cannot be read here and now: {problem}.")),
                }
            });
        }
        SecretCommand::List => {
            let listed = match context.existing_secrets()? {
                Some(store) => listed(&store)?,
                None => Vec::new(),
            };
            let entries = listed.iter().map(|one| {
                json!({
                    "name": one.name,
                    "expires_at": one.expires_at.and_then(unix_seconds),
                    "source": one.source.as_ref().map(Source::json),
                })
            });
            output.result(exit::OK, Value::Array(entries.collect()), |out| {
                for one in &listed {
                    match &one.source {
                        None => out.line(&one.name),
                        Some(source) => out.line(&format!("{}  (read from {})", one.name, source.to_library())),
                    }
                }
                if listed.is_empty() {
                    out.line("No secrets yet; store one with `outlook-host secret set NAME`.");
                }
            });
        }
        SecretCommand::Remove { name } => {
            let removed = match context.existing_secrets()? {
                // Both, although only one is there.
                Some(store) => store.remove(&name)? | Sources::of(&store).remove(&name)?,
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

/// A name that the list shows.
struct Listed {
    name: String,
    expires_at: Option<SystemTime>,
    source: Option<Source>,
}

/// Secrets and sources, by name.
fn listed(store: &SealedSecrets) -> Result<Vec<Listed>, Failure> {
    let secrets = store.list()?.into_iter().map(|one| Listed {
        name: one.name,
        expires_at: one.expires_at,
        source: None,
    });
    let sources = Sources::of(store).list()?.into_iter().map(|(name, source)| Listed {
        name,
        expires_at: None,
        source: Some(source),
    });
    let mut all: Vec<_> = secrets.chain(sources).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// Seconds since 1970-01-01T00:00:00Z.
fn unix_seconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}

fn check_name(name: &str) -> Result<(), Failure> {
    check_secret_name(name).map_err(|error| Failure::input("secret-name", error.to_string()))
}
