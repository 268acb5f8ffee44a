//! What left for the network during one call. Answers the question that matters when a call dies: may a mail have been sent?

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use http::StatusCode;
use hyper_util::client::legacy::connect::CaptureConnection;
use wasmtime_wasi_http::Error;

/// Called with the number of request-body bytes handed to the network so far, in this call.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// The record of one call.
#[derive(Default)]
pub struct Journal {
    legs: Mutex<Vec<Entry>>,
    body_bytes: AtomicU64,
    progress: Option<Progress>,
}

struct Entry {
    connection: CaptureConnection,
    outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Open,
    NotSent,
    Answered(StatusCode),
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
        let legs = self.legs.lock().unwrap_or_else(PoisonError::into_inner);
        legs.iter().any(|leg| match leg.outcome {
            Outcome::NotSent => false,
            Outcome::Open => leg.connection.connection_metadata().is_some(),
            Outcome::Answered(status) => !status.is_client_error() || status == StatusCode::REQUEST_TIMEOUT,
        })
    }

    pub(super) fn begin(self: &Arc<Self>, sends_mail: bool, connection: CaptureConnection) -> Leg {
        let index = sends_mail.then(|| {
            let mut legs = self.legs.lock().unwrap_or_else(PoisonError::into_inner);
            legs.push(Entry {
                connection,
                outcome: Outcome::Open,
            });
            legs.len() - 1
        });
        Leg {
            journal: Arc::clone(self),
            index,
        }
    }

    pub(super) fn add_body_bytes(&self, count: usize) {
        let sent = self.body_bytes.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
        if let Some(progress) = &self.progress {
            progress(sent);
        }
    }
}

/// One exchange in the record. Only those that send mail are kept.
pub(super) struct Leg {
    journal: Arc<Journal>,
    index: Option<usize>,
}

impl Leg {
    pub(super) fn answered(&self, status: StatusCode) {
        self.set(Outcome::Answered(status));
    }

    /// Notes that nothing left, and passes the error on.
    pub(super) fn not_sent(&self, error: Error) -> Error {
        self.set(Outcome::NotSent);
        error
    }

    fn set(&self, outcome: Outcome) {
        let mut legs = self.journal.legs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = self.index.and_then(|index| legs.get_mut(index)) {
            entry.outcome = outcome;
        }
    }
}
