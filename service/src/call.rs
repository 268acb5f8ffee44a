//! One call of an operation: what is logged and counted of it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use outlook_contract_json::responses::kind;
use outlook_host::{Call, EndedRequest, Error};
use sha2::{Digest, Sha256};

use crate::{app::App, events::Events, telemetry::CallSpan, tenants::Tenant};

/// The record of a call. A call whose client went away ends when the record is dropped.
pub(crate) struct CallRecord {
    app: App,
    tenant: Arc<Tenant>,
    operation: &'static str,
    reference: Option<String>,
    began: Instant,
    seen: Arc<Mutex<Seen>>,
    span: Option<CallSpan>,
    ended: bool,
}

/// What was seen of a call while it ran.
#[derive(Default)]
struct Seen {
    waited: Duration,
    requests: u32,
    /// The last request, if it failed so that the connector may repeat it.
    failed: Option<(String, &'static str)>,
}

impl Seen {
    /// Adds a request. Returns whether it repeats the one before it.
    fn add(&mut self, request: &EndedRequest) -> bool {
        self.requests += 1;
        let this = (request.method.clone(), request.path);
        let repeats = self.failed.as_ref() == Some(&this);
        let failed = request.status.is_none_or(|status| status == 429 || status >= 500);
        self.failed = failed.then_some(this);
        repeats
    }
}

impl CallRecord {
    pub(crate) fn begin(app: &App, tenant: &Arc<Tenant>, operation: &'static str) -> Self {
        Self {
            app: app.clone(),
            tenant: Arc::clone(tenant),
            operation,
            reference: None,
            began: Instant::now(),
            seen: Arc::default(),
            span: app.traces().map(|traces| traces.begin(operation, tenant.label())),
            ended: false,
        }
    }

    /// Notes the reference of a send. The log has its digest only: a key may name a customer's order.
    pub(crate) fn with_reference(mut self, reference: Option<&str>) -> Self {
        self.reference = reference.map(str::to_owned);
        self
    }

    /// Lets the record and the events see what the call does, and lets the end of the service stop it.
    pub(crate) fn watch<'a, O>(&self, call: Call<'a, O>, events: &Events) -> Call<'a, O> {
        let (app, seen, events) = (self.app.clone(), Arc::clone(&self.seen), events.clone());
        let span = self.span.clone();
        let on_request = move |request: &EndedRequest| {
            let repeats = seen.lock().unwrap_or_else(PoisonError::into_inner).add(request);
            app.metrics().request(request, repeats);
            events.request(request);
            if let Some(span) = &span {
                span.request(request, repeats);
            }
        };
        let (app, seen) = (self.app.clone(), Arc::clone(&self.seen));
        let on_turn = move |waited: Duration| {
            seen.lock().unwrap_or_else(PoisonError::into_inner).waited = waited;
            app.metrics().turn(waited);
        };
        call.cancelled_by(self.app.lifecycle().stop_token())
            .on_request(on_request)
            .on_turn(on_turn)
    }

    /// Ends the record.
    pub(crate) fn end<T>(mut self, result: &Result<T, Error>) {
        self.write(result.as_ref().map_or_else(kind, |_| "ok"));
    }

    fn write(&mut self, outcome: &'static str) {
        self.ended = true;
        let took = self.began.elapsed();
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        self.app
            .metrics()
            .call(self.tenant.label(), self.operation, outcome, took);
        let reference = self.reference.as_deref().map(digest);
        if let Some(span) = &self.span {
            span.end(outcome, seen.waited, reference.clone());
        }
        tracing::info!(
            target: "outlook_service::call",
            tenant = self.tenant.label(),
            operation = self.operation,
            outcome,
            ms = milliseconds(took),
            waited_ms = milliseconds(seen.waited),
            requests = seen.requests,
            reference_sha256 = reference,
        );
    }
}

impl Drop for CallRecord {
    fn drop(&mut self) {
        if !self.ended {
            let is_defect = std::thread::panicking();
            self.write(if is_defect { "panic" } else { "client-gone" });
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The first eight bytes of the digest of a reference, in hexadecimal: enough to find a send in the log by its reference.
fn digest(reference: &str) -> String {
    let digest = Sha256::digest(reference.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
