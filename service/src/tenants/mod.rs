//! Tenants of the service: the platform's customers, each with a token and stores of its own.

mod bytes_under_way;
mod token;

use std::{fmt, sync::Arc};

use outlook_contract_json::saved::SavedConnections;
use outlook_host::{Stores, stores::sealed::SealedSecrets};

pub(crate) use bytes_under_way::{BytesUnderWay, Reserved};
pub use token::{NoToken, Token, TokenDigest, TokenError};

/// Bytes of bodies that one tenant may have under way at once: three mails of the contract's largest size.
const BYTES_UNDER_WAY: u64 = 3 * 157_286_400;

/// A tenant. It never meets another one: it has its own token, connections, secrets, keys and queues.
pub struct Tenant {
    name: String,
    token: TokenDigest,
    connections: SavedConnections,
    secrets: SealedSecrets,
    stores: Stores,
    bytes: BytesUnderWay,
}

impl Tenant {
    /// A tenant whose calls use `stores`, which read from `secrets`.
    ///
    /// The empty name stands for the only tenant of a service without tenants: it has no share of the sandboxes.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        token: TokenDigest,
        connections: SavedConnections,
        secrets: SealedSecrets,
        stores: Stores,
    ) -> Self {
        Self {
            name: name.into(),
            token,
            connections,
            secrets,
            stores,
            bytes: BytesUnderWay::new(BYTES_UNDER_WAY),
        }
    }

    /// Sets how many bytes of bodies the tenant may have under way at once: 450 MiB by default.
    #[must_use]
    pub fn bytes_under_way(mut self, most: u64) -> Self {
        self.bytes = BytesUnderWay::new(most);
        self
    }

    /// Returns the tenant's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in logs and metrics.
    pub(crate) fn label(&self) -> &str {
        if self.name.is_empty() { "default" } else { &self.name }
    }

    pub(crate) fn connections(&self) -> &SavedConnections {
        &self.connections
    }

    pub(crate) fn secrets(&self) -> &SealedSecrets {
        &self.secrets
    }

    pub(crate) fn stores(&self) -> &Stores {
        &self.stores
    }

    pub(crate) fn bytes(&self) -> &BytesUnderWay {
        &self.bytes
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The tenants of a service.
#[derive(Debug)]
pub(crate) struct Tenants(Vec<Arc<Tenant>>);

impl Tenants {
    pub(crate) fn new(tenants: Vec<Tenant>) -> Self {
        Self(tenants.into_iter().map(Arc::new).collect())
    }

    /// Finds the tenant of a token. Compares it with the token of every tenant, so that the time tells nothing.
    pub(crate) fn of_token(&self, token: &[u8]) -> Option<&Arc<Tenant>> {
        let digest = TokenDigest::of(token);
        self.0.iter().fold(None, |found, tenant| {
            let is_its = digest.is_equal(&tenant.token);
            if is_its { Some(tenant) } else { found }
        })
    }
}
