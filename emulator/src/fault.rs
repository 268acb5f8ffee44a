//! Faults that a test scripts: which request they hit, and what happens to it.

use serde::{Deserialize, Serialize};

use crate::history::Operation;

/// A fault to play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Requests that it may hit.
    pub on: Operation,
    /// Number of those requests that pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// Number of requests that are then hit. Absent means one; `null` in a scenario file, or `None`, means all.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// What happens.
    pub effect: Effect,
}

impl Fault {
    /// Returns a fault that hits the next request of that kind.
    pub fn next(on: Operation, effect: Effect) -> Self {
        Self {
            on,
            skip: 0,
            times: once(),
            effect,
        }
    }

    /// Returns a fault that hits every request of that kind.
    pub fn always(on: Operation, effect: Effect) -> Self {
        Self {
            on,
            skip: 0,
            times: None,
            effect,
        }
    }

    /// Lets `skip` requests pass first.
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Hits `times` requests.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Effect {
    /// Responds with this instead of processing the request.
    Response {
        /// HTTP status.
        status: u16,
        /// Header names and values.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// Body.
        #[serde(default)]
        body: String,
    },
    /// Waits, then processes the request as usual. A client that hangs up meanwhile is not served.
    Delay {
        /// Wait in milliseconds.
        millis: u64,
    },
    /// Processes the request as usual, then holds the response back.
    DelayResponse {
        /// Wait in milliseconds.
        millis: u64,
    },
    /// Closes the connection once the head has arrived, without reading the body. On [`Operation::Connection`]: closes
    /// it before anything is read.
    CloseBeforeReading,
    /// Closes the connection after this many bytes of the request body.
    CloseAfterBodyBytes {
        /// Bytes that are read first.
        bytes: u64,
    },
    /// Processes the request, then closes the connection without a response.
    CloseAfterProcessing,
    /// Processes the request, then closes the connection in the middle of the response.
    CutResponse,
    /// Writes these bytes to the connection, in place of HTTP, and closes it.
    RawBytes {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Responds with a well-formed JSON document of this size.
    HugeJson {
        /// HTTP status.
        status: u16,
        /// Size in bytes.
        bytes: usize,
    },
    /// Responds with bytes that are not UTF-8. The content type is JSON.
    InvalidUtf8 {
        /// HTTP status.
        status: u16,
    },
    /// Responds with an HTML page, as proxies do.
    Html {
        /// HTTP status.
        status: u16,
    },
    /// Responds with a body that arrives slowly.
    SlowBody {
        /// HTTP status.
        status: u16,
        /// Body. The content type is JSON.
        body: String,
        /// Bytes per piece.
        chunk_bytes: usize,
        /// Wait before each piece, in milliseconds.
        interval_millis: u64,
    },
}

impl Effect {
    /// Returns an [`Effect::Response`] with a `Retry-After` and an empty body.
    pub fn retry_later(status: u16, retry_after_seconds: u32) -> Self {
        Self::Response {
            status,
            headers: vec![("retry-after".to_owned(), retry_after_seconds.to_string())],
            body: String::new(),
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Response { .. } => "response",
            Self::Delay { .. } => "delay",
            Self::DelayResponse { .. } => "delayResponse",
            Self::CloseBeforeReading => "closeBeforeReading",
            Self::CloseAfterBodyBytes { .. } => "closeAfterBodyBytes",
            Self::CloseAfterProcessing => "closeAfterProcessing",
            Self::CutResponse => "cutResponse",
            Self::RawBytes { .. } => "rawBytes",
            Self::HugeJson { .. } => "hugeJson",
            Self::InvalidUtf8 { .. } => "invalidUtf8",
            Self::Html { .. } => "html",
            Self::SlowBody { .. } => "slowBody",
        }
    }
}

/// The faults that wait for their requests.
#[derive(Debug, Default)]
pub(crate) struct Script(Vec<Fault>);

impl Script {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Takes the effect of the first fault that hits this request. Faults before it that let it pass count it.
    pub(crate) fn strike(&mut self, operation: Operation) -> Option<Effect> {
        for index in 0..self.0.len() {
            let fault = &mut self.0[index];
            if !fault.on.covers(operation) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            let effect = fault.effect.clone();
            if let Some(times) = &mut fault.times {
                *times = times.saturating_sub(1);
                if *times == 0 {
                    self.0.remove(index);
                }
            }
            return Some(effect);
        }
        None
    }
}

fn once() -> Option<u32> {
    Some(1)
}
