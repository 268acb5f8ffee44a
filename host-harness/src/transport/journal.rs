//! The record of the requests of one call. It answers the questions that matter when a call is stopped: may the mail have been
//! sent, and may a draft have been left? It also counts the bytes of request bodies, for a progress bar.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Method, StatusCode, Uri};
use hyper_util::client::legacy::connect::CaptureConnection;
use wasmtime_wasi_http::Error;

use crate::policy::HostRole;

/// Called with the number of bytes of request bodies that this call has handed to the network. Bytes of requests that failed do
/// not count: a repeat counts once, and the number falls when a request fails.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// The record of the requests of one call. It holds no URL, header or body.
#[derive(Default)]
pub struct Journal {
    entries: Mutex<Vec<Entry>>,
    progress: Option<Progress>,
}

struct Entry {
    effect: Option<Effect>,
    connection: Option<CaptureConnection>,
    outcome: Outcome,
    body_bytes: u64,
    /// Whether the request failed, so that its body will be sent again, if at all.
    failed: bool,
}

/// The effect of a request to Graph on a mailbox, as far as it matters when a call is stopped.
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
    Responded(StatusCode),
}

impl Effect {
    /// Returns the effect of a request. OData names are compared without regard to case, and an action may have its full name, as in
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
    pub(crate) fn new(progress: Option<Progress>) -> Arc<Self> {
        Arc::new(Self {
            progress,
            ..Self::default()
        })
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
