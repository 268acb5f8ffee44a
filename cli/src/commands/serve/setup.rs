//! What a service is made of: the connector, the tenants and TLS. It is made again when the service reloads.

use std::{path::Path, sync::Arc};

use outlook_contract_json::saved::SavedConnections;
use outlook_host::{Connector, MailboxGate, Stores, stores::sealed::SealedKeys};
use outlook_service::{Config, ConfigError, Limits, Tenant, TenantConfig, Tls, TlsError, TlsFiles, Token};

use super::ServeArguments;
use crate::{
    context::{Context, secrets_dir},
    failure::Failure,
    sources, text,
};

/// Most bytes of a file whose first line is the token.
const TOKEN_FILE_BYTES: usize = 64 * 1024;

/// The connector and the tenants. `made` is the token that was made at the start, for a service without tenants and without a file.
pub async fn connector_and_tenants(
    arguments: &ServeArguments,
    made: Option<&Token>,
    gate: &Arc<dyn MailboxGate>,
    context: &Context,
) -> Result<(Connector, Vec<Tenant>), Failure> {
    let (tenants, limits) = tenants(arguments, made, context)?;
    let mut connector = context.connector_of_tenants()?.mailbox_gate(Arc::clone(gate));
    if let Some(calls) = limits.calls_per_mailbox {
        connector = connector.calls_per_mailbox(calls);
    }
    // What arrives is limited tenant by tenant. The connector must not refuse what one of them may have.
    connector = connector.calls_per_tenant(usize::MAX);
    if let Some(sandboxes) = limits.sandboxes_per_tenant {
        connector = connector.sandboxes_per_tenant(sandboxes);
    }
    Ok((connector.build_async().await?, tenants))
}

fn tenants(
    arguments: &ServeArguments,
    made: Option<&Token>,
    context: &Context,
) -> Result<(Vec<Tenant>, Limits), Failure> {
    if let Some(path) = &arguments.config {
        let config = config(path)?;
        let calls = config.limits.calls_per_tenant;
        let tenants = config.tenants.iter().map(|one| configured(one, calls, context));
        return Ok((tenants.collect::<Result<_, _>>()?, config.limits));
    }
    let digest = match (&arguments.token_file, made) {
        (Some(path), _) => token(path)?.digest(),
        (None, Some(made)) => made.digest(),
        (None, None) => Token::random().digest(),
    };
    let own = tenant("", context.config_dir(), context)?.token(digest);
    Ok((vec![own], Limits::default()))
}

/// Reads the configuration file.
pub fn config(path: &Path) -> Result<Config, Failure> {
    Config::read(path).map_err(|error| match error {
        ConfigError::Io { .. } => Failure::input("serve-config", error.to_string()),
        ConfigError::Invalid { .. } => Failure::input("serve-config", format!("{}: {error}", path.display())),
    })
}

/// A tenant of the file. `calls` is the limit of all tenants.
fn configured(one: &TenantConfig, calls: Option<usize>, context: &Context) -> Result<Tenant, Failure> {
    let mut tenant = tenant(&one.name, &one.directory, context)?;
    if let Some(digest) = one.token {
        tenant = tenant.token(digest);
    }
    if let Some(digest) = one.certificate {
        tenant = tenant.certificate(digest);
    }
    if let Some(most) = one.bytes_under_way {
        tenant = tenant.bytes_under_way(most);
    }
    if let Some(most) = one.calls_under_way.or(calls) {
        tenant = tenant.calls_under_way(most);
    }
    Ok(tenant)
}

/// A tenant with the connections, secrets and keys in that folder.
pub fn tenant(name: &str, dir: &Path, context: &Context) -> Result<Tenant, Failure> {
    let (secrets, _) = context.secrets_in(&secrets_dir(dir))?;
    let stores = Stores::new()
        .secrets(sources::over(&secrets)?)
        .keys(SealedKeys::of(&secrets));
    Ok(Tenant::new(name, SavedConnections::in_dir(dir), secrets, stores))
}

fn token(path: &Path) -> Result<Token, Failure> {
    let text = text::read(path, "token-file", TOKEN_FILE_BYTES)?;
    let bad = |error| Failure::input("token-file", format!("{}: {error}", path.display()));
    Token::first_line(&text).map_err(bad)
}

/// TLS, if there is a certificate.
pub fn tls(arguments: &ServeArguments) -> Result<Option<Tls>, Failure> {
    let (Some(certificates), Some(key)) = (&arguments.tls_cert, &arguments.tls_key) else {
        return Ok(None);
    };
    let files = TlsFiles {
        certificates: certificates.clone(),
        key: key.clone(),
        client_cas: arguments.client_ca.clone(),
    };
    let bad = |error: TlsError| Failure::input("tls", error.to_string());
    Tls::from_files(files).map(Some).map_err(bad)
}
