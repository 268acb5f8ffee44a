//! The record of the requests of one call. It answers the questions that matter when a call is stopped: may the mail have been
//! sent, and may a draft have been left? It also counts the bytes of request bodies, for a progress bar, and holds the call to its
//! number of requests.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::StatusCode;
use hyper_util::client::legacy::connect::CaptureConnection;
use wasmtime_wasi_http::Error;

use crate::{
    limits::{REQUESTS, REQUESTS_AT_ONCE},
    policy::Effect,
};

/// Called with the number of bytes of request bodies that this call has handed to the network. Bytes of requests that failed do
/// not count: a repeat counts once, and the number falls when a request fails.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// A request that has ended: its response has arrived, or none will. It has no value of the URL, no header and no body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndedRequest {
    /// Method.
    pub method: String,
    /// Host.
    pub host: String,
    /// Shape of the path, such as `/v1.0/users/{owner}/sendMail`. `(upload session)` and `(other)` stand for paths without a shape.
    pub path: &'static str,
    /// Status of the response. `None` means that no response arrived.
    pub status: Option<u16>,
    /// Time from the request to the head of its response.
    pub duration: Duration,
}

/// Called with each request that has ended.
pub type OnRequest = Arc<dyn Fn(&EndedRequest) + Send + Sync>;

/// The record of the requests of one call. It holds no URL, header or body.
#[derive(Default)]
pub struct Journal {
    entries: Mutex<Vec<Entry>>,
    places: Mutex<Places>,
    progress: Option<Progress>,
    on_request: Option<OnRequest>,
}

/// How many requests there were, and how many are under way.
#[derive(Default)]
struct Places {
    requests: usize,
    under_way: usize,
}

struct Entry {
    effect: Option<Effect>,
    connection: Option<CaptureConnection>,
    outcome: Outcome,
    body_bytes: u64,
    /// Whether the request failed, so that its body will be sent again, if at all.
    failed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Open,
    NotSent,
    Broken,
    Responded(StatusCode),
}

impl Journal {
    /// An empty record that reports body bytes to `progress`.
    pub(crate) fn new(progress: Option<Progress>) -> Arc<Self> {
        Self::observed(progress, None)
    }

    /// An empty record that reports body bytes to `progress` and requests to `on_request`.
    pub(crate) fn observed(progress: Option<Progress>, on_request: Option<OnRequest>) -> Arc<Self> {
        Arc::new(Self {
            progress,
            on_request,
            ..Self::default()
        })
    }

    /// The function that is called with each request that has ended.
    pub(super) fn on_request(&self) -> Option<&OnRequest> {
        self.on_request.as_ref()
    }

    /// Whether a request that makes Graph send mail was given a connection and has not been refused.
    ///
    /// A status of 4xx means refused. 408 does not, since a gateway returns it without knowing. 2xx and 5xx do not either.
    #[must_use]
    pub fn may_have_sent_mail(&self) -> bool {
        self.may_have_had_effect(Effect::SendsMail)
    }

    /// Whether a request that makes Graph write a draft was given a connection and has not been refused. Requests that send or
    /// delete the draft are not considered: a call that makes them commonly ends with a report of the connector.
    #[must_use]
    pub fn may_have_left_a_draft(&self) -> bool {
        self.may_have_had_effect(Effect::WritesDraft)
    }

    fn may_have_had_effect(&self, effect: Effect) -> bool {
        let connected = |entry: &Entry| {
            let connection = entry.connection.as_ref();
            connection.is_some_and(|connection| connection.connection_metadata().is_some())
        };
        let entries = self.lock();
        let mut entries = entries.iter().filter(|entry| entry.effect == Some(effect));
        entries.any(|entry| match entry.outcome {
            Outcome::NotSent => false,
            Outcome::Open | Outcome::Broken => connected(entry),
            Outcome::Responded(status) => !status.is_client_error() || status == StatusCode::REQUEST_TIMEOUT,
        })
    }

    /// Counts a request, denied ones included. Returns `None` if the call has made as many as it may, or has as many under way.
    pub(super) fn admit(self: &Arc<Self>) -> Option<Place> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.requests >= REQUESTS || places.under_way >= REQUESTS_AT_ONCE {
            return None;
        }
        places.requests += 1;
        places.under_way += 1;
        drop(places);
        Some(Place(Arc::clone(self)))
    }

    pub(super) fn begin(self: &Arc<Self>, effect: Option<Effect>) -> RequestEntry {
        let mut entries = self.lock();
        entries.push(Entry {
            effect,
            connection: None,
            outcome: Outcome::Open,
            body_bytes: 0,
            failed: false,
        });
        RequestEntry {
            journal: Arc::clone(self),
            index: entries.len() - 1,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a request among those that are under way. It is given back when it is dropped.
pub(super) struct Place(Arc<Journal>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.places.lock().unwrap_or_else(PoisonError::into_inner).under_way -= 1;
    }
}

/// One request in the record.
#[derive(Clone)]
pub(super) struct RequestEntry {
    journal: Arc<Journal>,
    index: usize,
}

impl RequestEntry {
    /// Notes the connection that the request uses.
    pub(super) fn leaves_through(&self, connection: CaptureConnection) {
        self.change(|entry| entry.connection = Some(connection));
    }

    pub(super) fn responded(&self, status: StatusCode) {
        self.end(
            Outcome::Responded(status),
            status.is_client_error() || status.is_server_error(),
        );
    }

    /// Notes that nothing was sent. Returns the error unchanged.
    pub(super) fn not_sent(&self, error: Error) -> Error {
        self.end(Outcome::NotSent, true);
        error
    }

    /// Notes that there will be no response. Returns the error unchanged.
    pub(super) fn broken(&self, error: Error) -> Error {
        self.end(Outcome::Broken, true);
        error
    }

    /// Counts body bytes. Does not count them after the request has failed, when hyper still takes the rest of its body.
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
        let entries = self.journal.lock();
        let sent = entries
            .iter()
            .filter(|entry| !entry.failed)
            .map(|entry| entry.body_bytes)
            .sum();
        drop(entries);
        progress(sent);
    }
}
