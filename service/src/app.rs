//! What all routes share.

use std::sync::{Arc, PoisonError, RwLock};

use outlook_host::{Connector, Error, Tenant as HostTenant, stores::FileAttachments};
use tokio::sync::OnceCell;

use crate::{
    lifecycle::Lifecycle,
    telemetry::{Metrics, Traces},
    tenants::{Sha256Digest, Tenant, Tenants},
};

/// The state of the service. Clones share it.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

struct Inner {
    live: RwLock<Arc<Live>>,
    lifecycle: Lifecycle,
    metrics: Metrics,
    traces: Option<Traces>,
}

/// What can be replaced while the service runs. Calls that are under way keep theirs.
struct Live {
    connector: Connector,
    tenants: Tenants,
    descriptor: OnceCell<String>,
}

impl Live {
    fn new(connector: Connector, tenants: Tenants) -> Arc<Self> {
        Arc::new(Self {
            connector,
            tenants,
            descriptor: OnceCell::new(),
        })
    }

    /// The descriptor, which does not change while the component stays.
    async fn descriptor(&self) -> Result<&str, Error> {
        let described = self
            .descriptor
            .get_or_try_init(|| async { self.connector.describe().await });
        described.await.map(String::as_str)
    }
}

impl App {
    pub(crate) fn new(connector: Connector, tenants: Tenants, traces: Option<Traces>) -> Self {
        Self(Arc::new(Inner {
            live: RwLock::new(Live::new(connector, tenants)),
            lifecycle: Lifecycle::default(),
            metrics: Metrics::new(),
            traces,
        }))
    }

    fn live(&self) -> Arc<Live> {
        let live = self.0.live.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&live)
    }

    /// Replaces connector and tenants for the calls that begin from now on.
    ///
    /// # Errors
    /// When the component does not run. The earlier one then stays.
    pub(crate) async fn replace(&self, connector: Connector, tenants: Tenants) -> Result<(), Error> {
        let live = Live::new(connector, tenants);
        live.descriptor().await?;
        *self.0.live.write().unwrap_or_else(PoisonError::into_inner) = live;
        Ok(())
    }

    /// The tenant of a token.
    pub(crate) fn tenant_of_token(&self, token: &[u8]) -> Option<Arc<Tenant>> {
        self.live().tenants.of_token(token).cloned()
    }

    /// The tenant of the page: a service with a page has one tenant.
    pub(crate) fn first_tenant(&self) -> Option<Arc<Tenant>> {
        self.live().tenants.first().cloned()
    }

    /// The tenant of a client certificate.
    pub(crate) fn tenant_of_certificate(&self, digest: &Sha256Digest) -> Option<Arc<Tenant>> {
        self.live().tenants.of_certificate(digest).cloned()
    }

    pub(crate) fn lifecycle(&self) -> &Lifecycle {
        &self.0.lifecycle
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// The traces, if they are exported.
    pub(crate) fn traces(&self) -> Option<&Traces> {
        self.0.traces.as_ref()
    }

    /// How many sandboxes are in use, and how many there are.
    pub(crate) fn sandboxes(&self) -> (usize, usize) {
        self.live().connector.sandboxes()
    }

    /// The descriptor.
    pub(crate) async fn descriptor(&self) -> Result<String, Error> {
        self.live().descriptor().await.map(str::to_owned)
    }

    /// The connector for one call of a tenant, with the files of that call.
    pub(crate) fn connector(&self, tenant: &Tenant, files: FileAttachments) -> Connector {
        let stores = tenant.stores().clone().attachments(files);
        self.live().connector.for_tenant(HostTenant::new(tenant.name(), stores))
    }
}
