//! One call: a fresh instance, its limits, and an honest account when it dies.

mod error;
mod grants;
mod interrupt;
mod limits;

use std::{future::Future, sync::Arc, time::Duration};

use tokio::sync::SemaphorePermit;
use wasmtime::Store;

use error::Traces;
pub use error::{CallError, CallErrorKind};
pub(crate) use grants::Grants;
pub use interrupt::Interrupt;
use limits::ProcessorTimeSpent;
pub(crate) use limits::{Hooks, Limiter};

use crate::{
    bindings::Connector,
    host::Host,
    state::State,
    transport::{Journal, Progress},
    types::{Connected, Connection, ConnectionReport, Error, Mail, Receipt, SendOptions, SendOutcome},
};

/// Time budget that the component assumes when the caller gives none.
const DEFAULT_BUDGET: Duration = Duration::from_millis(100_000);

/// Longest budget that the component takes.
const LONGEST_BUDGET: Duration = Duration::from_millis(3_600_000);

/// Time beyond its budget that a call gets to come back by itself, with a better answer than ours.
const GRACE: Duration = Duration::from_secs(5);

/// A call to be made, with what goes with it. Made by [`Host::call`].
#[derive(Clone)]
#[must_use]
pub struct Call<'a> {
    host: &'a Host,
    interrupt: Option<Interrupt>,
    progress: Option<Progress>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(host: &'a Host) -> Self {
        Self {
            host,
            interrupt: None,
            progress: None,
        }
    }

    /// Lets `interrupt` stop the call.
    pub fn interrupted_by(mut self, interrupt: Interrupt) -> Self {
        self.interrupt = Some(interrupt);
        self
    }

    /// Reports how many bytes of request bodies were handed to the network.
    pub fn with_progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// `describe` of the contract.
    ///
    /// # Errors
    /// [`CallError`] when the component gave no answer.
    pub async fn describe(self) -> Result<String, CallError> {
        let watch = Watch::new(&self, DEFAULT_BUDGET);
        watch
            .over(async {
                let mut guest = Guest::start(self.host, &watch, Grants::default()).await?;
                let answer = guest
                    .connector
                    .outlook_connector_mail()
                    .call_describe(&mut guest.store)
                    .await;
                answer
                    .map_err(|error| guest.died(&error))?
                    .map_err(|()| CallErrorKind::NoAnswer)
            })
            .await
    }

    /// `connect` of the contract.
    ///
    /// # Errors
    /// [`CallError`] when the component gave no answer.
    pub async fn connect(self, connection: &Connection) -> Result<Result<Connected, Error>, CallError> {
        let watch = Watch::new(&self, DEFAULT_BUDGET);
        watch
            .over(async {
                let mut guest = Guest::start(self.host, &watch, Grants::for_connection(connection)).await?;
                let answer = guest
                    .connector
                    .outlook_connector_mail()
                    .call_connect(&mut guest.store, connection)
                    .await;
                answer.map_err(|error| guest.died(&error))
            })
            .await
    }

    /// `test-connection` of the contract.
    ///
    /// # Errors
    /// [`CallError`] when the component gave no answer.
    pub async fn test_connection(self, connection: &Connection) -> Result<ConnectionReport, CallError> {
        let watch = Watch::new(&self, DEFAULT_BUDGET);
        watch
            .over(async {
                let mut guest = Guest::start(self.host, &watch, Grants::for_connection(connection)).await?;
                let mail = guest.connector.outlook_connector_mail();
                let answer = mail.call_test_connection(&mut guest.store, connection).await;
                answer
                    .map_err(|error| guest.died(&error))?
                    .map_err(|()| CallErrorKind::NoAnswer)
            })
            .await
    }

    /// `check-outcome` of the contract: looks for an earlier send by the reference that its receipt or its error named.
    ///
    /// # Errors
    /// [`CallError`] when the component gave no answer. A look that failed is part of the outcome.
    pub async fn check_outcome(self, connection: &Connection, reference: &str) -> Result<SendOutcome, CallError> {
        let watch = Watch::new(&self, DEFAULT_BUDGET);
        watch
            .over(async {
                let mut guest = Guest::start(self.host, &watch, Grants::for_connection(connection)).await?;
                let mail = guest.connector.outlook_connector_mail();
                let answer = mail.call_check_outcome(&mut guest.store, connection, reference).await;
                answer
                    .map_err(|error| guest.died(&error))?
                    .map_err(|()| CallErrorKind::NoAnswer)
            })
            .await
    }

    /// `send-mail` of the contract.
    ///
    /// Microsoft allows four requests at once to one mailbox; holding calls to that belongs here, before a sandbox is taken.
    ///
    /// # Errors
    /// [`CallError`] when the component gave no answer; ask it whether the mail may have been sent.
    pub async fn send_mail(
        self,
        connection: &Connection,
        mail: &Mail,
        options: &SendOptions,
    ) -> Result<Result<Receipt, Error>, CallError> {
        let budget = options
            .time_budget_ms
            .map_or(DEFAULT_BUDGET, |ms| Duration::from_millis(ms.into()));
        let watch = Watch::new(&self, budget.min(LONGEST_BUDGET));
        watch
            .over(async {
                let grants = Grants::for_connection(connection).and_mail(mail);
                let mut guest = Guest::start(self.host, &watch, grants).await?;
                let exports = guest.connector.outlook_connector_mail();
                let answer = exports
                    .call_send_mail(&mut guest.store, connection, mail, options)
                    .await;
                answer.map_err(|error| guest.died(&error))
            })
            .await
    }
}

/// Watches over one call: its time, its interrupt and its journal.
struct Watch {
    limit: Duration,
    interrupt: Option<Interrupt>,
    journal: Arc<Journal>,
}

impl Watch {
    fn new(call: &Call<'_>, budget: Duration) -> Self {
        Self {
            limit: budget + GRACE,
            interrupt: call.interrupt.clone(),
            journal: Journal::new(call.progress.clone()),
        }
    }

    /// Runs a call under watch. To stop it, its future is dropped, and with it the instance and its connections: epochs
    /// alone would not end a call that waits for the network.
    async fn over<T>(&self, call: impl Future<Output = Result<T, CallErrorKind>>) -> Result<T, CallError> {
        let interrupted = async {
            match &self.interrupt {
                Some(interrupt) => interrupt.raised().await,
                None => std::future::pending().await,
            }
        };
        let ended = tokio::select! {
            biased;
            ended = call => ended,
            () = interrupted => Err(CallErrorKind::Interrupted),
            () = tokio::time::sleep(self.limit) => Err(CallErrorKind::TimedOut(self.limit)),
        };
        ended.map_err(|kind| {
            let traces = Traces {
                mail: self.journal.may_have_sent_mail(),
                draft: self.journal.may_have_left_a_draft(),
            };
            CallError::new(kind, traces)
        })
    }
}

/// An instance, made for one call.
struct Guest<'a> {
    connector: Connector,
    store: Store<State>,
    _permit: SemaphorePermit<'a>,
}

impl<'a> Guest<'a> {
    async fn start(host: &'a Host, watch: &Watch, grants: Grants) -> Result<Self, CallErrorKind> {
        let shared = host.shared();
        // The pool answers exhaustion with an error, so calls queue here. Nothing has run yet: a failure here says so.
        let permit = tokio::time::timeout(watch.limit - GRACE, shared.permits.acquire())
            .await
            .map_err(|_| CallErrorKind::Busy(watch.limit - GRACE))?
            .map_err(|_| CallErrorKind::Instantiate("the host is shutting down".to_owned()))?;
        let hooks = Hooks {
            transport: Arc::clone(&shared.transport),
            journal: Arc::clone(&watch.journal),
        };
        let state = State::new(hooks, host.stores().clone(), grants, Limiter::new(shared.memory_bytes));
        let mut store = Store::new(&shared.prepared.engine, state);
        store.limiter(|state| &mut state.limiter);
        limits::limit_processor(&mut store, limits::PROCESSOR_TIME);
        let connector = shared
            .prepared
            .connector
            .instantiate_async(&mut store)
            .await
            .map_err(|error| CallErrorKind::Instantiate(format!("{error:#}")))?;
        Ok(Self {
            connector,
            store,
            _permit: permit,
        })
    }

    fn died(&self, error: &wasmtime::Error) -> CallErrorKind {
        let limiter = &self.store.data().limiter;
        if limiter.exhausted {
            CallErrorKind::OutOfMemory(limiter.bytes())
        } else if error.is::<ProcessorTimeSpent>() {
            CallErrorKind::ProcessorTime
        } else {
            // The innermost cause names the trap; what is around it is a backtrace of stripped code.
            CallErrorKind::Trap(error.root_cause().to_string())
        }
    }
}
