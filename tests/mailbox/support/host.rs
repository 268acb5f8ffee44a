//! A host on top of the emulator, which plays faults and can die.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    panic,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use outlook_connector::{
    host::{AttachmentError, AttachmentStore, Clock, Entropy, SecretStore, SecretStoreError, StoredSecret},
    http::{Method, Request, Response, Transport, TransportError, TransportFault},
};
use outlook_emulator::{Emulator, InProcessAnswer, demo};
use tokio::runtime::Runtime;

use super::{Fault, Step};

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

/// The host.
pub struct MailboxHost<'e> {
    emulator: &'e Emulator,
    runtime: Runtime,
    files: Arc<BTreeMap<String, Vec<u8>>>,
    secrets: RefCell<BTreeMap<String, StoredSecret>>,
    random: Cell<u64>,
    plan: Option<Plan>,
    stop: Option<Stop>,
    dice: Option<Dice>,
    visitor: Option<Visitor<'e>>,
    broken_step: Cell<Option<Step>>,
    steps: RefCell<Vec<Step>>,
    met: RefCell<Vec<(Step, Option<Fault>)>>,
    last_error: RefCell<Option<(Step, Response)>>,
}

impl<'e> MailboxHost<'e> {
    /// A host without faults. `seed` makes its random numbers.
    pub fn new(emulator: &'e Emulator, files: &Arc<BTreeMap<String, Vec<u8>>>, seed: u64) -> Self {
        let secret = StoredSecret {
            value: demo::SECRET_VALUE.to_owned(),
            expires_at: None,
        };
        Self {
            emulator,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .expect("a runtime can be built"),
            files: Arc::clone(files),
            secrets: RefCell::new(BTreeMap::from([("outlook".to_owned(), secret)])),
            random: Cell::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            plan: None,
            stop: None,
            dice: None,
            visitor: None,
            broken_step: Cell::new(None),
            steps: RefCell::default(),
            met: RefCell::default(),
            last_error: RefCell::default(),
        }
    }

    /// Holds another client secret than the demo's.
    pub fn with_secret(self, value: &str) -> Self {
        if let Some(secret) = self.secrets.borrow_mut().get_mut("outlook") {
            secret.value = value.to_owned();
        }
        self
    }

    /// Plays a fault.
    pub fn with_plan(mut self, plan: Plan) -> Self {
        self.plan = Some(plan);
        self
    }

    /// Plays whatever the function says.
    pub fn with_dice(mut self, dice: impl Fn(Step) -> Option<Fault> + 'static) -> Self {
        self.dice = Some(Box::new(dice));
        self
    }

    /// Lets somebody else act before each request.
    pub fn with_visitor(mut self, visitor: impl Fn(usize) + 'e) -> Self {
        self.visitor = Some(Box::new(visitor));
        self
    }

    /// Dies at a request.
    pub fn stopping(mut self, stop: Stop) -> Self {
        self.stop = Some(stop);
        self
    }

    /// The steps so far.
    pub fn steps(&self) -> Vec<Step> {
        self.steps.borrow().clone()
    }

    /// The steps so far, each with the fault that it met.
    pub fn met(&self) -> Vec<(Step, Option<Fault>)> {
        self.met.borrow().clone()
    }

    /// The last answer with an error status, and the step that got it.
    pub fn last_error(&self) -> Option<(Step, Response)> {
        self.last_error.borrow().clone()
    }

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
    fn ask(&self, request: &Request) -> Result<Option<Response>, TransportError> {
        let body = request
            .body
            .collect(self)
            .map_err(|_| TransportError::before_sending(TransportFault::Source))?;
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        };
        let mut outgoing = http::Request::builder()
            .method(method)
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
        let answer = self.runtime.block_on(self.emulator.answer(outgoing));
        Ok(match answer {
            InProcessAnswer::Answer(answer) => {
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
            InProcessAnswer::ClosedBeforeProcessing | InProcessAnswer::ClosedAfterProcessing => None,
        })
    }
}

impl Transport for MailboxHost<'_> {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let step = Step::of(request);
        let nth = self.steps.borrow().len();
        self.steps.borrow_mut().push(step);
        if let Some(visitor) = &self.visitor {
            visitor(nth);
        }
        if let Some(stop) = self.stop.filter(|stop| stop.at == nth) {
            if stop.carried_out {
                let _ = self.ask(request);
            }
            panic::resume_unwind(Box::new(StoppedHost));
        }
        let fault = self.fault(nth, step);
        self.met.borrow_mut().push((step, fault));
        let Some(fault) = fault else {
            let lost = || TransportError::after_sending(TransportFault::Broken);
            let answer = self.ask(request)?.ok_or_else(lost)?;
            if answer.status >= 400 {
                *self.last_error.borrow_mut() = Some((step, answer.clone()));
            }
            return Ok(answer);
        };
        let real = match fault.is_carried_out() {
            true => self.ask(request)?,
            false => None,
        };
        self.emulator
            .advance_clock(Duration::from_millis(fault.takes_ms(request)));
        fault.result(real)
    }
}

impl Clock for MailboxHost<'_> {
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

impl Entropy for MailboxHost<'_> {
    /// xorshift64: enough for ids that must differ, and repeatable.
    fn random(&self) -> u64 {
        let mut x = self.random.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.random.set(x);
        x
    }
}

impl SecretStore for MailboxHost<'_> {
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError> {
        Ok(self.secrets.borrow().get(name).cloned())
    }

    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError> {
        self.secrets.borrow_mut().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.secrets.borrow_mut().remove(name);
        Ok(())
    }
}

impl AttachmentStore for MailboxHost<'_> {
    fn size(&self, name: &str) -> Result<u64, AttachmentError> {
        let file = self.files.get(name).ok_or(AttachmentError::NotFound)?;
        Ok(file.len() as u64)
    }

    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        let file = self.files.get(name).ok_or(AttachmentError::NotFound)?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(file.len());
        let end = start.saturating_add(length as usize).min(file.len());
        Ok(file[start..end].to_vec())
    }
}
