//! Access tokens in the host's secret store, one for each cloud, tenant, client and credential. A fresh instance for each call
//! so needs no new token. The store keeps the expiry beside the token, so the token stays opaque.
//!
//! A store that fails is no failure of the call: the next call acquires a new token.

use super::Token;
use crate::{
    call::Host,
    connection::{CACHE_PREFIX, CheckedConnection},
    contract::Credential,
    host::{SecretStoreError, StoredSecret},
    limits::TOKEN_EXPIRY_BUFFER_S,
    secret::AccessToken,
};

/// Returns the name under which a token is stored. No part can hold a slash, except the last.
fn name(connection: &CheckedConnection, credential: &Credential) -> String {
    let CheckedConnection {
        cloud,
        tenant_id,
        client_id,
        ..
    } = connection;
    format!(
        "{CACHE_PREFIX}token/{}/{tenant_id}/{client_id}/{}/{}",
        cloud.id(),
        credential.kind(),
        credential.name()
    )
}

/// Returns the cached token. Returns `None` if there is none, if it has expired, and if it cannot stand in a header: another
/// program may have written it. The caller requests a new one, which replaces it.
pub fn get(host: &dyn Host, connection: &CheckedConnection, credential: &Credential) -> Option<Token> {
    let StoredSecret { value, expires_at } = host.get(&name(connection, credential)).ok()??;
    // Without an expiry, which a host may lose, the token would be used for ever.
    let usable_until = expires_at.filter(|usable_until| *usable_until > host.unix_seconds())?;
    Some(Token {
        access_token: AccessToken::new(value)?,
        expires_at: usable_until.saturating_add(TOKEN_EXPIRY_BUFFER_S),
        is_of_next: false,
    })
}

/// Stores a token until `usable_until`, in seconds since 1970-01-01T00:00:00Z.
///
/// # Errors
/// [`SecretStoreError`] if the host did not accept it.
pub fn put(
    host: &dyn Host,
    connection: &CheckedConnection,
    credential: &Credential,
    access_token: &AccessToken,
    usable_until: u64,
) -> Result<(), SecretStoreError> {
    host.put(
        &name(connection, credential),
        &StoredSecret {
            value: access_token.reveal().to_owned(),
            expires_at: Some(usable_until),
        },
    )
}

/// Removes the cached token. If the host fails to remove it, the next token replaces it.
pub fn remove(host: &dyn Host, connection: &CheckedConnection, credential: &Credential) {
    let _ = host.delete(&name(connection, credential));
}
