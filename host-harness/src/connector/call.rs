//! One call: its options, and the frame around it.

use std::{
    future::{Future, IntoFuture, pending},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use tokio::time::{sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{
    Connector,
    deadline::{self, Deadline},
    instance::Instance,
    operation::{Operation, SendMail, TestConnection, sealed::Failure as _},
    places::Places,
};
use crate::{
    error::{Error, ErrorKind, SideEffects},
    limits::CALLS_AGAIN,
    transport::{EndedRequest, Journal, OnRequest, Progress},
    types::{RequestRecord, SendOptions, TestOptions},
};

/// A call that is made when it is awaited. Made by the methods of [`Connector`].
///
/// Dropping the future stops the call, and nobody learns whether a request that had begun to leave took effect. To stop a call
/// and learn that, use [`cancelled_by`](Self::cancelled_by).
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<'a, O> {
    connector: &'a Connector,
    operation: O,
    cancellation: Option<CancellationToken>,
    progress: Option<Progress>,
    on_request: Option<OnRequest>,
    on_turn: Option<OnTurn>,
}

/// Called with the time that a call waited for its turn.
type OnTurn = Arc<dyn Fn(Duration) + Send + Sync>;

impl<'a, O> Call<'a, O> {
    pub(super) fn new(connector: &'a Connector, operation: O) -> Self {
        Self {
            connector,
            operation,
            cancellation: None,
            progress: None,
            on_request: None,
            on_turn: None,
        }
    }

    /// Lets `token` stop the call, which then ends at once with [`ErrorKind::Cancelled`]. The error knows whether the mail may have
    /// been sent.
    pub fn cancelled_by(mut self, token: CancellationToken) -> Self {
        self.cancellation = Some(token);
        self
    }

    /// Calls `progress` with the number of bytes of request bodies that the call has handed to the network so far. Bytes of
    /// requests that failed do not count: a repeat shows as a step back, and the number never exceeds the total.
    pub fn on_progress(mut self, progress: impl Fn(u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Calls `on_request` with each request that has ended. It knows the shape of a request and no value in it, so that it may be
    /// logged.
    pub fn on_request(mut self, on_request: impl Fn(&EndedRequest) + Send + Sync + 'static) -> Self {
        self.on_request = Some(Arc::new(on_request));
        self
    }

    /// Calls `on_turn` once, when the call has its turn, with the time that it waited for its mailbox and a sandbox.
    pub fn on_turn(mut self, on_turn: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        self.on_turn = Some(Arc::new(on_turn));
        self
    }
}

impl Call<'_, SendMail<'_>> {
    /// Sets the key under which this mail is sent once: whatever happened to an earlier call, a call with the same key and the same
    /// mail finishes it, or reports that the mail was sent. Use a key that stands for this mail and no other, such as an
    /// order's number.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.operation.options.idempotency_key = Some(key.into());
        self
    }

    /// Sets the time that the whole call may take, the upload of attachments and waits for throttling included: 1 s to 1 h, in
    /// whole milliseconds. 100 s by default, and another second for every 100 KB of attachments that have more than 3 MB together.
    pub fn time_budget(mut self, budget: Duration) -> Self {
        self.operation.options.time_budget_ms = Some(deadline::milliseconds(budget));
        self
    }

    /// Sets all options at once, as the contract has them.
    pub fn options(mut self, options: SendOptions) -> Self {
        self.operation.options = options;
        self
    }
}

impl Call<'_, TestConnection<'_>> {
    /// Sends one mail from the mailbox to itself, which is the only full proof. By default nothing is sent.
    pub fn send_test_mail(mut self, send: bool) -> Self {
        self.operation.options.send_test_mail = send;
        self
    }

    /// Sets the time that the whole test may take: 1 s to 1 h, in whole milliseconds. 100 s by default.
    pub fn time_budget(mut self, budget: Duration) -> Self {
        self.operation.options.time_budget_ms = Some(deadline::milliseconds(budget));
        self
    }

    /// Sets all options at once, as the contract has them.
    pub fn options(mut self, options: TestOptions) -> Self {
        self.operation.options = options;
        self
    }
}

impl<'a, O: Operation + 'a> Call<'a, O> {
    /// Runs the call until it ends, is cancelled, or its time is over. To stop it, its future is dropped, and with it the instance
    /// and its connections: epochs alone would not end a call that waits for the network.
    async fn run(self) -> Result<O::Response, Error> {
        let deadline = Deadline::after(self.operation.time_budget());
        let journal = Journal::observed(self.progress, self.on_request);
        let operation = self.operation;
        let call = run(self.connector, &operation, &journal, deadline, self.on_turn);
        let cancelled = async {
            match &self.cancellation {
                Some(token) => token.cancelled().await,
                None => pending().await,
            }
        };
        let ended = tokio::select! {
            biased;
            ended = call => ended,
            () = cancelled => Err(Error::new(ErrorKind::Cancelled, "the call was cancelled")),
            () = sleep_until(deadline.limit_ends()) => {
                let text = format!("the call did not end within {:?} and was stopped", deadline.limit());
                Err(Error::new(ErrorKind::TimedOut, text))
            }
        };
        ended.map_err(|error| {
            error.with_side_effects(SideEffects {
                mail: journal.may_have_sent_mail(),
                draft: journal.may_have_left_a_draft(),
            })
        })
    }
}

/// Waits for the call's turn and runs it. A call that was throttled before it did anything is run again after the wait, which takes
/// no sandbox.
async fn run<O: Operation>(
    connector: &Connector,
    operation: &O,
    journal: &Arc<Journal>,
    deadline: Deadline,
    mut on_turn: Option<OnTurn>,
) -> Result<O::Response, Error> {
    operation.check_size(connector.shared.memory_bytes)?;
    let queueing = &connector.shared.queueing;
    let mut places = Places::wait(queueing, &connector.tenant, operation.mailbox(), deadline).await?;
    let (mut again, mut earlier) = (0, Vec::new());
    loop {
        places.sandbox(operation.uses_network(), deadline).await?;
        if let Some(on_turn) = on_turn.take() {
            on_turn(deadline.elapsed());
        }
        let response = {
            let mut instance = Instance::start(connector, operation.allowed(), journal).await?;
            instance.call(operation, deadline.elapsed()).await?
        };
        let mut ended = response.map_err(|failure| Error::from(failure.into_error()));
        let asked_for = match &ended {
            Ok(response) => O::throttled(response),
            Err(error) => error
                .retry_after()
                .filter(|_| operation.waits_for_throttling() && error.kind() == ErrorKind::Throttled),
        };
        let wait = asked_for.filter(|wait| {
            again < CALLS_AGAIN
                // The connector says so, too. A component that is not the connector may say anything.
                && !journal.may_have_sent_mail()
                && !journal.may_have_left_a_draft()
                && deadline.has_time_for(*wait)
        });
        earlier.append(&mut take_requests::<O>(&mut ended));
        let Some(wait) = wait else {
            return with_requests::<O>(ended, earlier);
        };
        again += 1;
        places.give_back_sandbox();
        sleep(wait).await;
    }
}

/// Takes the records of requests out of what a call ended with.
fn take_requests<O: Operation>(ended: &mut Result<O::Response, Error>) -> Vec<RequestRecord> {
    match ended {
        Ok(response) => O::requests(response).map(std::mem::take).unwrap_or_default(),
        Err(error) => error.take_requests(),
    }
}

/// Puts records of requests into what a call ended with.
fn with_requests<O: Operation>(
    mut ended: Result<O::Response, Error>,
    records: Vec<RequestRecord>,
) -> Result<O::Response, Error> {
    match &mut ended {
        Ok(response) => {
            if let Some(requests) = O::requests(response) {
                *requests = records;
            }
        }
        Err(error) => error.set_requests(records),
    }
    ended
}

impl<'a, O: Operation + 'a> IntoFuture for Call<'a, O> {
    type Output = Result<O::Response, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
