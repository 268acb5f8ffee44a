//! The operations of the contract, as the type parameter of a [`Call`](crate::Call).

use std::time::Duration;

use wasmtime::component::ComponentExportIndex;

use super::{
    deadline::{self, DEFAULT_BUDGET},
    exports::Exports,
    mail_size,
};
use crate::{
    sandbox::Allowed,
    types::{
        self, ConnectResult, Connection, ConnectionReport, Explanation, Mail, Receipt, SendOptions, SendOutcome,
        ServiceResponse, Setup, SetupInstructions, TestOptions,
    },
};

/// An operation of the contract. This trait is sealed.
pub trait Operation: sealed::Run {}

impl<O: sealed::Run> Operation for O {}

pub(super) mod sealed {
    use wasmtime::component::{ComponentNamedList, Lift, Lower};

    use super::{Allowed, ComponentExportIndex, Connection, Duration, Exports, types};

    /// How an operation is called.
    pub trait Run: Send + Sync {
        /// The export's parameters.
        type Parameters: ComponentNamedList + Lower + Send;

        /// What the export returns when it succeeds.
        type Response: Lift + Send + 'static;

        /// What the export returns when it fails.
        type Failure: Failure + Lift;

        /// The export.
        fn export(exports: &Exports) -> &ComponentExportIndex;

        /// Returns the arguments. `waited` is the time that passed before the call.
        fn parameters(&self, waited: Duration) -> Self::Parameters;

        /// Refuses arguments that do not fit into the memory of a call, before they are copied there.
        ///
        /// # Errors
        /// `permanent-invalid-input` with the field.
        fn check_size(&self, _memory_bytes: usize) -> Result<(), types::Error> {
            Ok(())
        }

        /// The caller's time budget.
        fn time_budget(&self) -> Duration {
            super::DEFAULT_BUDGET
        }

        /// The connection whose mailbox the call uses.
        fn mailbox(&self) -> Option<&Connection> {
            None
        }

        /// Whether the component makes requests or asks stores. `describe`, `explain` and `setup-guide` do not.
        fn uses_network(&self) -> bool {
            true
        }

        /// Whether a call that failed because it was throttled is made again after the wait, within its time budget.
        fn waits_for_throttling(&self) -> bool {
            false
        }

        /// The wait that a response asks for before the call is made again: for operations that report throttling in their result.
        fn throttled(_response: &Self::Response) -> Option<Duration> {
            None
        }

        /// The record of requests in a response.
        fn requests(_response: &mut Self::Response) -> Option<&mut Vec<types::RequestRecord>> {
            None
        }

        /// What the call may use.
        fn allowed(&self) -> Allowed {
            Allowed::default()
        }
    }

    /// The error of an export's result.
    pub trait Failure: Send + 'static {
        /// Returns the contract's error.
        fn into_error(self) -> types::Error;
    }

    impl Failure for types::Error {
        fn into_error(self) -> types::Error {
            self
        }
    }

    /// The error of a result that has none: no reason is known.
    impl Failure for () {
        fn into_error(self) -> types::Error {
            types::Error::ExecutionFailed
        }
    }
}

/// `describe`.
#[derive(Debug)]
pub struct Describe(());

impl Describe {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl sealed::Run for Describe {
    type Parameters = ();
    type Response = String;
    type Failure = ();

    fn export(exports: &Exports) -> &ComponentExportIndex {
        &exports.describe
    }

    fn uses_network(&self) -> bool {
        false
    }

    fn parameters(&self, _: Duration) {}
}

/// `connect`.
#[derive(Debug)]
pub struct Connect<'a>(pub(super) &'a Connection);

impl<'a> sealed::Run for Connect<'a> {
    type Parameters = (&'a Connection,);
    type Response = ConnectResult;
    type Failure = types::Error;

    fn export(exports: &Exports) -> &ComponentExportIndex {
        &exports.connect
    }

    fn parameters(&self, _: Duration) -> Self::Parameters {
        (self.0,)
    }

    fn allowed(&self) -> Allowed {
        Allowed::of_connection(self.0)
    }
}

/// `test-connection`.
#[derive(Debug)]
pub struct TestConnection<'a> {
    pub(super) connection: &'a Connection,
    pub(super) options: TestOptions,
}

impl<'a> sealed::Run for TestConnection<'a> {
    type Parameters = (&'a Connection, TestOptions);
    type Response = ConnectionReport;
    type Failure = ();

    fn export(exports: &Exports) -> &ComponentExportIndex {
        &exports.test_connection
    }

    fn parameters(&self, waited: Duration) -> Self::Parameters {
        let mut options = self.options;
        options.time_budget_ms = deadline::less_time(options.time_budget_ms, waited);
        (self.connection, options)
    }

    fn time_budget(&self) -> Duration {
        deadline::budget(self.options.time_budget_ms)
    }

    fn mailbox(&self) -> Option<&Connection> {
        Some(self.connection)
    }

    fn allowed(&self) -> Allowed {
        Allowed::of_connection(self.connection).and_out_of_scope_mailbox(self.connection)
    }
}

/// `check-outcome`.
#[derive(Debug)]
pub struct CheckOutcome<'a> {
    pub(super) connection: &'a Connection,
    pub(super) reference: &'a str,
}

impl<'a> sealed::Run for CheckOutcome<'a> {
    type Parameters = (&'a Connection, &'a str);
    type Response = SendOutcome;
    type Failure = ();

    fn export(exports: &Exports) -> &ComponentExportIndex {
        &exports.check_outcome
    }

    fn parameters(&self, _: Duration) -> Self::Parameters {
        (self.connection, self.reference)
    }

    fn mailbox(&self) -> Option<&Connection> {
        Some(self.connection)
    }

    fn throttled(response: &SendOutcome) -> Option<Duration> {
        let wait = response.detail.as_ref()?.retry_after_ms?;
        Some(Duration::from_millis(wait))
    }

    fn requests(response: &mut SendOutcome) -> Option<&mut Vec<types::RequestRecord>> {
        Some(&mut response.requests)
    }

    fn allowed(&self) -> Allowed {
        Allowed::of_connection(self.connection)
    }
}

/// `send-mail`.
#[derive(Debug)]
pub struct SendMail<'a> {
    pub(super) connection: &'a Connection,
    pub(super) mail: &'a Mail,
    pub(super) options: SendOptions,
}

impl<'a> sealed::Run for SendMail<'a> {
    type Parameters = (&'a Connection, &'a Mail, SendOptions);
    type Response = Receipt;
    type Failure = types::Error;

    fn export(exports: &Exports) -> &ComponentExportIndex {
        &exports.send_mail
    }

    fn check_size(&self, memory_bytes: usize) -> Result<(), types::Error> {
        mail_size::check(self.mail, memory_bytes)
    }

    fn parameters(&self, waited: Duration) -> Self::Parameters {
        let mut options = self.options.clone();
        // The component knows the size of the files, and gives itself the time for them.
        if options.time_budget_ms.is_some() || deadline::own_budget(self.mail) == deadline::DEFAULT_BUDGET {
            options.time_budget_ms = deadline::less_time(options.time_budget_ms, waited);
        }
        (self.connection, self.mail, options)
    }

    fn time_budget(&self) -> Duration {
        match self.options.time_budget_ms {
            None => deadline::own_budget(self.mail),
            given => deadline::budget(given),
        }
    }

    fn mailbox(&self) -> Option<&Connection> {
        Some(self.connection)
    }

    fn waits_for_throttling(&self) -> bool {
        true
    }

    fn requests(response: &mut Receipt) -> Option<&mut Vec<types::RequestRecord>> {
        Some(&mut response.requests)
    }

    fn allowed(&self) -> Allowed {
        Allowed::of_connection(self.connection).and_mail(self.mail)
    }
}

/// `explain`.
#[derive(Debug)]
pub struct Explain<'a>(pub(super) &'a ServiceResponse);

impl<'a> sealed::Run for Explain<'a> {
    type Parameters = (&'a ServiceResponse,);
    type Response = Explanation;
    type Failure = ();

    fn export(exports: &Exports) -> &ComponentExportIndex {
        &exports.explain
    }

    fn uses_network(&self) -> bool {
        false
    }

    fn parameters(&self, _: Duration) -> Self::Parameters {
        (self.0,)
    }
}

/// `setup-guide`.
#[derive(Debug)]
pub struct SetupGuide<'a>(pub(super) &'a Setup);

impl<'a> sealed::Run for SetupGuide<'a> {
    type Parameters = (&'a Setup,);
    type Response = SetupInstructions;
    type Failure = types::Error;

    fn export(exports: &Exports) -> &ComponentExportIndex {
        &exports.setup_guide
    }

    fn uses_network(&self) -> bool {
        false
    }

    fn parameters(&self, _: Duration) -> Self::Parameters {
        (self.0,)
    }
}
