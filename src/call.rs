//! One call of an operation: the host it runs on, the time it may take, and the record of its requests.

use crate::{
    contract::{Notice, RequestRecord},
    failure::{Failure, FailureKind, Result},
    guid,
    host::{AttachmentStore, Clock, Entropy, SecretStore, SigningKeys},
    http::{Effect, Request, Response, Transport, TransportError, TransportFault},
    limits::{CLEAN_UP_MS, PAUSE_FIRST_MS, REQUEST_TIMEOUT_MIN_MS, REQUEST_TRIES, WAIT_INSIDE_MS},
    redact::repeats,
    secret::AccessToken,
    step::Step,
    time,
};

/// Everything that an operation needs from its host.
pub trait Host: Transport + Clock + Entropy + SecretStore + SigningKeys + AttachmentStore {}

impl<T: Transport + Clock + Entropy + SecretStore + SigningKeys + AttachmentStore> Host for T {}

/// State of one call.
pub struct Call<'h> {
    host: &'h dyn Host,
    deadline_ms: u64,
    retries: bool,
    hands_back_long_waits: bool,
    /// True if a request of this call may have sent a mail or created something.
    has_acted: bool,
    requests: Vec<RequestRecord>,
    notices: Vec<Notice>,
}

impl<'h> Call<'h> {
    /// Begins a call that may take `budget_ms` milliseconds. Failures go to the caller at once; see [`Self::with_retries`].
    pub fn begin(host: &'h dyn Host, budget_ms: u32) -> Self {
        let deadline_ms = host.monotonic_ms().saturating_add(u64::from(budget_ms));
        Self {
            host,
            deadline_ms,
            retries: false,
            hands_back_long_waits: false,
            has_acted: false,
            requests: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Lets the call wait and repeat requests where a repeat is safe. A connection test does not repeat: it should show what
    /// happens.
    pub fn with_retries(mut self) -> Self {
        self.retries = true;
        self
    }

    /// Leaves long waits for throttling to the engine while the call has done nothing: the engine can wait without an instance, and
    /// make the call again.
    pub fn handing_back_long_waits(mut self) -> Self {
        self.hands_back_long_waits = true;
        self
    }

    /// Returns the milliseconds that are left.
    pub fn remaining_ms(&self) -> u64 {
        self.deadline_ms.saturating_sub(self.host.monotonic_ms())
    }

    /// Waits if more time is left than the wait takes. Returns whether it waited.
    pub fn pause(&self, milliseconds: u64) -> bool {
        if milliseconds >= self.remaining_ms() {
            return false;
        }
        self.host.sleep_ms(milliseconds);
        true
    }

    /// Gives the call more time, in milliseconds.
    pub fn extend(&mut self, more_ms: u64) {
        self.deadline_ms = self.deadline_ms.saturating_add(more_ms);
    }

    /// Extends the deadline if necessary, so that a failed send can remove what it left behind even when its time is used up.
    pub fn extend_for_cleanup(&mut self) {
        let least = self.host.monotonic_ms().saturating_add(CLEAN_UP_MS);
        self.deadline_ms = self.deadline_ms.max(least);
    }

    /// Runs `attempt`, and repeats it while a repeat is safe and useful and fits the call's time: after throttling, and after a
    /// transient failure that did nothing. The rules are in `verdict`.
    ///
    /// # Errors
    /// The last failure.
    pub fn retry<T>(&mut self, mut attempt: impl FnMut(&mut Self) -> Result<T>) -> Result<T> {
        let mut tries = 1;
        loop {
            let failure = match attempt(self) {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            if !self.wait_to_repeat(&failure, tries) {
                return Err(failure);
            }
            tries = tries.saturating_add(1);
        }
    }

    /// Waits before a request is repeated that was tried `tries` times. Returns false if a repeat is not safe, is of no use or does
    /// not fit the call's time, or if the wait is the engine's.
    pub fn wait_to_repeat(&mut self, failure: &Failure, tries: u32) -> bool {
        if !self.retries || tries >= REQUEST_TRIES || !may_repeat(failure) {
            return false;
        }
        // Without `Retry-After` the pause doubles each time. Some randomness spreads the repeats of many clients.
        let pause = PAUSE_FIRST_MS.saturating_mul(2_u64.saturating_pow(tries.saturating_sub(1)));
        let jitter = self.host.random().checked_rem(pause).unwrap_or(0) / 4;
        let given = failure.retry_after_ms().filter(|wait| *wait > 0);
        let wait = given.unwrap_or(pause.saturating_add(jitter));
        let is_the_engines = self.hands_back_long_waits && !self.has_acted && wait > WAIT_INSIDE_MS;
        !is_the_engines && self.pause(wait)
    }

    /// Returns the host.
    pub fn host(&self) -> &'h dyn Host {
        self.host
    }

    /// Adds a notice for people.
    pub fn note(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Takes the notices.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Puts records of requests back.
    pub fn record(&mut self, requests: Vec<RequestRecord>) {
        self.requests.extend(requests);
    }

    /// Takes the records of the requests.
    pub fn take_requests(&mut self) -> Vec<RequestRecord> {
        std::mem::take(&mut self.requests)
    }

    /// Returns the date of the last response, in seconds since 1970-01-01T00:00:00Z, if it has one.
    pub fn last_date(&self) -> Option<i64> {
        let date = self.requests.last()?.date.as_deref();
        time::parse_moment(date?).map(time::OffsetDateTime::unix_timestamp)
    }

    /// Sends a request and records it under the name of its step. The request may take half of the time that is left, so that
    /// time remains to look up the outcome; see [`REQUEST_TIMEOUT_MIN_MS`].
    ///
    /// Every request carries its own `client-request-id`, which Microsoft's support asks for
    /// (microsoft-graph-docs-contrib `concepts/best-practices-concept.md`).
    ///
    /// # Errors
    /// [`TransportError`] if no usable response arrived.
    pub fn send(&mut self, step: Step, request: &mut Request) -> Result<Response, TransportError> {
        let started = self.host.monotonic_ms();
        let remaining = self.deadline_ms.saturating_sub(started);
        if remaining == 0 {
            return Err(TransportError::before_sending(TransportFault::Timeout));
        }
        request.timeout_ms = (remaining / 2).max(REQUEST_TIMEOUT_MIN_MS).min(remaining);
        let id = guid::new_guid(self.host);
        request
            .headers
            .retain(|(name, _)| !matches!(*name, "client-request-id" | "return-client-request-id"));
        request.headers.push(("client-request-id", id.clone()));
        request.headers.push(("return-client-request-id", "true".to_owned()));
        let result = self.host.send(request);
        let duration = self.host.monotonic_ms().saturating_sub(started);
        self.has_acted |= matches!(step.effect(), Effect::SendsMail | Effect::Creates) && !is_refused(&result);
        let header = |name: &str| result.as_ref().ok().and_then(|response| response.header(name));
        let token = request.bearer.as_ref().map(AccessToken::reveal);
        self.requests.push(RequestRecord {
            step: step.as_str().to_owned(),
            host: request.host.to_owned(),
            http_status: result.as_ref().ok().map(|r| r.status),
            client_request_id: id,
            request_id: header("request-id")
                .or_else(|| header("x-ms-request-id"))
                .filter(|id| guid::is_guid(id))
                .map(str::to_owned),
            date: header("date").and_then(time::parse_http_date).map(time::rfc3339),
            diagnostic: header("x-ms-ags-diagnostic")
                .filter(|text| is_diagnostic(text, token))
                .map(str::to_owned),
            duration_ms: u32::try_from(duration).unwrap_or(u32::MAX),
        });
        result
    }
}

/// Returns whether it is certain that a request had no effect: it was not sent, or it was refused. A gateway answers 408 without
/// knowing.
fn is_refused(result: &std::result::Result<Response, TransportError>) -> bool {
    match result {
        Ok(response) => (400..500).contains(&response.status) && response.status != 408,
        Err(error) => !error.may_have_been_sent,
    }
}

fn may_repeat(failure: &Failure) -> bool {
    matches!(failure.kind(), FailureKind::Throttled | FailureKind::Transient) && !failure.may_have_taken_effect()
}

// The record goes to logs, and a proxy may put anything into a header, even parts of the request. A value that does not have
// Microsoft's form is dropped. An id must be a GUID: no token and no secret is one.

/// Returns whether a header has the form of Graph's diagnostic: about 150 characters of JSON on data centre and server. Only
/// Graph sends it. It is not kept for a request without a token, because the body of such a request holds the secret.
fn is_diagnostic(text: &str, token: Option<&str>) -> bool {
    let foreign = |token: &str| !token.is_empty() && !text.contains(token) && !repeats::secret(text, token);
    text.len() <= 512
        && text.starts_with('{')
        && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
        && !["eyJ", "Bearer", "@"].iter().any(|mark| text.contains(mark))
        && token.is_some_and(foreign)
}
