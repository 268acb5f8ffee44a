//! The host: a compiled component, a transport and stores, ready for calls.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::{
    call::{AT_ONCE, Call, CallError, Mailboxes},
    engine::{self, Allocation, ComponentSource, EngineError, EngineOptions, Prepared},
    stores::{AttachmentStore, SecretStore, SigningKeys, Stores},
    transport::{Transport, TransportOptions},
    types::{
        ConnectResult, Connection, ConnectionReport, Error, Explanation, Mail, Receipt, SendOptions, SendOutcome,
        ServiceResponse, Setup, SetupInstructions, TestOptions,
    },
};

/// Calls at once without a pool. Each may hold 64 MiB in the worst case, and about 2 MiB commonly.
const UNPOOLED_CALLS: usize = 64;

/// Runs the connector: a fresh sandbox for every call. Clones share everything but their stores.
///
/// Calls need a tokio runtime with its timers and its network enabled.
#[derive(Clone)]
pub struct Host {
    shared: Arc<Shared>,
    stores: Stores,
}

pub(crate) struct Shared {
    pub(crate) prepared: Prepared,
    pub(crate) transport: Arc<Transport>,
    pub(crate) permits: Semaphore,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) memory_bytes: usize,
}

/// What a [`Host`] is made of.
#[must_use]
pub struct HostBuilder {
    component: ComponentSource,
    engine: EngineOptions,
    transport: TransportOptions,
    stores: Stores,
    calls_per_mailbox: usize,
}

impl Host {
    /// Begins a host for the component.
    pub fn builder(component: ComponentSource) -> HostBuilder {
        HostBuilder {
            component,
            engine: EngineOptions::default(),
            transport: TransportOptions::default(),
            stores: Stores::default(),
            calls_per_mailbox: AT_ONCE,
        }
    }

    /// The same host with other stores: one per tenant, so that tenants never meet.
    #[must_use]
    pub fn with_stores(&self, stores: Stores) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            stores,
        }
    }

    /// A call with more to it than its arguments: an interrupt, a report of progress.
    pub fn call(&self) -> Call<'_> {
        Call::new(self)
    }

    /// `describe` of the contract.
    ///
    /// # Errors
    /// When the component gave no answer.
    pub async fn describe(&self) -> Result<String, CallError> {
        self.call().describe().await
    }

    /// `connect` of the contract.
    ///
    /// # Errors
    /// The outer error when the component gave no answer; the inner one is its answer.
    pub async fn connect(&self, connection: &Connection) -> Result<Result<ConnectResult, Error>, CallError> {
        self.call().connect(connection).await
    }

    /// `test-connection` of the contract.
    ///
    /// # Errors
    /// When the component gave no answer. A step that failed is part of the report.
    pub async fn test_connection(
        &self,
        connection: &Connection,
        options: &TestOptions,
    ) -> Result<ConnectionReport, CallError> {
        self.call().test_connection(connection, options).await
    }

    /// `explain` of the contract.
    ///
    /// # Errors
    /// When the component gave no answer.
    pub async fn explain(&self, answer: &ServiceResponse) -> Result<Explanation, CallError> {
        self.call().explain(answer).await
    }

    /// `setup-guide` of the contract.
    ///
    /// # Errors
    /// The outer error when the component gave no answer; the inner one is the component's own.
    pub async fn setup_guide(&self, setup: &Setup) -> Result<Result<SetupInstructions, Error>, CallError> {
        self.call().setup_guide(setup).await
    }

    /// `check-outcome` of the contract: looks for an earlier send by the reference that its receipt or its error named.
    ///
    /// # Errors
    /// When the component gave no answer. A look that failed is part of the outcome.
    pub async fn check_outcome(&self, connection: &Connection, reference: &str) -> Result<SendOutcome, CallError> {
        self.call().check_outcome(connection, reference).await
    }

    /// `send-mail` of the contract.
    ///
    /// # Errors
    /// The outer error when the component gave no answer: ask it whether the mail may have been sent. The inner one is the
    /// component's answer.
    pub async fn send_mail(
        &self,
        connection: &Connection,
        mail: &Mail,
        options: &SendOptions,
    ) -> Result<Result<Receipt, Error>, CallError> {
        self.call().send_mail(connection, mail, options).await
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn stores(&self) -> &Stores {
        &self.stores
    }
}

impl HostBuilder {
    /// Sets up the engine otherwise: allocation, memory, code cache.
    pub fn engine(mut self, options: EngineOptions) -> Self {
        self.engine = options;
        self
    }

    /// Sets up the transport otherwise: policy, routes, certificates, proxies.
    pub fn transport(mut self, options: TransportOptions) -> Self {
        self.transport = options;
        self
    }

    /// Where secrets are.
    pub fn secrets(mut self, secrets: Arc<dyn SecretStore>) -> Self {
        self.stores.secrets = secrets;
        self
    }

    /// Where attachment bytes are.
    pub fn attachments(mut self, attachments: Arc<dyn AttachmentStore>) -> Self {
        self.stores.attachments = attachments;
        self
    }

    /// Where private keys are.
    pub fn keys(mut self, keys: Arc<dyn SigningKeys>) -> Self {
        self.stores.keys = keys;
        self
    }

    /// Lets so many calls at once work on one mailbox (per tenant, app and mailbox), and others wait in order of arrival, inside
    /// their own time. 4 unless set, which is what Outlook serves; set less where other programs use the same app. At least 1.
    pub fn calls_per_mailbox(mut self, calls: usize) -> Self {
        self.calls_per_mailbox = calls;
        self
    }

    /// Compiles the component, or loads its compiled code. Takes about 70 ms for the one, and 1 ms for the other.
    ///
    /// # Errors
    /// [`EngineError`] when the component cannot be run.
    pub fn build(self) -> Result<Host, EngineError> {
        let calls = match self.engine.allocation {
            Allocation::OnDemand => UNPOOLED_CALLS,
            Allocation::Pooling { calls } => calls as usize,
        };
        let shared = Shared {
            prepared: engine::prepare(&self.component, &self.engine)?,
            transport: Arc::new(Transport::new(self.transport)),
            permits: Semaphore::new(calls),
            mailboxes: Mailboxes::new(self.calls_per_mailbox),
            memory_bytes: self.engine.memory_bytes,
        };
        Ok(Host {
            shared: Arc::new(shared),
            stores: self.stores,
        })
    }
}
