//! One call: a fresh instance, its limits, and an honest account when it dies.

mod error;
mod grants;
mod interrupt;
mod limits;
mod mailboxes;

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{
    sync::SemaphorePermit,
    time::{Instant, timeout_at},
};
use wasmtime::Store;

use error::Traces;
pub use error::{CallError, CallErrorKind};
pub(crate) use grants::Grants;
pub use interrupt::Interrupt;
use limits::ProcessorTimeSpent;
pub(crate) use limits::{Hooks, Limiter};
use mailboxes::Turn;
pub(crate) use mailboxes::{AT_ONCE, Mailboxes};

use crate::{
    bindings::Connector,
    host::Host,
    state::State,
    transport::{Journal, Progress},
    types::{
        ConnectResult, Connection, ConnectionReport, Error, Explanation, Mail, Receipt, SendOptions, SendOutcome,
        ServiceResponse, Setup, SetupInstructions, TestOptions,
    },
};

/// Time budget that the component assumes when the caller gives none, in milliseconds.
const DEFAULT_BUDGET_MS: u32 = 100_000;
const DEFAULT_BUDGET: Duration = Duration::from_millis(DEFAULT_BUDGET_MS as u64);

/// Shortest budget that the component takes, in milliseconds.
const SHORTEST_BUDGET_MS: u32 = 1_000;

/// Waits for a turn from which the component's budget is shortened, in milliseconds.
const WAIT_NOTICED_MS: u32 = 10;

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
                let mut guest = Guest::start(self.host, &watch, Grants::default(), None).await?;
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
    pub async fn connect(self, connection: &Connection) -> Result<Result<ConnectResult, Error>, CallError> {
        let watch = Watch::new(&self, DEFAULT_BUDGET);
        watch
            .over(async {
                let mut guest = Guest::start(self.host, &watch, Grants::for_connection(connection), None).await?;
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
    pub async fn test_connection(
        self,
        connection: &Connection,
        options: &TestOptions,
    ) -> Result<ConnectionReport, CallError> {
        let watch = Watch::new(&self, budget(options.time_budget_ms));
        watch
            .over(async {
                let mut guest =
                    Guest::start(self.host, &watch, Grants::for_connection(connection), Some(connection)).await?;
                let mail = guest.connector.outlook_connector_mail();
                let answer = mail.call_test_connection(&mut guest.store, connection, *options).await;
                answer
                    .map_err(|error| guest.died(&error))?
                    .map_err(|()| CallErrorKind::NoAnswer)
            })
            .await
    }

    /// `explain` of the contract.
    ///
    /// # Errors
    /// [`CallError`] when the component gave no answer.
    pub async fn explain(self, answer: &ServiceResponse) -> Result<Explanation, CallError> {
        let watch = Watch::new(&self, DEFAULT_BUDGET);
        watch
            .over(async {
                let mut guest = Guest::start(self.host, &watch, Grants::default(), None).await?;
                let mail = guest.connector.outlook_connector_mail();
                let explanation = mail.call_explain(&mut guest.store, answer).await;
                explanation
                    .map_err(|error| guest.died(&error))?
                    .map_err(|()| CallErrorKind::NoAnswer)
            })
            .await
    }

    /// `setup-guide` of the contract.
    ///
    /// # Errors
    /// [`CallError`] when the component gave no answer. The inner error is the component's own.
    pub async fn setup_guide(self, setup: &Setup) -> Result<Result<SetupInstructions, Error>, CallError> {
        let watch = Watch::new(&self, DEFAULT_BUDGET);
        watch
            .over(async {
                let mut guest = Guest::start(self.host, &watch, Grants::default(), None).await?;
                let mail = guest.connector.outlook_connector_mail();
                let instructions = mail.call_setup_guide(&mut guest.store, setup).await;
                instructions.map_err(|error| guest.died(&error))
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
                let mut guest =
                    Guest::start(self.host, &watch, Grants::for_connection(connection), Some(connection)).await?;
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
    /// Waits for its turn first, where the mailbox has as many calls under way as it may. That counts into the time budget:
    /// the component gets what is left of it.
    ///
    /// # Errors
    /// [`CallError`] when the component gave no answer; ask it whether the mail may have been sent.
    pub async fn send_mail(
        self,
        connection: &Connection,
        mail: &Mail,
        options: &SendOptions,
    ) -> Result<Result<Receipt, Error>, CallError> {
        let watch = Watch::new(&self, budget(options.time_budget_ms));
        watch
            .over(async {
                let grants = Grants::for_connection(connection).and_mail(mail);
                let arrived = Instant::now();
                let mut guest = Guest::start(self.host, &watch, grants, Some(connection)).await?;
                let options = less_time(options, arrived.elapsed());
                let exports = guest.connector.outlook_connector_mail();
                let answer = exports
                    .call_send_mail(&mut guest.store, connection, mail, &options)
                    .await;
                answer.map_err(|error| guest.died(&error))
            })
            .await
    }
}

/// Time that the component may take, by the caller's own figure.
fn budget(milliseconds: Option<u32>) -> Duration {
    let given = milliseconds.map_or(DEFAULT_BUDGET, |ms| Duration::from_millis(ms.into()));
    given.min(LONGEST_BUDGET)
}

/// Options with the time taken off that a call waited for its turn. A budget that the component refuses stays one.
fn less_time(options: &SendOptions, waited: Duration) -> SendOptions {
    let mut options = options.clone();
    let waited = u32::try_from(waited.as_millis()).unwrap_or(u32::MAX);
    // What passes by without a wait is no reason to hand over other options than the caller's.
    if waited >= WAIT_NOTICED_MS {
        let given = options.time_budget_ms.unwrap_or(DEFAULT_BUDGET_MS);
        options.time_budget_ms = Some(given.saturating_sub(waited).max(SHORTEST_BUDGET_MS).min(given));
    }
    options
}

/// Watches over one call: its time, its interrupt and its journal.
struct Watch {
    limit: Duration,
    /// When the budget ends.
    deadline: Instant,
    interrupt: Option<Interrupt>,
    journal: Arc<Journal>,
}

impl Watch {
    fn new(call: &Call<'_>, budget: Duration) -> Self {
        Self {
            limit: budget + GRACE,
            deadline: Instant::now() + budget,
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
    _sandbox: SemaphorePermit<'a>,
    _turn: Option<Turn<'a>>,
}

impl<'a> Guest<'a> {
    /// Waits for a turn with the mailbox, where there is one, and then for a sandbox, so that a crowd before one mailbox takes
    /// no sandbox from others. Nothing has run yet: a failure to get them says so.
    async fn start(
        host: &'a Host,
        watch: &Watch,
        grants: Grants,
        mailbox: Option<&Connection>,
    ) -> Result<Self, CallErrorKind> {
        let shared = host.shared();
        let turns = async {
            let turn = match mailbox {
                Some(connection) => Some(shared.mailboxes.turn(connection).await),
                None => None,
            };
            // The pool answers exhaustion with an error.
            (turn, shared.permits.acquire().await)
        };
        let (turn, sandbox) = timeout_at(watch.deadline, turns)
            .await
            .map_err(|_| CallErrorKind::Busy(watch.limit - GRACE))?;
        let sandbox = sandbox.map_err(|_| CallErrorKind::Instantiate("the host is shutting down".to_owned()))?;
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
            _sandbox: sandbox,
            _turn: turn,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_shortens_the_budget() {
        let left = |given, waited_ms| {
            let options = SendOptions {
                time_budget_ms: given,
                ..SendOptions::default()
            };
            less_time(&options, Duration::from_millis(waited_ms)).time_budget_ms
        };
        assert_eq!(left(None, 0), None);
        assert_eq!(left(None, 40_000), Some(60_000));
        assert_eq!(left(Some(30_000), 10_000), Some(20_000));
        assert_eq!(left(Some(30_000), 29_900), Some(1_000));
        assert_eq!(
            left(Some(500), 10_000),
            Some(500),
            "still refused, with the caller's figure"
        );
    }
}
