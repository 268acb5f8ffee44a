//! What left for the network during one call. Answers the questions that matter when a call dies: may a mail have been sent,
//! may a draft have been left? Also counts the bytes of bodies, for people who wait.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Method, StatusCode, Uri};
use hyper_util::client::legacy::connect::CaptureConnection;
use wasmtime_wasi_http::Error;

use crate::policy::HostRole;

/// Called with the number of request-body bytes handed to the network in this call, without those of requests that failed:
/// a repeat counts once, and the number falls when a request fails.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// The record of one call.
#[derive(Default)]
pub struct Journal {
    legs: Mutex<Vec<Entry>>,
    progress: Option<Progress>,
}

struct Entry {
    effect: Option<Effect>,
    connection: Option<CaptureConnection>,
    outcome: Outcome,
    body_bytes: u64,
    /// Whether the body will be sent again, if at all.
    failed: bool,
}

/// What a request to Graph brings about in a mailbox, as far as a call that dies has to tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// `POST …/sendMail`, or `POST …/messages/{id}/send`.
    SendsMail,
    /// `POST …/messages`.
    WritesDraft,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Open,
    NotSent,
    Broken,
    Answered(StatusCode),
}

impl Effect {
    /// Of a request. OData names are compared without regard to case, and an action may be named in full, as in
    /// `…/microsoft.graph.sendMail` (OData 4.01 URL conventions, 4.1 and 4.5.1).
    pub(super) fn of(role: HostRole, method: &Method, uri: &Uri) -> Option<Self> {
        if role != HostRole::Graph || method != Method::POST {
            return None;
        }
        let last = uri
            .path()
            .trim_end_matches('/')
            .rsplit('/')
            .next()?
            .to_ascii_lowercase();
        match last.strip_prefix("microsoft.graph.").unwrap_or(&last) {
            "sendmail" | "send" => Some(Self::SendsMail),
            "messages" => Some(Self::WritesDraft),
            _ => None,
        }
    }
}

impl Journal {
    /// An empty record that reports body bytes to `progress`.
    #[must_use]
    pub fn new(progress: Option<Progress>) -> Arc<Self> {
        Arc::new(Self {
            progress,
            ..Self::default()
        })
    }

    /// Whether a request that makes Graph send mail was handed a connection, and has not been refused since.
    ///
    /// An answer of 4xx means refused; 408 does not, since a gateway says so without knowing. Neither do 2xx and 5xx.
    #[must_use]
    pub fn may_have_sent_mail(&self) -> bool {
        self.may_have_brought_about(Effect::SendsMail)
    }

    /// Whether a request that makes Graph write a draft was handed a connection, and has not been refused since. Sending the
    /// draft and deleting it are not looked at: a call that does either commonly ends with an answer of its own.
    #[must_use]
    pub fn may_have_left_a_draft(&self) -> bool {
        self.may_have_brought_about(Effect::WritesDraft)
    }

    fn may_have_brought_about(&self, effect: Effect) -> bool {
        let connected = |leg: &Entry| {
            let connection = leg.connection.as_ref();
            connection.is_some_and(|connection| connection.connection_metadata().is_some())
        };
        let legs = self.lock();
        let mut legs = legs.iter().filter(|leg| leg.effect == Some(effect));
        legs.any(|leg| match leg.outcome {
            Outcome::NotSent => false,
            Outcome::Open | Outcome::Broken => connected(leg),
            Outcome::Answered(status) => !status.is_client_error() || status == StatusCode::REQUEST_TIMEOUT,
        })
    }

    pub(super) fn begin(self: &Arc<Self>, effect: Option<Effect>) -> Leg {
        let mut legs = self.lock();
        legs.push(Entry {
            effect,
            connection: None,
            outcome: Outcome::Open,
            body_bytes: 0,
            failed: false,
        });
        Leg {
            journal: Arc::clone(self),
            index: legs.len() - 1,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.legs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One exchange in the record.
#[derive(Clone)]
pub(super) struct Leg {
    journal: Arc<Journal>,
    index: usize,
}

impl Leg {
    /// Notes through what the request leaves.
    pub(super) fn leaves_through(&self, connection: CaptureConnection) {
        self.change(|entry| entry.connection = Some(connection));
    }

    pub(super) fn answered(&self, status: StatusCode) {
        self.end(
            Outcome::Answered(status),
            status.is_client_error() || status.is_server_error(),
        );
    }

    /// Notes that nothing left, and passes the error on.
    pub(super) fn not_sent(&self, error: Error) -> Error {
        self.end(Outcome::NotSent, true);
        error
    }

    /// Notes that there will be no answer, and passes the error on.
    pub(super) fn broken(&self, error: Error) -> Error {
        self.end(Outcome::Broken, true);
        error
    }

    /// Counts body bytes, unless the request has failed already and hyper still takes what is left of its body.
    pub(super) fn add_body_bytes(&self, count: usize) {
        self.change(|entry| {
            if !entry.failed {
                entry.body_bytes += count as u64;
            }
        });
        self.report();
    }

    fn end(&self, outcome: Outcome, failed: bool) {
        self.change(|entry| {
            entry.outcome = outcome;
            entry.failed = failed;
        });
        if failed {
            self.report();
        }
    }

    fn change(&self, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.journal.lock().get_mut(self.index) {
            change(entry);
        }
    }

    fn report(&self) {
        let Some(progress) = &self.journal.progress else { return };
        let legs = self.journal.lock();
        let sent = legs
            .iter()
            .filter(|entry| !entry.failed)
            .map(|entry| entry.body_bytes)
            .sum();
        drop(legs);
        progress(sent);
    }
}
