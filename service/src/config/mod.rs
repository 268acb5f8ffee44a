//! The configuration file: tenants and limits.
//!
//! ```toml
//! [limits]
//! calls_per_mailbox = 2
//!
//! [[tenant]]
//! name = "contoso"
//! token_file = "contoso.token"
//! directory = "contoso"
//!
//! [[tenant]]
//! name = "fabrikam"
//! token_sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
//! directory = "/var/lib/outlook/fabrikam"
//!
//! [gate]
//! url_file = "gate.url"
//! ```

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use thiserror::Error;

use crate::tenants::{DigestError, Sha256Digest, Token};

/// The tenants and the limits of a service.
#[derive(Debug, Clone)]
pub struct Config {
    /// Limits of the whole service.
    pub limits: Limits,
    /// At least one tenant. No two have the same name, the same folder or the same token.
    pub tenants: Vec<TenantConfig>,
    /// The gate that several services share, if there is one.
    pub gate: Option<GateConfig>,
}

/// The gate that several services share.
#[derive(Debug, Clone)]
pub struct GateConfig {
    /// File whose first line is the address of the database. It may hold a password, so that it does not stand in the configuration.
    pub url_file: PathBuf,
}

/// Limits of the whole service. What is absent is the host library's default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Calls that one tenant may have under way at once, waiting ones included. A tenant may have a figure of its own.
    pub calls_per_tenant: Option<usize>,
    /// Sandboxes that one tenant may have at once.
    pub sandboxes_per_tenant: Option<usize>,
    /// Calls at once that may use one mailbox.
    pub calls_per_mailbox: Option<usize>,
}

/// A tenant of the file.
#[derive(Debug, Clone)]
pub struct TenantConfig {
    /// Name: letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// The digest of its token. It has a token, a certificate or both.
    pub token: Option<Sha256Digest>,
    /// The digest of its client certificate in DER.
    pub certificate: Option<Sha256Digest>,
    /// Folder of its connections, secrets and keys.
    pub directory: PathBuf,
    /// Bytes of bodies that it may have under way at once.
    pub bytes_under_way: Option<u64>,
    /// Calls that it may have under way at once, in place of the limit of all.
    pub calls_under_way: Option<usize>,
}

/// Why a configuration file cannot be used. No text repeats a token.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not as it has to be.
    #[error("{why}")]
    Invalid {
        /// What is wrong, and where.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    tenant: Vec<TenantTable>,
    gate: Option<GateTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GateTable {
    url_file: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantTable {
    name: String,
    token_sha256: Option<String>,
    token_file: Option<PathBuf>,
    certificate_sha256: Option<String>,
    directory: PathBuf,
    bytes_under_way: Option<u64>,
    calls_under_way: Option<usize>,
}

impl Config {
    /// Reads a file. Relative paths in it are relative to its folder.
    ///
    /// # Errors
    /// [`ConfigError`] if it cannot be read or is not as it has to be.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&read(path)?, folder)
    }

    fn parse(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let file: File = toml::from_str(text).map_err(|error| {
            // The message alone: the error's text quotes the line, and a line may hold a token that was pasted as a digest.
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            let place = line.map_or_else(String::new, |line| format!("line {line}: "));
            invalid(format!("{place}{}", without_values(error.message())))
        })?;
        if file.tenant.is_empty() {
            return Err(invalid("there is no [[tenant]]"));
        }
        let mut tenants = Vec::new();
        for table in file.tenant {
            let tenant = tenant(table, folder)?;
            check_different(&tenant, &tenants)?;
            tenants.push(tenant);
        }
        Ok(Self {
            limits: file.limits,
            tenants,
            gate: file.gate.map(|gate| GateConfig {
                url_file: folder.join(gate.url_file),
            }),
        })
    }
}

fn tenant(table: TenantTable, folder: &Path) -> Result<TenantConfig, ConfigError> {
    let name = table.name;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 64 || !name.chars().all(allowed) {
        return Err(invalid(
            "a tenant's name is made of up to 64 letters, digits, `-`, `_` and `.`",
        ));
    }
    let here = |why: &dyn std::fmt::Display| invalid(format!("tenant {name}: {why}"));
    let digest = |digest: String| digest.parse().map_err(|error: DigestError| here(&error));
    let token = match (table.token_sha256, table.token_file) {
        (Some(text), None) => Some(digest(text)?),
        (None, Some(file)) => {
            let text = read(&folder.join(file))?;
            Some(Token::first_line(&text).map_err(|error| here(&error))?.digest())
        }
        (None, None) => None,
        _ => return Err(here(&"give either token_sha256 or token_file")),
    };
    let certificate = table.certificate_sha256.map(digest).transpose()?;
    if token.is_none() && certificate.is_none() {
        return Err(here(&"give token_sha256, token_file or certificate_sha256"));
    }
    Ok(TenantConfig {
        token,
        certificate,
        directory: folder.join(table.directory),
        bytes_under_way: table.bytes_under_way,
        calls_under_way: table.calls_under_way,
        name,
    })
}

/// Two tenants that share anything would meet.
fn check_different(tenant: &TenantConfig, others: &[TenantConfig]) -> Result<(), ConfigError> {
    let is_same = |one: Option<Sha256Digest>, other: Option<Sha256Digest>| matches!((one, other), (Some(one), Some(other)) if one.is_equal(&other));
    for other in others {
        let shared = if tenant.name == other.name {
            "name"
        } else if is_same(tenant.token, other.token) {
            "token"
        } else if is_same(tenant.certificate, other.certificate) {
            "certificate"
        } else if is_same_folder(&tenant.directory, &other.directory) {
            "directory"
        } else {
            continue;
        };
        let why = format!("tenants {} and {} have the same {shared}", other.name, tenant.name);
        return Err(invalid(why));
    }
    Ok(())
}

/// Whether two folders are the same, also by way of links. A folder that is not there yet is compared as it is written.
fn is_same_folder(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real(one) == real(other)
}

/// Leaves messages of the TOML reader out that may quote a value.
fn without_values(message: &str) -> &str {
    let names_only = ["unknown field", "missing field", "duplicate field", "duplicate key"];
    if names_only.iter().any(|start| message.starts_with(start)) {
        return message;
    }
    "this is not TOML, or a value has the wrong type"
}

fn read(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|source| ConfigError::Io {
        path: path.to_owned(),
        source,
    })
}

fn invalid(why: impl Into<String>) -> ConfigError {
    ConfigError::Invalid { why: why.into() }
}

#[cfg(test)]
mod tests;
