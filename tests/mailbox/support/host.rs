//! A host on top of the emulator, which plays faults and can die.

use std::{
    cell::{Cell, RefCell},
    panic,
    time::Duration,
};

use bytes::Bytes;
use outlook_connector::{
    host::Clock,
    http::{Request, Response, TransportError, TransportFault},
};
use outlook_emulator::{Emulator, InProcessResponse, demo};
use tokio::runtime::Runtime;

use super::{Fault, Step, StoredFiles};
use crate::test_host::{Files, Network, Random, TestHost};

/// How often a fault is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persistence {
    /// By one request.
    Once,
    /// By that request and all later ones of the same step.
    ForGood,
}

/// A fault to play.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Number of the request, from 0.
    pub at: usize,
    /// The fault.
    pub fault: Fault,
    /// How often.
    pub persistence: Persistence,
}

/// Where the host dies.
#[derive(Debug, Clone, Copy)]
pub struct Stop {
    /// Number of the request, from 0.
    pub at: usize,
    /// Whether the service carries the request out.
    pub carried_out: bool,
}

/// Thrown where the host dies; catch it with `std::panic::catch_unwind`.
pub struct StoppedHost;

/// A function that is called before each request with its number, from 0.
type Visitor<'e> = Box<dyn Fn(usize) + 'e>;

/// A function that may answer with a fault at a step.
type Dice = Box<dyn Fn(Step) -> Option<Fault>>;

/// Answers from the emulator, with the faults that a test wants.
pub struct EmulatedNetwork<'e> {
    emulator: &'e Emulator,
    runtime: Runtime,
    plan: Option<Plan>,
    stop: Option<Stop>,
    dice: Option<Dice>,
    visitor: Option<Visitor<'e>>,
    broken_step: Cell<Option<Step>>,
    steps: RefCell<Vec<Step>>,
    met: RefCell<Vec<(Step, Option<Fault>)>>,
    last_error: RefCell<Option<(Step, Response)>>,
    last_failure: RefCell<Option<(Step, Result<Response, TransportError>)>>,
}

/// A host on top of the emulator.
pub type MailboxHost<'e> = TestHost<EmulatedNetwork<'e>>;

impl<'e> MailboxHost<'e> {
    /// A host without faults. `seed` makes its random numbers.
    pub fn new(emulator: &'e Emulator, files: &StoredFiles, seed: u64) -> Self {
        let network = EmulatedNetwork {
            emulator,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .expect("a runtime can be built"),
            plan: None,
            stop: None,
            dice: None,
            visitor: None,
            broken_step: Cell::new(None),
            steps: RefCell::default(),
            met: RefCell::default(),
            last_error: RefCell::default(),
            last_failure: RefCell::default(),
        };
        let host = Self::over(network, Random::seeded(seed));
        for (name, file) in files.iter() {
            host.files.set(name, file.clone());
        }
        host.with_secret(demo::SECRET_VALUE)
    }

    /// Holds another client secret than the demo's.
    pub fn with_secret(self, value: &str) -> Self {
        self.secrets.set("outlook", value);
        self
    }

    /// Plays a fault.
    pub fn with_plan(mut self, plan: Plan) -> Self {
        self.network.plan = Some(plan);
        self
    }

    /// Plays whatever the function says.
    pub fn with_dice(mut self, dice: impl Fn(Step) -> Option<Fault> + 'static) -> Self {
        self.network.dice = Some(Box::new(dice));
        self
    }

    /// Lets somebody else act before each request.
    pub fn with_visitor(mut self, visitor: impl Fn(usize) + 'e) -> Self {
        self.network.visitor = Some(Box::new(visitor));
        self
    }

    /// Dies at a request.
    pub fn stopping(mut self, stop: Stop) -> Self {
        self.network.stop = Some(stop);
        self
    }

    /// The steps so far.
    pub fn steps(&self) -> Vec<Step> {
        self.network.steps.borrow().clone()
    }

    /// The steps so far, each with the fault that it met.
    pub fn met(&self) -> Vec<(Step, Option<Fault>)> {
        self.network.met.borrow().clone()
    }

    /// The last answer with an error status, and the step that got it.
    pub fn last_error(&self) -> Option<(Step, Response)> {
        self.network.last_error.borrow().clone()
    }

    /// What the last request came to that met a fault or was refused, and its step.
    pub fn last_failure(&self) -> Option<(Step, Result<Response, TransportError>)> {
        self.network.last_failure.borrow().clone()
    }
}

impl EmulatedNetwork<'_> {
    fn fault(&self, nth: usize, step: Step) -> Option<Fault> {
        if let Some(plan) = self.plan {
            if nth == plan.at && plan.persistence == Persistence::ForGood {
                self.broken_step.set(Some(step));
            }
            if nth == plan.at || self.broken_step.get() == Some(step) {
                return Some(plan.fault);
            }
        }
        self.dice.as_ref().and_then(|dice| dice(step))
    }

    /// Asks the emulator. None, when it closed the connection.
    fn ask(&self, request: &Request, files: &Files) -> Result<Option<Response>, TransportError> {
        let body = files.body_of(request)?;
        let mut outgoing = http::Request::builder()
            .method(request.method.as_str())
            .uri(format!("https://{}{}", request.host, request.path))
            .header("host", request.host);
        if request.method.has_body() {
            outgoing = outgoing.header("content-length", body.len());
        }
        for (name, value) in &request.headers {
            outgoing = outgoing.header(*name, value);
        }
        if let Some(token) = &request.bearer {
            outgoing = outgoing.header("authorization", format!("Bearer {}", token.reveal()));
        }
        let outgoing = outgoing.body(Bytes::from(body)).expect("a well-formed request");
        let answer = self.runtime.block_on(self.emulator.respond(outgoing));
        Ok(match answer {
            InProcessResponse::Response(answer) => {
                let (head, body) = answer.into_parts();
                let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
                Some(Response {
                    status: head.status.as_u16(),
                    headers: head
                        .headers
                        .iter()
                        .map(|(n, v)| (n.as_str().to_owned(), text(v)))
                        .collect(),
                    body: body.to_vec(),
                    complete: true,
                })
            }
            InProcessResponse::ClosedBeforeProcessing | InProcessResponse::ClosedAfterProcessing => None,
        })
    }
}

impl Network for EmulatedNetwork<'_> {
    fn send(&self, request: &Request, files: &Files) -> Result<Response, TransportError> {
        let step = Step::of(request);
        let nth = self.steps.borrow().len();
        self.steps.borrow_mut().push(step);
        if let Some(visitor) = &self.visitor {
            visitor(nth);
        }
        if let Some(stop) = self.stop.filter(|stop| stop.at == nth) {
            if stop.carried_out {
                let _ = self.ask(request, files);
            }
            panic::resume_unwind(Box::new(StoppedHost));
        }
        let fault = self.fault(nth, step);
        self.met.borrow_mut().push((step, fault));
        let Some(fault) = fault else {
            let lost = || TransportError::after_sending(TransportFault::Broken);
            let answer = self.ask(request, files)?.ok_or_else(lost)?;
            if answer.status >= 400 {
                *self.last_error.borrow_mut() = Some((step, answer.clone()));
                *self.last_failure.borrow_mut() = Some((step, Ok(answer.clone())));
            }
            return Ok(answer);
        };
        let real = match fault.is_carried_out() {
            true => self.ask(request, files)?,
            false => None,
        };
        self.emulator
            .advance_clock(Duration::from_millis(fault.takes_ms(request)));
        let result = fault.result(real);
        *self.last_failure.borrow_mut() = Some((step, result.clone()));
        result
    }
}

impl Clock for EmulatedNetwork<'_> {
    fn unix_seconds(&self) -> u64 {
        u64::try_from(self.emulator.now().unix_timestamp()).unwrap_or(0)
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.emulator.now().unix_timestamp_nanos() / 1_000_000).unwrap_or(0)
    }

    fn sleep_ms(&self, milliseconds: u64) {
        self.emulator.advance_clock(Duration::from_millis(milliseconds));
        // Of runs at the same time, others go on meanwhile.
        std::thread::yield_now();
    }
}
