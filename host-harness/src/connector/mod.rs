//! The high level: runs the connector, with everything around it.

mod builder;
mod call;
mod deadline;
mod exports;
mod instance;
mod mail_size;
pub mod operation;
mod places;
mod tenant;

use std::sync::Arc;

use wasmtime::component::InstancePre;

pub use builder::ConnectorBuilder;
pub use call::Call;
pub use tenant::Tenant;

use crate::{
    engine::ComponentSource,
    transport::Transport,
    types::{Connection, Mail, SendOptions, ServiceResponse, Setup, TestOptions},
};
use exports::Exports;
use instance::StoreData;
use operation::{CheckOutcome, Connect, Describe, Explain, SendMail, SetupGuide, TestConnection};
use places::Queueing;

/// The Outlook connector: a compiled component, a transport and stores, ready for calls. Each call runs in a fresh sandbox.
///
/// Clones share everything. Calls need a tokio runtime with its timers and its network enabled. Each method returns a
/// [`Call`], which takes options and is made when it is awaited.
#[derive(Clone)]
pub struct Connector {
    shared: Arc<Shared>,
    tenant: Tenant,
}

struct Shared {
    pre: InstancePre<StoreData>,
    exports: Exports,
    transport: Arc<Transport>,
    queueing: Queueing,
    memory_bytes: usize,
}

impl Connector {
    /// Starts to build a connector.
    pub fn builder(component: ComponentSource) -> ConnectorBuilder {
        ConnectorBuilder::new(component)
    }

    /// Returns the connector of a tenant: it shares engine, sandboxes and connections with this one, and has the tenant's stores, the
    /// tenant's own queues before its mailboxes, and a share of the sandboxes
    /// ([`ConnectorBuilder::sandboxes_per_tenant`]). This is cheap.
    #[must_use]
    pub fn for_tenant(&self, tenant: Tenant) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            tenant,
        }
    }

    /// Returns the tenant whose calls this connector makes.
    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// Returns how many sandboxes are in use, and how many there are. The two that are kept for `describe`, `explain` and
    /// `setup-guide` are not counted.
    #[must_use]
    pub fn sandboxes(&self) -> (usize, usize) {
        self.shared.queueing.sandboxes()
    }

    /// Sends a mail. Dropping the future stops the send without telling whether the mail was sent: to stop it and learn that, use
    /// [`Call::cancelled_by`].
    ///
    /// If the mailbox has as many calls under way as it may ([`ConnectorBuilder::calls_per_mailbox`]), the call first waits for its
    /// turn. The wait counts into the time budget: the component gets what is left of it. The same is true of a wait for throttling
    /// before anything was done: the call makes it without a sandbox, and begins again.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use outlook_host::{Connector, Error, types::{Connection, Mail}};
    /// # async fn send(connector: Connector, connection: Connection, mail: Mail) -> Result<(), Error> {
    /// let receipt = connector
    ///     .send_mail(&connection, &mail)
    ///     .idempotency_key("order-4711")
    ///     .time_budget(Duration::from_secs(30))
    ///     .await?;
    /// println!("accepted at {:?}", receipt.accepted_at);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`](crate::Error): ask it whether the mail may have been sent, and whether a repeat is of any use.
    pub fn send_mail<'a>(&'a self, connection: &'a Connection, mail: &'a Mail) -> Call<'a, SendMail<'a>> {
        let options = SendOptions::default();
        Call::new(
            self,
            SendMail {
                connection,
                mail,
                options,
            },
        )
    }

    /// Looks for an earlier send in the mailbox. `reference` is the idempotency key, or the reference in the receipt or in the
    /// error of that send.
    ///
    /// # Errors
    /// [`Error`](crate::Error) when the call did not end by itself. If the mailbox could not be read, the state is `unknown`.
    pub fn check_outcome<'a>(&'a self, connection: &'a Connection, reference: &'a str) -> Call<'a, CheckOutcome<'a>> {
        Call::new(self, CheckOutcome { connection, reference })
    }

    /// Signs in, and so proves that tenant, app and credential are right.
    ///
    /// # Errors
    /// [`Error`](crate::Error) when the connection is malformed or the sign-in failed.
    pub fn connect<'a>(&'a self, connection: &'a Connection) -> Call<'a, Connect<'a>> {
        Call::new(self, Connect(connection))
    }

    /// Tests a connection step by step. Sends nothing, unless
    /// [`send_test_mail`](Call::send_test_mail) is set.
    ///
    /// # Errors
    /// [`Error`](crate::Error) when the call did not end by itself. A step that fails is part of the report.
    pub fn test_connection<'a>(&'a self, connection: &'a Connection) -> Call<'a, TestConnection<'a>> {
        let options = TestOptions::default();
        Call::new(self, TestConnection { connection, options })
    }

    /// Explains an error response of Microsoft from anywhere: a log, a ticket, another program. Uses neither network nor stores.
    ///
    /// # Errors
    /// [`Error`](crate::Error) when the call did not end by itself.
    pub fn explain<'a>(&'a self, response: &'a ServiceResponse) -> Call<'a, Explain<'a>> {
        Call::new(self, Explain(response))
    }

    /// Writes the set-up guide for one app and its mailboxes, with scripts. Uses neither network nor stores.
    ///
    /// # Errors
    /// [`Error`](crate::Error) of kind [`InvalidInput`](crate::ErrorKind::InvalidInput), whose detail lists the fields at fault.
    pub fn setup_guide<'a>(&'a self, setup: &'a Setup) -> Call<'a, SetupGuide<'a>> {
        Call::new(self, SetupGuide(setup))
    }

    /// Returns the connector's descriptor: a JSON document with its fields, limits and forms. Uses neither network nor stores.
    ///
    /// # Errors
    /// [`Error`](crate::Error) when the call did not end by itself.
    pub fn describe(&self) -> Call<'_, Describe> {
        Call::new(self, Describe::new())
    }
}
