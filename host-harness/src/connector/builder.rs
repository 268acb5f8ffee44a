//! Builds a [`Connector`].

use std::sync::Arc;

use wasmtime::component::Linker;

use super::{
    Connector, Shared, Tenant,
    exports::Exports,
    instance::StoreData,
    places::{CALLS_PER_MAILBOX, Queueing, Sizes},
};
use crate::{
    engine::{self, ComponentSource, EngineError, EngineOptions},
    gate::MailboxGate,
    limits::CALLS_OF_A_TENANT,
    sandbox,
    stores::{AttachmentStore, SecretStore, SigningKeys, Stores},
    transport::{Transport, TransportOptions},
};

/// Builds a [`Connector`]. Made by [`Connector::builder`].
#[must_use]
pub struct ConnectorBuilder {
    component: ComponentSource,
    engine: EngineOptions,
    transport: TransportOptions,
    stores: Stores,
    sizes: Sizes,
    gate: Option<Arc<dyn MailboxGate>>,
}

impl ConnectorBuilder {
    pub(super) fn new(component: ComponentSource) -> Self {
        Self {
            component,
            engine: EngineOptions::new(),
            transport: TransportOptions::new(),
            stores: Stores::new(),
            sizes: Sizes {
                sandboxes: 0,
                of_a_tenant: None,
                calls_of_a_tenant: CALLS_OF_A_TENANT,
                of_a_mailbox: CALLS_PER_MAILBOX,
            },
            gate: None,
        }
    }

    /// Sets the engine's options: pool, memory, code cache.
    pub fn engine(mut self, options: EngineOptions) -> Self {
        self.engine = options;
        self
    }

    /// Sets the transport's options: policy, routes, certificates, proxies.
    pub fn transport(mut self, options: TransportOptions) -> Self {
        self.transport = options;
        self
    }

    /// Sets the store of secrets. The connector keeps its access tokens there, too.
    pub fn secrets(mut self, secrets: impl SecretStore + 'static) -> Self {
        self.stores = self.stores.secrets(secrets);
        self
    }

    /// Sets the store of attachment bytes.
    pub fn attachments(mut self, attachments: impl AttachmentStore + 'static) -> Self {
        self.stores = self.stores.attachments(attachments);
        self
    }

    /// Sets the store of private keys.
    pub fn keys(mut self, keys: impl SigningKeys + 'static) -> Self {
        self.stores = self.stores.keys(keys);
        self
    }

    /// Sets how many calls at once may use one mailbox (per tenant, app and mailbox). Others wait in order of arrival, within their
    /// own time budgets. 4 by default, since Outlook serves four requests at once; set less if other programs use the same
    /// app. At least 1.
    pub fn calls_per_mailbox(mut self, calls: usize) -> Self {
        self.sizes.of_a_mailbox = calls;
        self
    }

    /// Sets the gate before the mailboxes. By default each connector has an [`InProcessGate`](crate::InProcessGate) of its own. Connectors
    /// that share a gate keep to [`calls_per_mailbox`](Self::calls_per_mailbox) together, in one process or, with a gate that spans
    /// them, in several.
    pub fn mailbox_gate(mut self, gate: Arc<dyn MailboxGate>) -> Self {
        self.gate = Some(gate);
        self
    }

    /// Sets how many sandboxes one tenant of [`Connector::for_tenant`] may have at once: half of them by default, and at least 1. The
    /// others are left to the other tenants, whatever the tenant's calls wait for. The connector's own tenant, the only one of a
    /// program without tenants, has no share.
    pub fn sandboxes_per_tenant(mut self, sandboxes: usize) -> Self {
        self.sizes.of_a_tenant = Some(sandboxes);
        self
    }

    /// Sets how many calls one tenant of [`Connector::for_tenant`] may have at once, those included that wait for their turn: 1,000
    /// by default, and at least 1. Further ones end with [`ErrorKind::Busy`](crate::ErrorKind::Busy) at once.
    pub fn calls_per_tenant(mut self, calls: usize) -> Self {
        self.sizes.calls_of_a_tenant = calls;
        self
    }

    /// Compiles the component, or loads its code from the cache, and readies everything else.
    ///
    /// This blocks the thread: about 70 ms for compiling, and 2 ms for loading. In async code use
    /// [`build_async`](Self::build_async), or build before the runtime starts.
    ///
    /// # Errors
    /// [`EngineError`] when the component cannot be run.
    pub fn build(self) -> Result<Connector, EngineError> {
        let transport = Transport::new(self.transport);
        transport.read_roots();
        let component = engine::load(&self.component, &self.engine)?;
        let mut linker = Linker::<StoreData>::new(component.engine());
        sandbox::add_to_linker(&mut linker).map_err(EngineError::wasmtime)?;
        let pre = linker
            .instantiate_pre(&component)
            .map_err(|error| EngineError::mismatch(&error))?;
        let sizes = Sizes {
            sandboxes: self.engine.calls(),
            ..self.sizes
        };
        let shared = Shared {
            pre,
            exports: Exports::find(&component)?,
            transport: Arc::new(transport),
            queueing: Queueing::new(&sizes, self.gate),
            memory_bytes: self.engine.memory_of_a_call(),
        };
        Ok(Connector {
            shared: Arc::new(shared),
            tenant: Tenant::new("", self.stores),
        })
    }

    /// Does the same as [`build`](Self::build) on one of tokio's threads for blocking work.
    ///
    /// # Errors
    /// [`EngineError`] when the component cannot be run.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn build_async(self) -> Result<Connector, EngineError> {
        match tokio::task::spawn_blocking(|| self.build()).await {
            Ok(built) => built,
            // The task is never aborted, except when the runtime shuts down: then nothing is polled any more.
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}
