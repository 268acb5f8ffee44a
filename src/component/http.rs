//! Sends requests over `wasi:http`.
//!
//! The order of the steps is the order in wasmtime's own test programs (`crates/test-programs/src/http.rs`): send the head,
//! then the body, in pieces that `check-write` permits. `blocking-write-and-flush` traps on more than 4,096 bytes and is never
//! used. Two things are added:
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
    let unsupported = || TransportError::before_sending(TransportFault::Unsupported);
    let deadline = subscribe_duration(request.timeout_ms.saturating_mul(NANOSECONDS_PER_MILLISECOND));
    // 1. Build the head.
    let outgoing = head(request).ok_or_else(unsupported)?;
    let body = outgoing.body().map_err(|()| unsupported())?;
    // 2. Hand it over. A host may ignore the timeout options; `deadline` holds anyway.
    let future = outgoing_handler::handle(outgoing, options(request)).map_err(|code| TransportError::from(&code))?;
    let responded = future.subscribe();
    // 3. Write the body, unless the response arrives first.
    let body = write_body(body, &request.body, store, &responded, &deadline)?;
    // 4. Wait for the response.
    let incoming = wait(&future, &responded, &deadline)?;
    // 5. Read it. An unfinished request body is kept until then, because dropping it aborts the request.
    let response = read(&incoming, &deadline);
    drop(body);
    Ok(response)
}

fn head(request: &Request) -> Option<OutgoingRequest> {
    let headers = Fields::new();
    for (name, value) in &request.headers {
        headers.append(name, value.as_bytes()).ok()?;
    }
    if let Some(token) = &request.bearer {
        headers
            .append("authorization", format!("Bearer {}", token.reveal()).as_bytes())
            .ok()?;
    }
    if request.announce_length && request.method.has_body() {
        headers
            .append("content-length", request.body.length().to_string().as_bytes())
            .ok()?;
    }
    let outgoing = OutgoingRequest::new(headers);
    let method = match request.method {
        Method::Get => WasiMethod::Get,
        Method::Post => WasiMethod::Post,
        Method::Put => WasiMethod::Put,
        Method::Patch => WasiMethod::Patch,
        Method::Delete => WasiMethod::Delete,
    };
    outgoing.set_method(&method).ok()?;
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

/// Writes the body and finishes it. Returns the unfinished body if the response arrived first, or if writing failed in a way
/// that the response will explain.
fn write_body(
    body: OutgoingBody,
    content: &Body,
    store: &dyn AttachmentStore,
    responded: &Pollable,
    deadline: &Pollable,
) -> Result<Option<OutgoingBody>, TransportError> {
    let Ok(stream) = body.write() else {
        return Ok(Some(body));
    };
    let mut writer = Writer {
        stream: &stream,
        writable: stream.subscribe(),
        responded,
        deadline,
        stopped: None,
    };
    let written = content.write(store, &mut |piece| writer.write(piece));
    let complete = matches!(written, Ok(true)) && (content.length() == 0 || writer.flush());
    let stopped = writer.stopped;
    drop(writer);
    drop(stream);
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
struct Writer<'a> {
    stream: &'a OutputStream,
    writable: Pollable,
    responded: &'a Pollable,
    deadline: &'a Pollable,
    stopped: Option<Stopped>,
}

impl Writer<'_> {
    /// Waits until the host permits writing, and returns the number of bytes. Returns `None` if writing has ended.
    fn permit(&mut self) -> Option<usize> {
        loop {
            match self.stream.check_write() {
                Ok(0) => match first_of(&[&self.writable, self.responded, self.deadline]) {
                    0 => {}
                    1 => self.stopped = Some(Stopped::Responded),
                    _ => self.stopped = Some(Stopped::TimedOut),
                },
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
            let Some((now, later)) = rest.split_at_checked(permit.min(rest.len())) else {
                return false;
            };
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
        self.permit().is_some() && self.stream.flush().is_ok() && self.permit().is_some()
    }
}

fn wait(
    future: &FutureIncomingResponse,
    responded: &Pollable,
    deadline: &Pollable,
) -> Result<IncomingResponse, TransportError> {
    loop {
        match future.get() {
            Some(Ok(Ok(incoming))) => return Ok(incoming),
            Some(Ok(Err(code))) => return Err(TransportError::from(&code)),
            // The result was taken before. This code does not take it twice.
            Some(Err(())) => return Err(TransportError::after_sending(TransportFault::Other)),
            None if first_of(&[responded, deadline]) == 0 => {}
            None => return Err(timed_out()),
        }
    }
}

/// Reads a response whose head has arrived. The response is incomplete if the body breaks off, is too long or too slow.
fn read(incoming: &IncomingResponse, deadline: &Pollable) -> Response {
    let headers = incoming.headers().entries();
    let headers = headers
        .into_iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned()))
        .collect();
    let mut response = Response {
        status: incoming.status(),
        headers,
        body: Vec::new(),
        complete: false,
    };
    if let Ok(body) = incoming.consume() {
        response.complete = read_body(&body, &mut response.body, deadline);
    }
    response
}

/// Reads the body. Returns whether it was read to its end.
fn read_body(body: &IncomingBody, into: &mut Vec<u8>, deadline: &Pollable) -> bool {
    let Ok(stream) = body.stream() else { return false };
    let readable = stream.subscribe();
    loop {
        match stream.read(READ_BYTES) {
            Ok(piece) if piece.is_empty() => {
                if first_of(&[&readable, deadline]) != 0 {
                    return false;
                }
            }
            Ok(piece) => {
                let room = RESPONSE_BYTES.saturating_sub(into.len());
                into.extend(piece.iter().take(room));
                if piece.len() > room {
                    return false;
                }
            }
            Err(StreamError::Closed) => return true,
            Err(StreamError::LastOperationFailed(_)) => return false,
        }
    }
}
