//! The operations of the contract, as the type parameter of a [`Call`](crate::Call).

use std::{future::Future, time::Duration};

use wasmtime::{Result, Store};

use super::{
    deadline::{self, DEFAULT_BUDGET},
    instance::StoreData,
};
use crate::{
    bindings::Guest,
    sandbox::AllowedNames,
    types::{
        self, ConnectResult, Connection, ConnectionReport, Explanation, Mail, Receipt, SendOptions, SendOutcome,
        ServiceResponse, Setup, SetupInstructions, TestOptions,
    },
};

/// An operation of the contract. This trait is sealed.
pub trait Operation: sealed::Run {}

impl<O: sealed::Run> Operation for O {}

/// The result that the component returns.
type Returned<T> = Result<T, types::Error>;

mod sealed {
    use super::{AllowedNames, Connection, Duration, Future, Guest, Returned, Store, StoreData};

    /// How an operation is called.
    pub trait Run: Send + Sync {
        /// What the operation returns when it succeeds.
        type Response: Send;

        /// The caller's time budget.
        fn time_budget(&self) -> Duration {
            super::DEFAULT_BUDGET
        }

        /// The connection whose mailbox the call uses.
        fn mailbox(&self) -> Option<&Connection> {
            None
        }

        /// The names that the call may ask its stores for.
        fn names(&self) -> AllowedNames {
            AllowedNames::default()
        }

        /// Calls the export. `waited` is the time that passed before it.
        fn call(
            &self,
            exports: &Guest,
            store: &mut Store<StoreData>,
            waited: Duration,
        ) -> impl Future<Output = wasmtime::Result<Returned<Self::Response>>> + Send;
    }
}

/// The failure of an export whose result has an empty error.
fn no_reason<T>(result: std::result::Result<T, ()>) -> Returned<T> {
    result.map_err(|()| types::Error::ExecutionFailed)
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
    type Response = String;

    async fn call(&self, exports: &Guest, store: &mut Store<StoreData>, _: Duration) -> Result<Returned<String>> {
        Ok(no_reason(exports.call_describe(store).await?))
    }
}

/// `connect`.
#[derive(Debug)]
pub struct Connect<'a>(pub(super) &'a Connection);

impl sealed::Run for Connect<'_> {
    type Response = ConnectResult;

    fn names(&self) -> AllowedNames {
        AllowedNames::of_connection(self.0)
    }

    async fn call(
        &self,
        exports: &Guest,
        store: &mut Store<StoreData>,
        _: Duration,
    ) -> Result<Returned<ConnectResult>> {
        exports.call_connect(store, self.0).await
    }
}

/// `test-connection`.
#[derive(Debug)]
pub struct TestConnection<'a> {
    pub(super) connection: &'a Connection,
    pub(super) options: TestOptions,
}

impl sealed::Run for TestConnection<'_> {
    type Response = ConnectionReport;

    fn time_budget(&self) -> Duration {
        deadline::budget(self.options.time_budget_ms)
    }

    fn mailbox(&self) -> Option<&Connection> {
        Some(self.connection)
    }

    fn names(&self) -> AllowedNames {
        AllowedNames::of_connection(self.connection)
    }

    async fn call(
        &self,
        exports: &Guest,
        store: &mut Store<StoreData>,
        waited: Duration,
    ) -> Result<Returned<ConnectionReport>> {
        let mut options = self.options;
        options.time_budget_ms = deadline::less_time(options.time_budget_ms, waited);
        Ok(no_reason(
            exports.call_test_connection(store, self.connection, options).await?,
        ))
    }
}

/// `check-outcome`.
#[derive(Debug)]
pub struct CheckOutcome<'a> {
    pub(super) connection: &'a Connection,
    pub(super) reference: &'a str,
}

impl sealed::Run for CheckOutcome<'_> {
    type Response = SendOutcome;

    fn mailbox(&self) -> Option<&Connection> {
        Some(self.connection)
    }

    fn names(&self) -> AllowedNames {
        AllowedNames::of_connection(self.connection)
    }

    async fn call(&self, exports: &Guest, store: &mut Store<StoreData>, _: Duration) -> Result<Returned<SendOutcome>> {
        Ok(no_reason(
            exports
                .call_check_outcome(store, self.connection, self.reference)
                .await?,
        ))
    }
}

/// `send-mail`.
#[derive(Debug)]
pub struct SendMail<'a> {
    pub(super) connection: &'a Connection,
    pub(super) mail: &'a Mail,
    pub(super) options: SendOptions,
}

impl sealed::Run for SendMail<'_> {
    type Response = Receipt;

    fn time_budget(&self) -> Duration {
        deadline::budget(self.options.time_budget_ms)
    }

    fn mailbox(&self) -> Option<&Connection> {
        Some(self.connection)
    }

    fn names(&self) -> AllowedNames {
        AllowedNames::of_connection(self.connection).and_mail(self.mail)
    }

    async fn call(&self, exports: &Guest, store: &mut Store<StoreData>, waited: Duration) -> Result<Returned<Receipt>> {
        let mut options = self.options.clone();
        options.time_budget_ms = deadline::less_time(options.time_budget_ms, waited);
        exports
            .call_send_mail(store, self.connection, self.mail, &options)
            .await
    }
}

/// `explain`.
#[derive(Debug)]
pub struct Explain<'a>(pub(super) &'a ServiceResponse);

impl sealed::Run for Explain<'_> {
    type Response = Explanation;

    async fn call(&self, exports: &Guest, store: &mut Store<StoreData>, _: Duration) -> Result<Returned<Explanation>> {
        Ok(no_reason(exports.call_explain(store, self.0).await?))
    }
}

/// `setup-guide`.
#[derive(Debug)]
pub struct SetupGuide<'a>(pub(super) &'a Setup);

impl sealed::Run for SetupGuide<'_> {
    type Response = SetupInstructions;

    async fn call(
        &self,
        exports: &Guest,
        store: &mut Store<StoreData>,
        _: Duration,
    ) -> Result<Returned<SetupInstructions>> {
        exports.call_setup_guide(store, self.0).await
    }
}
