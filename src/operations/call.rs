//! One call of an operation: the host it runs on, the time it may take, and the record of what was exchanged.

use crate::{
    contract::{Exchange, Notice},
    failure::{Failure, Kind, Outcome},
    host::Host,
    http::{Request, Response, TransportError, TransportFault},
    ids,
    limits::{CLEAN_UP_MS, EXCHANGE_MIN_MS, PAUSE_FIRST_MS, REQUEST_TRIES},
    secret::AccessToken,
    time,
};

/// State of one call.
pub struct Call<'h> {
    host: &'h dyn Host,
    deadline_ms: u64,
    patient: bool,
    exchanges: Vec<Exchange>,
    notices: Vec<Notice>,
}

impl<'h> Call<'h> {
    /// Begins a call that may take `budget_ms` milliseconds.
    pub fn begin(host: &'h dyn Host, budget_ms: u32) -> Self {
        let deadline_ms = host.monotonic_ms().saturating_add(u64::from(budget_ms));
        Self {
            host,
            deadline_ms,
            patient: false,
            exchanges: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Lets the call wait and repeat what is safe to repeat, instead of telling its caller at once. A connection test does
    /// not: it should show what happens.
    pub fn patiently(mut self) -> Self {
        self.patient = true;
        self
    }

    /// Milliseconds that are left.
    pub fn remaining_ms(&self) -> u64 {
        self.deadline_ms.saturating_sub(self.host.monotonic_ms())
    }

    /// Waits, if the time left is longer than the wait. Returns whether it waited.
    pub fn pause(&self, milliseconds: u64) -> bool {
        if milliseconds >= self.remaining_ms() {
            return false;
        }
        self.host.sleep_ms(milliseconds);
        true
    }

    /// A moment of its own for removing what a failed send left behind, even when the call's time is spent.
    pub fn grant_clean_up(&mut self) {
        let least = self.host.monotonic_ms().saturating_add(CLEAN_UP_MS);
        self.deadline_ms = self.deadline_ms.max(least);
    }

    /// Tries again for as long as a repeat is safe, worth it, and within the call's time: what was throttled, and what
    /// failed for a moment without having done anything. The rules stand in `graph::error`.
    ///
    /// # Errors
    /// The last failure.
    pub fn repeat<T>(&mut self, mut attempt: impl FnMut(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let mut done = None;
        self.repeat_until_done(&mut |call| {
            done = Some(attempt(call)?);
            Ok(())
        })?;
        // It was done, so that there always is a value.
        done.ok_or_else(|| Failure::new(Kind::Transient, "internal", "Nothing was sent."))
    }

    /// Apart from the attempt's own type, so that it is compiled once.
    fn repeat_until_done(&mut self, attempt: &mut dyn FnMut(&mut Self) -> Outcome<()>) -> Outcome<()> {
        let mut tries = 1;
        let mut pause = PAUSE_FIRST_MS;
        loop {
            let failure = match attempt(self) {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            if !self.patient || tries >= REQUEST_TRIES || !may_repeat(&failure) {
                return Err(failure);
            }
            // Without a word from the service: doubled each time, with some randomness, so that many do not come together.
            let jitter = self.host.random().checked_rem(pause).unwrap_or(0) / 4;
            let told = failure.retry_after_ms().filter(|wait| *wait > 0);
            let wait = told.unwrap_or(pause.saturating_add(jitter));
            if !self.pause(wait) {
                return Err(failure);
            }
            tries = tries.saturating_add(1);
            pause = pause.saturating_mul(2);
        }
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

    /// Puts exchanges back into the record.
    pub fn record(&mut self, exchanges: Vec<Exchange>) {
        self.exchanges.extend(exchanges);
    }

    /// Takes the record of exchanges.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    /// Sends a request within its own time-out and what is left of the call's time, and records it under the name of its step.
    ///
    /// Every request carries a `client-request-id` of its own, which Microsoft's support asks for
    /// (microsoft-graph-docs-contrib `concepts/best-practices-concept.md`).
    ///
    /// # Errors
    /// [`TransportError`] when no usable answer arrived.
    pub fn exchange(&mut self, step: &str, request: &mut Request) -> Result<Response, TransportError> {
        let started = self.host.monotonic_ms();
        request.timeout_ms = self.deadline_ms.saturating_sub(started).min(request.timeout_ms);
        if request.timeout_ms == 0 {
            return Err(TransportError::before_sending(TransportFault::Timeout));
        }
        let id = ids::new_guid(self.host);
        request
            .headers
            .retain(|(name, _)| !matches!(*name, "client-request-id" | "return-client-request-id"));
        request.headers.push(("client-request-id", id.clone()));
        request.headers.push(("return-client-request-id", "true".to_owned()));
        let answer = self.host.exchange(request);
        let duration = self.host.monotonic_ms().saturating_sub(started);
        let header = |name: &str| answer.as_ref().ok().and_then(|response| response.header(name));
        let token = request.bearer.as_ref().map(AccessToken::reveal);
        self.exchanges.push(Exchange {
            step: step.to_owned(),
            host: request.host.to_owned(),
            http_status: answer.as_ref().ok().map(|r| r.status),
            client_request_id: id,
            request_id: header("request-id")
                .or_else(|| header("x-ms-request-id"))
                .filter(|id| ids::is_guid(id))
                .map(str::to_owned),
            date: header("date").filter(|date| is_date(date)).map(str::to_owned),
            diagnostic: header("x-ms-ags-diagnostic")
                .filter(|text| is_diagnostic(text, token))
                .map(str::to_owned),
            duration_ms: u32::try_from(duration).unwrap_or(u32::MAX),
        });
        answer
    }
}

/// Longest time for one exchange: half of what is left, so that time remains to look what came of it.
pub fn time_out_ms(call: &Call<'_>) -> u64 {
    (call.remaining_ms() / 2).max(EXCHANGE_MIN_MS)
}

fn may_repeat(failure: &Failure) -> bool {
    matches!(failure.kind(), Kind::Throttled | Kind::Transient) && !failure.is_unclear()
}

// The record goes to logs, and a proxy may put anything into a header, even what it was sent. What has not the form that
// Microsoft gives it is dropped: an id is a GUID, which no token is, and no secret.

/// An HTTP date has 29 characters.
fn is_date(text: &str) -> bool {
    text.len() <= 40
        && time::parse_http_date(text).is_some()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" ,:".contains(&b))
}

/// Some 150 characters of JSON, about data centre and server. Only Graph sends it, so that it is not kept of an exchange
/// without a token, whose body holds the secret.
fn is_diagnostic(text: &str, token: Option<&str>) -> bool {
    let foreign = |token: &str| !token.is_empty() && !text.contains(token);
    text.len() <= 512
        && text.starts_with('{')
        && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
        && !["eyJ", "Bearer", "@"].iter().any(|mark| text.contains(mark))
        && token.is_some_and(foreign)
}
