//! One call of an operation: the host it runs on, the time it may take, and the record of what was exchanged.

use crate::{
    contract::{Exchange, Notice},
    host::Host,
    http::{Request, Response, TransportError, TransportFault},
    ids,
};

/// State of one call.
pub struct Call<'h> {
    host: &'h dyn Host,
    deadline_ms: u64,
    exchanges: Vec<Exchange>,
    notices: Vec<Notice>,
}

impl<'h> Call<'h> {
    /// Begins a call that may take `budget_ms` milliseconds.
    pub fn begin(host: &'h dyn Host, budget_ms: u32) -> Self {
        let deadline_ms = host.monotonic_ms().saturating_add(u64::from(budget_ms));
        Self { host, deadline_ms, exchanges: Vec::new(), notices: Vec::new() }
    }

    /// The host.
    pub fn host(&self) -> &'h dyn Host {
        self.host
    }

    /// Adds something that a person should know.
    pub fn note(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Takes what was noted.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Takes the record of exchanges.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    /// Sends a request within what is left of the call's time, and records it under the name of its step.
    ///
    /// Every request carries a `client-request-id` of its own, which Microsoft's support asks for
    /// (microsoft-graph-docs-contrib `concepts/best-practices-concept.md`).
    ///
    /// # Errors
    /// [`TransportError`] when no usable answer arrived.
    pub fn exchange(&mut self, step: &str, request: &mut Request) -> Result<Response, TransportError> {
        let started = self.host.monotonic_ms();
        request.timeout_ms = self.deadline_ms.saturating_sub(started);
        if request.timeout_ms == 0 {
            return Err(TransportError::before_sending(TransportFault::Timeout));
        }
        let id = ids::new_guid(self.host);
        request.headers.retain(|(name, _)| !matches!(*name, "client-request-id" | "return-client-request-id"));
        request.headers.push(("client-request-id", id.clone()));
        request.headers.push(("return-client-request-id", "true".to_owned()));
        let answer = self.host.exchange(request);
        let duration = self.host.monotonic_ms().saturating_sub(started);
        let header = |name: &str| answer.as_ref().ok().and_then(|r| r.header(name)).map(loggable);
        self.exchanges.push(Exchange {
            step: step.to_owned(),
            host: request.host.to_owned(),
            http_status: answer.as_ref().ok().map(|r| r.status),
            client_request_id: id,
            request_id: header("request-id").or_else(|| header("x-ms-request-id")),
            date: header("date"),
            diagnostic: header("x-ms-ags-diagnostic"),
            duration_ms: u32::try_from(duration).unwrap_or(u32::MAX),
        });
        answer
    }
}

/// Most of these headers are ids; the diagnostic is some 150 bytes. Whatever else a proxy may put there is cut.
fn loggable(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(300).collect()
}
