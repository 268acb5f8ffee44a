//! What all routes share.

use std::sync::Arc;

use outlook_host::{Connector, Tenant as HostTenant, stores::FileAttachments};
use tokio::sync::OnceCell;

use crate::{
    lifecycle::Lifecycle,
    telemetry::Metrics,
    tenants::{Tenant, Tenants},
};

/// The state of the service. Clones share it.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

struct Inner {
    connector: Connector,
    tenants: Tenants,
    descriptor: OnceCell<String>,
    lifecycle: Lifecycle,
    metrics: Metrics,
}

impl App {
    pub(crate) fn new(connector: Connector, tenants: Tenants) -> Self {
        Self(Arc::new(Inner {
            connector,
            tenants,
            descriptor: OnceCell::new(),
            lifecycle: Lifecycle::default(),
            metrics: Metrics::new(),
        }))
    }

    pub(crate) fn tenants(&self) -> &Tenants {
        &self.0.tenants
    }

    pub(crate) fn lifecycle(&self) -> &Lifecycle {
        &self.0.lifecycle
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// How many sandboxes are in use, and how many there are.
    pub(crate) fn sandboxes(&self) -> (usize, usize) {
        self.0.connector.sandboxes()
    }

    /// The descriptor, which does not change while the component stays.
    pub(crate) async fn descriptor(&self) -> Result<&str, outlook_host::Error> {
        let described = self
            .0
            .descriptor
            .get_or_try_init(|| async { self.0.connector.describe().await });
        described.await.map(String::as_str)
    }

    /// The connector for one call of a tenant, with the files of that call.
    pub(crate) fn connector(&self, tenant: &Tenant, files: FileAttachments) -> Connector {
        let stores = tenant.stores().clone().attachments(files);
        self.0.connector.for_tenant(HostTenant::new(tenant.name(), stores))
    }
}
