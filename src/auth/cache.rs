//! Access tokens in the host's secret store, one per cloud, tenant, client and credential, so that a fresh instance per call
//! needs no new token. The store keeps the expiry beside the token, which so stays opaque.
//!
//! A cache that does not answer is no failure: the next call signs in.

use super::Session;
use crate::{
    connection::{CACHE_PREFIX, CheckedConnection},
    host::{SecretStore, SecretStoreError, StoredSecret},
    limits::TOKEN_EXPIRY_BUFFER_S,
    secret::AccessToken,
};

/// The parts cannot hold a slash, apart from the last.
fn name(connection: &CheckedConnection) -> String {
    let CheckedConnection {
        cloud,
        tenant_id,
        client_id,
        secret_name,
        ..
    } = connection;
    format!(
        "{CACHE_PREFIX}token/{}/{tenant_id}/{client_id}/client-secret/{secret_name}",
        cloud.id()
    )
}

/// Returns the cached token, if it may still be used.
pub fn find<H: SecretStore + crate::host::Clock + ?Sized>(host: &H, connection: &CheckedConnection) -> Option<Session> {
    let StoredSecret { value, expires_at } = host.get(&name(connection)).ok()??;
    // A host that forgets the expiry would make us use a token for ever.
    let usable_until = expires_at?;
    (usable_until > host.unix_seconds()).then(|| Session {
        token: AccessToken::new(value),
        expires_at: usable_until.saturating_add(TOKEN_EXPIRY_BUFFER_S),
    })
}

/// Keeps a token until `usable_until`, in seconds since 1970-01-01T00:00:00Z.
///
/// # Errors
/// [`SecretStoreError`] when the host did not take it.
pub fn keep<H: SecretStore + ?Sized>(
    host: &H,
    connection: &CheckedConnection,
    token: &AccessToken,
    usable_until: u64,
) -> Result<(), SecretStoreError> {
    host.put(
        &name(connection),
        &StoredSecret {
            value: token.reveal().to_owned(),
            expires_at: Some(usable_until),
        },
    )
}

/// Drops the cached token. A host that does not drop it keeps one that the next sign-in replaces.
pub fn forget<H: SecretStore + ?Sized>(host: &H, connection: &CheckedConnection) {
    let _ = host.delete(&name(connection));
}
