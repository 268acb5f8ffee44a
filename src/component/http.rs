//! Sends requests over `wasi:http`.
//!
//! The order of the steps is the order in wasmtime's own test programs (`crates/test-programs/src/http.rs`): send the head,
//! then the body, in pieces that `check-write` permits. `blocking-write-and-flush` traps on more than 4,096 bytes and is never
//! used. Every call of the host costs time, so that a pollable is made only where something has to be waited for. Two things are
//! added:
//!
//! - A response that arrives before the whole body is written ends the writing. A server may refuse a request early (401, 413),
//!   and its response says more than "stream closed".
//! - One deadline holds for the request and its response, whatever the host does with its timeout options.
//!
//! A body that is not written to its end is aborted, not finished, so the service can see that it is incomplete. The service may
//! have acted on the request all the same. Every failure after `handle` therefore counts as sent, unless the host's error code
//! proves otherwise (`http::wasi_error`).
// Lengths and offsets here come from a peer or a caller.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

use wasi::{
    clocks::monotonic_clock::subscribe_duration,
    http::{
        outgoing_handler,
        types::{
            Fields, FutureIncomingResponse, IncomingBody, IncomingResponse, Method as WasiMethod, OutgoingBody,
            OutgoingRequest, RequestOptions, Scheme,
        },
    },
    io::{
        poll::{self, Pollable},
        streams::{OutputStream, StreamError},
    },
};

use crate::{
    host::AttachmentStore,
    http::{Method, Request, Response, TransportError, TransportFault, body::Body},
    limits::RESPONSE_BYTES,
};

const NANOSECONDS_PER_MILLISECOND: u64 = 1_000_000;

/// Bytes requested in one read of a response.
const READ_BYTES: u64 = 16_384;

/// Sends a request and reads the response.
pub fn send(request: &Request, store: &dyn AttachmentStore) -> Result<Response, TransportError> {
    Exchange::start(request)?.finish(&request.body, store)
}

/// A request whose head the host has, until its response is read. Several may be under way at once.
pub struct Exchange {
    deadline: Pollable,
    future: FutureIncomingResponse,
    body: OutgoingBody,
}

impl Exchange {
    /// Builds the head and hands it over. The deadline of the request and its response begins.
    pub fn start(request: &Request) -> Result<Self, TransportError> {
        let unsupported = || TransportError::before_sending(TransportFault::Unsupported);
        let deadline = subscribe_duration(request.timeout_ms.saturating_mul(NANOSECONDS_PER_MILLISECOND));
        let outgoing = head(request).ok_or_else(unsupported)?;
        let body = outgoing.body().map_err(|()| unsupported())?;
        // A host may ignore the timeout options; `deadline` holds anyway.
        let future =
            outgoing_handler::handle(outgoing, options(request)).map_err(|code| TransportError::from(&code))?;
        Ok(Self { deadline, future, body })
    }

    /// Writes the body, unless the response arrives first, and waits for the response and reads it. `content` is the body of the
    /// request that the exchange was started with.
    pub fn finish(self, content: &Body, store: &dyn AttachmentStore) -> Result<Response, TransportError> {
        let Self { deadline, future, body } = self;
        let mut waiting = Waiting {
            responded: None,
            future: &future,
            deadline: &deadline,
        };
        let body = write_body(body, content, store, &mut waiting)?;
        let incoming = waiting.response()?;
        // An unfinished request body is kept until here, because dropping it aborts the request.
        let response = read(&incoming, &deadline);
        drop(body);
        Ok(response)
    }
}

fn head(request: &Request) -> Option<OutgoingRequest> {
    let mut headers: Vec<(String, Vec<u8>)> = Vec::with_capacity(request.headers.len().saturating_add(2));
    for (name, value) in &request.headers {
        headers.push(((*name).to_owned(), value.as_bytes().to_vec()));
    }
    if let Some(token) = &request.bearer {
        headers.push((
            "authorization".to_owned(),
            ["Bearer ", token.reveal()].concat().into_bytes(),
        ));
    }
    if request.announce_length && request.method.has_body() {
        let length = request.body.length().to_string();
        headers.push(("content-length".to_owned(), length.into_bytes()));
    }
    let outgoing = OutgoingRequest::new(Fields::from_list(&headers).ok()?);
    // A new request has the method GET (wasi:http, `outgoing-request`).
    let method = match request.method {
        Method::Get => None,
        Method::Post => Some(WasiMethod::Post),
        Method::Put => Some(WasiMethod::Put),
        Method::Patch => Some(WasiMethod::Patch),
        Method::Delete => Some(WasiMethod::Delete),
    };
    if let Some(method) = method {
        outgoing.set_method(&method).ok()?;
    }
    outgoing.set_scheme(Some(&Scheme::Https)).ok()?;
    outgoing.set_authority(Some(request.host)).ok()?;
    outgoing.set_path_with_query(Some(&request.path)).ok()?;
    Some(outgoing)
}

fn options(request: &Request) -> Option<RequestOptions> {
    let nanoseconds = Some(request.timeout_ms.saturating_mul(NANOSECONDS_PER_MILLISECOND));
    let options = RequestOptions::new();
    let _ = options.set_connect_timeout(nanoseconds);
    let _ = options.set_first_byte_timeout(nanoseconds);
    let _ = options.set_between_bytes_timeout(nanoseconds);
    Some(options)
}

/// Waits until one of the pollables is ready. Returns the index of the first ready one.
fn first_of(pollables: &[&Pollable]) -> usize {
    poll::poll(pollables)
        .into_iter()
        .min()
        .and_then(|index| usize::try_from(index).ok())
        .unwrap_or(0)
}

fn timed_out() -> TransportError {
    TransportError::after_sending(TransportFault::Timeout)
}

/// What ends a wait: the response, or the deadline.
struct Waiting<'a> {
    /// Made for the first wait.
    responded: Option<Pollable>,
    future: &'a FutureIncomingResponse,
    deadline: &'a Pollable,
}

/// What a wait ended with.
enum Ready {
    Other,
    Responded,
    TimedOut,
}

impl Waiting<'_> {
    /// Waits for the response or the deadline, or for `other`, which wins.
    fn first(&mut self, other: Option<&Pollable>) -> Ready {
        let responded = self.responded.get_or_insert_with(|| self.future.subscribe());
        let index = match other {
            Some(other) => first_of(&[other, responded, self.deadline]),
            None => first_of(&[responded, self.deadline]).saturating_add(1),
        };
        match index {
            0 => Ready::Other,
            1 => Ready::Responded,
            _ => Ready::TimedOut,
        }
    }

    /// Waits for the response.
    fn response(&mut self) -> Result<IncomingResponse, TransportError> {
        loop {
            // The response is seldom there already: this waits before it asks.
            if matches!(self.first(None), Ready::TimedOut) {
                return Err(timed_out());
            }
            match self.future.get() {
                Some(Ok(Ok(incoming))) => return Ok(incoming),
                Some(Ok(Err(code))) => return Err(TransportError::from(&code)),
                // The result was taken before. This code does not take it twice.
                Some(Err(())) => return Err(TransportError::after_sending(TransportFault::Other)),
                None => {}
            }
        }
    }
}

/// Writes the body and finishes it. Returns the unfinished body if the response arrived first, or if writing failed in a way
/// that the response will explain.
fn write_body(
    body: OutgoingBody,
    content: &Body,
    store: &dyn AttachmentStore,
    waiting: &mut Waiting<'_>,
) -> Result<Option<OutgoingBody>, TransportError> {
    let Ok(stream) = body.write() else {
        return Ok(Some(body));
    };
    let mut writer = Writer {
        writable: None,
        stream,
        waiting,
        stopped: None,
    };
    let written = content.write(store, &mut |piece| writer.write(piece));
    let complete = matches!(written, Ok(true)) && (content.length() == 0 || writer.flush());
    let stopped = writer.stopped;
    drop(writer);
    if written.is_err() {
        // `Content-Length` was sent and the body is aborted, so the service never has the whole request.
        return Err(TransportError::before_sending(TransportFault::Source));
    }
    if stopped == Some(Stopped::TimedOut) {
        return Err(timed_out());
    }
    if !complete {
        return Ok(Some(body));
    }
    // This fails if the written length is not the announced one. The response says what the service made of it.
    let _ = OutgoingBody::finish(body, None);
    Ok(None)
}

/// Why writing ended early.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stopped {
    /// The response arrived, or the server stopped reading. The response says why, if there is one.
    Responded,
    TimedOut,
}

/// Writes in pieces that the host permits, until the response arrives.
struct Writer<'a, 'w> {
    /// Made when the host permits nothing. A child of the stream, which is dropped after it.
    writable: Option<Pollable>,
    stream: OutputStream,
    waiting: &'a mut Waiting<'w>,
    stopped: Option<Stopped>,
}

impl Writer<'_, '_> {
    /// Waits until the host permits writing, and returns the number of bytes. Returns `None` if writing has ended.
    fn permit(&mut self) -> Option<usize> {
        loop {
            match self.stream.check_write() {
                Ok(0) => {
                    let writable = self.writable.get_or_insert_with(|| self.stream.subscribe());
                    match self.waiting.first(Some(writable)) {
                        Ready::Other => {}
                        Ready::Responded => self.stopped = Some(Stopped::Responded),
                        Ready::TimedOut => self.stopped = Some(Stopped::TimedOut),
                    }
                }
                Ok(permit) => return Some(usize::try_from(permit).unwrap_or(usize::MAX)),
                Err(_) => self.stopped = Some(Stopped::Responded),
            }
            if self.stopped.is_some() {
                return None;
            }
        }
    }

    /// Writes a piece. Returns false if writing has ended.
    fn write(&mut self, piece: &[u8]) -> bool {
        let mut rest = piece;
        while !rest.is_empty() {
            let Some(permit) = self.permit() else { return false };
            let (now, later) = rest.split_at_checked(permit).unwrap_or((rest, &[]));
            if self.stream.write(now).is_err() {
                self.stopped = Some(Stopped::Responded);
                return false;
            }
            rest = later;
        }
        true
    }

    /// Flushes and waits for the end of the flush: `check-write` permits no bytes before that.
    fn flush(&mut self) -> bool {
        if self.stream.flush().is_err() {
            self.stopped = Some(Stopped::Responded);
            return false;
        }
        self.permit().is_some()
    }
}

/// Reads a response whose head has arrived. The response is incomplete if the body breaks off, is too long or too slow.
fn read(incoming: &IncomingResponse, deadline: &Pollable) -> Response {
    let mut response = Response {
        status: incoming.status(),
        headers: incoming.headers().entries().into_iter().map(header).collect(),
        body: Vec::new(),
        complete: true,
    };
    if !response.has_empty_body() {
        let body = incoming.consume();
        response.complete = body.is_ok_and(|body| read_body(&body, &mut response.body, deadline));
    }
    response
}

fn header((mut name, value): (String, Vec<u8>)) -> (String, String) {
    name.make_ascii_lowercase();
    let value = String::from_utf8(value).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    (name, value)
}

/// Reads the body. Returns whether it was read to its end.
fn read_body(body: &IncomingBody, into: &mut Vec<u8>, deadline: &Pollable) -> bool {
    let Ok(stream) = body.stream() else { return false };
    let mut readable = None;
    loop {
        match stream.read(READ_BYTES) {
            Ok(piece) if piece.is_empty() => {
                let readable = readable.get_or_insert_with(|| stream.subscribe());
                if first_of(&[readable, deadline]) != 0 {
                    return false;
                }
            }
            Ok(piece) => {
                let room = RESPONSE_BYTES.saturating_sub(into.len());
                match piece.get(..room) {
                    Some(fits) if fits.len() < piece.len() => {
                        into.extend_from_slice(fits);
                        return false;
                    }
                    _ => into.extend_from_slice(&piece),
                }
            }
            Err(StreamError::Closed) => return true,
            Err(StreamError::LastOperationFailed(_)) => return false,
        }
    }
}
