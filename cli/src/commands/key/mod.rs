//! `key`: keeps the private keys of certificates, encrypted. The public part goes to Entra.

mod facts;
mod import;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, builder::PossibleValuesParser};
use clap_complete::ArgValueCandidates;
use outlook_host::stores::{
    sealed::SealedKeys,
    software_keys::{NewKey, SoftwareKey},
};
use serde_json::{Value, json};

use self::facts::Facts;
use super::new_file::NewFile;
use crate::{
    completion,
    context::Context,
    failure::{Failure, exit},
    next_step::NextStep,
    options::quoted,
    output::Output,
};

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Makes a key with a self-signed certificate. Stores the private part, encrypted, and writes the certificate to upload
    Create(CreateArguments),
    /// Stores the key of a file: PEM or DER, also encrypted, or PKCS#12 (.pfx, .p12)
    Import(import::ImportArguments),
    /// Lists the keys with their expiry
    #[command(visible_alias = "ls")]
    List,
    /// Shows the thumbprints of a key's certificate as the Entra portal shows them, and its expiry
    Show {
        /// Name of the key
        #[arg(add = ArgValueCandidates::new(completion::keys))]
        name: String,
        /// Also writes the certificate, to upload it
        #[arg(long, value_name = "FILE")]
        certificate_out: Option<PathBuf>,
        /// Overwrites the file
        #[arg(long, requires = "certificate_out")]
        force: bool,
    },
    /// Removes a key from this machine. Its certificate stays in Entra
    #[command(visible_alias = "rm")]
    Remove {
        /// Name of the key
        #[arg(add = ArgValueCandidates::new(completion::keys))]
        name: String,
    },
}

#[derive(Args)]
pub struct CreateArguments {
    /// Name to store it under
    name: String,
    /// Common name in the certificate, at most 64 characters [default: the key's name]
    #[arg(long, value_name = "TEXT")]
    common_name: Option<String>,
    /// Days that the certificate is valid, from 1 to 3650
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    days: u32,
    /// Size of the RSA key
    #[arg(long, value_name = "BITS", default_value = "2048", value_parser = PossibleValuesParser::new(["2048", "3072", "4096"]))]
    bits: String,
    /// File of the certificate to upload [default: NAME.cer]
    #[arg(long, value_name = "FILE")]
    certificate_out: Option<PathBuf>,
    /// Overwrites the file of the certificate
    #[arg(long)]
    force: bool,
    /// Replaces a key of the same name. The old one is lost
    #[arg(long)]
    replace: bool,
}

pub fn run(command: KeyCommand, context: &Context, output: &Output) -> Result<i32, Failure> {
    match command {
        KeyCommand::Create(arguments) => create(arguments, context, output)?,
        KeyCommand::Import(arguments) => {
            let name = arguments.name.clone();
            check_name(&name)?;
            refuse_existing(context, &name, arguments.replace)?;
            let key = import::open(&arguments)?;
            let new_store = store(context, &name, &key)?;
            let facts = Facts::of(&key);
            output.result(exit::OK, facts.json(&name), |out| {
                out.line(&format!(
                    "Stored the key {name}, encrypted, in {}.",
                    context.secrets_dir().display()
                ));
                if let Some(place) = new_store {
                    out.line(&format!("The store is new. Its key is kept in {place}."));
                }
                facts.write(out);
                out.line("The file that it came from is still there: delete it, or keep it safe.");
                out.next(&connect(context, &name));
            });
        }
        KeyCommand::List => list(context, output)?,
        KeyCommand::Show {
            name,
            certificate_out,
            force,
        } => {
            let file = match &certificate_out {
                Some(path) => Some(certificate_file(path, force)?),
                None => None,
            };
            let keys = keys(context)?.ok_or_else(|| unknown(&name, &[]))?;
            let key = keys.get(&name)?;
            let key = key.ok_or_else(|| unknown(&name, &keys.names().unwrap_or_default()))?;
            let facts = Facts::of(&key);
            if let Some(file) = &file {
                file.write(&facts.pem)?;
            }
            output.result(exit::OK, facts.json(&name), |out| {
                facts.write(out);
                if let Some(file) = &file {
                    out.line(&format!("The certificate is in {}.", file.path().display()));
                }
            });
        }
        KeyCommand::Remove { name } => {
            let removed = match keys(context)? {
                Some(keys) => keys.remove(&name)?,
                None => false,
            };
            if !removed {
                return Err(unknown(&name, &[]));
            }
            let users = context.connections().that_name_key(&name);
            output.result(exit::OK, json!({ "name": name, "used_by": users }), |out| {
                out.line(&format!("Removed {name}. Remove its certificate in Entra, too."));
                if !users.is_empty() {
                    out.warning(&format!("These connections still name it: {}.", users.join(", ")));
                }
            });
        }
    }
    Ok(exit::OK)
}

fn create(arguments: CreateArguments, context: &Context, output: &Output) -> Result<(), Failure> {
    let name = &arguments.name;
    check_name(name)?;
    let path = arguments
        .certificate_out
        .unwrap_or_else(|| PathBuf::from(format!("{name}.cer")));
    // Both before the key is made, so that a refusal leaves nothing behind.
    let file = certificate_file(&path, arguments.force)?;
    refuse_existing(context, name, arguments.replace)?;
    let new = NewKey::new(arguments.common_name.as_deref().unwrap_or(name))
        .days(arguments.days)
        .bits(arguments.bits.parse().unwrap_or_default());
    let key = new
        .create()
        .map_err(|error| Failure::input("key-create", error.to_string()))?;
    let new_store = store(context, name, &key)?;
    let facts = Facts::of(&key);
    file.write(&facts.pem)?;
    let mut document = facts.json(name);
    document["certificate_file"] = path.display().to_string().into();
    output.result(exit::OK, document, |out| {
        out.line(&format!(
            "Made the key {name}. Its private part is stored, encrypted, in {}.",
            context.secrets_dir().display()
        ));
        if let Some(place) = new_store {
            out.line(&format!("The store is new. Its key is kept in {place}."));
        }
        facts.write(out);
        let upload = format!(
            "Upload {} in the Entra admin center: App registrations > your app > Certificates & secrets > Certificates > Upload certificate.",
            path.display()
        );
        let mut next = vec![NextStep::advice(&upload)];
        next.extend(connect(context, name));
        out.next(&next);
    });
    Ok(())
}

fn list(context: &Context, output: &Output) -> Result<(), Failure> {
    let mut all = Vec::new();
    if let Some(keys) = keys(context)? {
        for name in keys.names()? {
            let facts = keys.get(&name)?.map(|key| Facts::of(&key));
            all.extend(facts.map(|facts| (name, facts)));
        }
    }
    let entries = all.iter().map(|(name, facts)| facts.json(name));
    output.result(exit::OK, Value::Array(entries.collect()), |out| {
        for (name, facts) in &all {
            out.line(&format!("{name}  {}  {}", facts.sha1, facts.validity()));
            facts.warn(out);
        }
        if all.is_empty() {
            out.line("No keys yet; make one with `outlook-host key create NAME`.");
        }
    });
    Ok(())
}

fn keys(context: &Context) -> Result<Option<SealedKeys>, Failure> {
    Ok(context.existing_secrets()?.as_ref().map(SealedKeys::of))
}

/// Stores a key. Also tells where the key of a new store went.
fn store(context: &Context, name: &str, key: &SoftwareKey) -> Result<Option<&'static str>, Failure> {
    let (store, new_store) = context.secrets()?;
    SealedKeys::of(&store).set(name, key)?;
    Ok(new_store)
}

/// The file of a certificate. Standard output has the other facts.
fn certificate_file(path: &Path, force: bool) -> Result<NewFile, Failure> {
    NewFile::new(path, force)?
        .ok_or_else(|| Failure::usage("name a file for the certificate; --json has its PEM text as well".to_owned()))
}

fn refuse_existing(context: &Context, name: &str, replace: bool) -> Result<(), Failure> {
    let names = match keys(context)? {
        Some(keys) => keys.names()?,
        None => Vec::new(),
    };
    if names.iter().any(|known| known == name) && !replace {
        return Err(Failure::input(
            "key-exists",
            format!(
                "there is a key `{name}` already. For a rotation make one of another name, which leaves the old one working; --replace \
                 destroys the old one"
            ),
        ));
    }
    Ok(())
}

/// How a connection comes to use the key.
fn connect(context: &Context, name: &str) -> Vec<NextStep> {
    if !context.connections().that_name_key(name).is_empty() {
        return Vec::new();
    }
    vec![NextStep::command(
        "Then let a connection sign in with it:",
        format!("outlook-host connection set NAME --certificate {}", quoted(name)),
    )]
}

fn unknown(name: &str, names: &[String]) -> Failure {
    let known = match names {
        [] => "`outlook-host key list` shows all".to_owned(),
        names => format!("there are: {}", names.join(", ")),
    };
    Failure::input("key-unknown", format!("there is no key `{name}`; {known}"))
}

/// The component takes the same characters. A name is also the name of a file here.
fn check_name(name: &str) -> Result<(), Failure> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 64 || name.starts_with(['.', '-']) || !name.chars().all(allowed) {
        return Err(Failure::input(
            "key-name",
            "a key's name is made of up to 64 letters, digits, `-`, `_` and `.`, and begins with a letter, a digit or `_`",
        ));
    }
    Ok(())
}
