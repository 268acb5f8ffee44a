//! Metrics in the text format of OpenMetrics, which Prometheus reads.

use std::{
    sync::atomic::{AtomicI64, AtomicU64},
    time::Duration,
};

use outlook_host::EndedRequest;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

/// Upper bounds in seconds: from a call without network to a mail of 150 MB.
const SECONDS: [f64; 12] = [
    0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_600.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabels {
    tenant: String,
    operation: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OperationLabels {
    operation: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    path: &'static str,
    status: String,
}

/// The metrics of a service.
pub(crate) struct Metrics {
    registry: Registry,
    calls: Family<CallLabels, Counter>,
    durations: Family<OperationLabels, Histogram>,
    waits: Histogram,
    requests: Family<RequestLabels, Counter>,
    repeats: Counter,
    token_requests: Counter,
    file_bytes: Counter<u64, AtomicU64>,
    sandboxes: Gauge<i64, AtomicI64>,
    sandboxes_in_use: Gauge<i64, AtomicI64>,
    sends_under_way: Gauge<i64, AtomicI64>,
}

/// What is read when the metrics are.
pub(crate) struct Now {
    pub(crate) sandboxes: (usize, usize),
    pub(crate) sends_under_way: usize,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let histogram = || Histogram::new(SECONDS);
        let mut metrics = Self {
            registry: Registry::with_prefix("outlook"),
            calls: Family::default(),
            durations: Family::new_with_constructor(histogram),
            waits: histogram(),
            requests: Family::default(),
            repeats: Counter::default(),
            token_requests: Counter::default(),
            file_bytes: Counter::default(),
            sandboxes: Gauge::default(),
            sandboxes_in_use: Gauge::default(),
            sends_under_way: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        let calls = "Calls by tenant, operation and outcome: ok, the kind of the failure, panic, or client-gone";
        registry.register("calls", calls, metrics.calls.clone());
        let durations = "Duration of calls in seconds";
        registry.register("call_duration_seconds", durations, metrics.durations.clone());
        let waits = "Time in seconds that calls waited for their mailbox and a sandbox";
        registry.register("queue_wait_seconds", waits, metrics.waits.clone());
        let requests = "Requests to Microsoft by the shape of the path and status; none stands for no response";
        registry.register("requests", requests, metrics.requests.clone());
        let repeats = "Requests to Microsoft that repeated the step before them, after 429, 5xx or no response";
        registry.register("request_repeats", repeats, metrics.repeats.clone());
        let tokens = "Requests for access tokens";
        registry.register("token_requests", tokens, metrics.token_requests.clone());
        let bytes = "Bytes of files of mails that arrived as parts";
        registry.register("file_bytes", bytes, metrics.file_bytes.clone());
        registry.register("sandboxes", "Sandboxes that there are", metrics.sandboxes.clone());
        let in_use = "Sandboxes in use";
        registry.register("sandboxes_in_use", in_use, metrics.sandboxes_in_use.clone());
        let sends = "Sends under way, those without a client included";
        registry.register("sends_under_way", sends, metrics.sends_under_way.clone());
        metrics
    }

    /// Counts a call that has ended.
    pub(crate) fn call(&self, tenant: &str, operation: &'static str, outcome: &'static str, took: Duration) {
        let labels = CallLabels {
            tenant: tenant.to_owned(),
            operation,
            outcome,
        };
        self.calls.get_or_create(&labels).inc();
        let durations = self.durations.get_or_create(&OperationLabels { operation });
        durations.observe(took.as_secs_f64());
    }

    /// Counts the wait of a call.
    pub(crate) fn turn(&self, waited: Duration) {
        self.waits.observe(waited.as_secs_f64());
    }

    /// Counts a request. `repeats` says whether it repeats the one before it.
    pub(crate) fn request(&self, request: &EndedRequest, repeats: bool) {
        let labels = RequestLabels {
            method: request.method.clone(),
            path: request.path,
            status: request
                .status
                .map_or_else(|| "none".to_owned(), |status| status.to_string()),
        };
        self.requests.get_or_create(&labels).inc();
        if request.path.ends_with("/token") {
            self.token_requests.inc();
        }
        if repeats {
            self.repeats.inc();
        }
    }

    /// Counts bytes of files.
    pub(crate) fn files(&self, bytes: u64) {
        self.file_bytes.inc_by(bytes);
    }

    /// Writes all metrics.
    pub(crate) fn encode(&self, now: &Now) -> Result<String, std::fmt::Error> {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.sandboxes_in_use.set(number(now.sandboxes.0));
        self.sandboxes.set(number(now.sandboxes.1));
        self.sends_under_way.set(number(now.sends_under_way));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
