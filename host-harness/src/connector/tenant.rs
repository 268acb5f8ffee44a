//! Tenants of the embedder.

use std::{fmt, sync::Arc};

use crate::stores::Stores;

/// A tenant of the platform that embeds the connector: the embedder's customer. It is not the Microsoft Entra tenant, which is a
/// field of each connection.
///
/// Tenants never meet: each has its own stores, and its own queue before each mailbox, so that no tenant can hold up another one,
/// even when both name the same mailbox. Clones are the same tenant, and so are two tenants of the same name.
#[derive(Clone)]
pub struct Tenant(Arc<Inner>);

struct Inner {
    name: String,
    stores: Stores,
}

impl Tenant {
    /// A tenant under the embedder's own name for it, such as an id from its database, with its stores. The empty name is that of
    /// the connector's own tenant, which has no limits of a tenant.
    #[must_use]
    pub fn new(name: impl Into<String>, stores: Stores) -> Self {
        Self(Arc::new(Inner {
            name: name.into(),
            stores,
        }))
    }

    /// Returns the embedder's name for the tenant. It is empty for a connector that was built without tenants.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub(crate) fn stores(&self) -> &Stores {
        &self.0.stores
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant")
            .field("name", &self.0.name)
            .finish_non_exhaustive()
    }
}
