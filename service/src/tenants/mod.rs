//! Tenants of the service: the platform's customers, each with a token and stores of its own.

mod bytes_under_way;
mod calls_under_way;
mod history;
mod token;

use std::{fmt, path::PathBuf, sync::Arc};

use outlook_contract_json::saved::SavedConnections;
use outlook_host::{Stores, stores::sealed::SealedSecrets};

pub(crate) use bytes_under_way::{BytesUnderWay, Reserved};
pub(crate) use calls_under_way::{CallUnderWay, CallsUnderWay};
pub(crate) use history::{History, HistoryEntry, HistoryOutcome};
pub use token::{DigestError, NoToken, Sha256Digest, Token};

/// Bytes of bodies that one tenant may have under way at once: three mails of the contract's largest size.
const BYTES_UNDER_WAY: u64 = 3 * 157_286_400;

/// Calls that one tenant may have under way at once: as many as the host library lets wait for it.
const CALLS_UNDER_WAY: usize = 1_000;

/// A tenant. It never meets another one: it has its own token, connections, secrets, keys and queues.
pub struct Tenant {
    name: String,
    token: Option<Sha256Digest>,
    certificate: Option<Sha256Digest>,
    connections: SavedConnections,
    secrets: SealedSecrets,
    stores: Stores,
    bytes: BytesUnderWay,
    calls: CallsUnderWay,
    history: Option<Arc<History>>,
}

impl Tenant {
    /// A tenant whose calls use `stores`, which read from `secrets`. It can be reached once it has a [token](Self::token) or a
    /// [certificate](Self::certificate).
    ///
    /// The empty name stands for the only tenant of a service without tenants: it has no share of the sandboxes.
    #[must_use]
    pub fn new(name: impl Into<String>, connections: SavedConnections, secrets: SealedSecrets, stores: Stores) -> Self {
        Self {
            name: name.into(),
            token: None,
            certificate: None,
            connections,
            secrets,
            stores,
            bytes: BytesUnderWay::new(BYTES_UNDER_WAY),
            calls: CallsUnderWay::new(CALLS_UNDER_WAY),
            history: None,
        }
    }

    /// Sets the digest of the tenant's bearer token.
    #[must_use]
    pub fn token(mut self, digest: Sha256Digest) -> Self {
        self.token = Some(digest);
        self
    }

    /// Sets the digest of the tenant's client certificate, for mutual TLS.
    #[must_use]
    pub fn certificate(mut self, digest: Sha256Digest) -> Self {
        self.certificate = Some(digest);
        self
    }

    /// Sets how many bytes of bodies the tenant may have under way at once: 450 MiB by default.
    #[must_use]
    pub fn bytes_under_way(mut self, most: u64) -> Self {
        self.bytes = BytesUnderWay::new(most);
        self
    }

    /// Sets how many calls the tenant may have under way at once, sends without a client included: 1,000 by default, and at least 1.
    /// Further ones are refused with 429 before anything of them is read. The connector should allow as many
    /// ([`calls_per_tenant`](outlook_host::ConnectorBuilder::calls_per_tenant)).
    #[must_use]
    pub fn calls_under_way(mut self, most: usize) -> Self {
        self.calls = CallsUnderWay::new(most);
        self
    }

    /// Keeps a history of sends in a file: time, mailbox, reference and outcome, for 30 days. The page shows it. None is kept by default.
    #[must_use]
    pub fn with_history(mut self, file: PathBuf) -> Self {
        self.history = Some(Arc::new(History::in_file(file)));
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

    pub(crate) fn history(&self) -> Option<&Arc<History>> {
        self.history.as_ref()
    }

    pub(crate) fn calls(&self) -> &CallsUnderWay {
        &self.calls
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

    /// The first tenant.
    pub(crate) fn first(&self) -> Option<&Arc<Tenant>> {
        self.0.first()
    }

    /// Finds the tenant of a token.
    pub(crate) fn of_token(&self, token: &[u8]) -> Option<&Arc<Tenant>> {
        self.find(&Sha256Digest::of(token), |tenant| tenant.token.as_ref())
    }

    /// Finds the tenant of a client certificate.
    pub(crate) fn of_certificate(&self, digest: &Sha256Digest) -> Option<&Arc<Tenant>> {
        self.find(digest, |tenant| tenant.certificate.as_ref())
    }

    /// Compares with every tenant, so that the time tells nothing.
    fn find(&self, digest: &Sha256Digest, of: fn(&Tenant) -> Option<&Sha256Digest>) -> Option<&Arc<Tenant>> {
        self.0.iter().fold(None, |found, tenant| {
            let is_its = of(tenant).is_some_and(|its| its.is_equal(digest));
            if is_its { Some(tenant) } else { found }
        })
    }
}
