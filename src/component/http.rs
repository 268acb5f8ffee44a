//! HTTP over `wasi:http`: the only file that names it.
//!
//! The order of steps is the one of wasmtime's own test programs (`crates/test-programs/src/http.rs`): send the head, then
//! the body, in pieces that `check-write` permits. `blocking-write-and-flush` traps on more than 4,096 bytes and is never
//! used. Two things are added: an answer that comes before the body is out ends the writing, since a server may refuse
//! early (401, 413) and that answer is better than "stream closed"; and the whole exchange has one deadline, whatever the
//! host makes of its time-out options.
//!
//! A request whose body was not written to its end has told the service so (the body is aborted, not finished), yet may
//! have been acted upon: every failure after `handle` counts as sent, unless the host's error code proves otherwise.

use wasi::{
    clocks::monotonic_clock::subscribe_duration,
    http::{
        outgoing_handler,
        types::{
            ErrorCode, Fields, FutureIncomingResponse, IncomingBody, IncomingResponse, Method as WasiMethod,
            OutgoingBody, OutgoingRequest, RequestOptions, Scheme,
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
    limits::ANSWER_BYTES,
};

const NANOSECONDS_PER_MILLISECOND: u64 = 1_000_000;

/// Bytes asked for in one read of an answer.
const READ_BYTES: u64 = 16_384;

/// Sends a request and reads the answer.
pub fn send(request: &Request, store: &dyn AttachmentStore) -> Result<Response, TransportError> {
    let unsupported = || TransportError::before_sending(TransportFault::Unsupported);
    let deadline = subscribe_duration(request.timeout_ms.saturating_mul(NANOSECONDS_PER_MILLISECOND));
    // 1. Build the head.
    let outgoing = head(request).ok_or_else(unsupported)?;
    let body = outgoing.body().map_err(|()| unsupported())?;
    // 2. Hand it over. Time-outs are hints that a host may refuse; ours is `deadline`.
    let future = outgoing_handler::handle(outgoing, options(request)).map_err(|code| TransportError {
        fault: fault(&code),
        may_have_been_sent: !proves_nothing_was_sent(&code),
    })?;
    let answered = future.subscribe();
    // 3. Write the body, unless the answer comes first.
    let body = write_body(body, &request.body, store, &answered, &deadline)?;
    // 4. Wait for the answer.
    let incoming = wait(&future, &answered, &deadline)?;
    // 5. Read it. What is left of an unfinished request body is held until then: dropping it aborts the exchange.
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

/// Which of several things became ready; the earlier one, if both did.
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

/// Writes the body and finishes it. Returns the body unfinished when the answer, or a failure that the answer will tell,
/// came first.
fn write_body(
    body: OutgoingBody,
    content: &Body,
    store: &dyn AttachmentStore,
    answered: &Pollable,
    deadline: &Pollable,
) -> Result<Option<OutgoingBody>, TransportError> {
    let Ok(stream) = body.write() else {
        return Ok(Some(body));
    };
    let mut writer = Writer {
        stream: &stream,
        writable: stream.subscribe(),
        answered,
        deadline,
        stopped: None,
    };
    let written = content.write(store, &mut |piece| writer.write(piece));
    let complete = matches!(written, Ok(true)) && (content.length() == 0 || writer.flush());
    let stopped = writer.stopped;
    drop(writer);
    drop(stream);
    if written.is_err() {
        // The length was announced and the body is aborted: the service never has the whole of what it should act upon.
        return Err(TransportError::before_sending(TransportFault::Source));
    }
    if stopped == Some(Stopped::TimedOut) {
        return Err(timed_out());
    }
    if !complete {
        return Ok(Some(body));
    }
    // A refusal here means that the length announced is not the length written; the answer tells what came of it.
    let _ = OutgoingBody::finish(body, None);
    Ok(None)
}

/// Why writing ended early.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stopped {
    /// The answer came, or the other side stopped reading; its answer, if there is one, says why.
    Answered,
    TimedOut,
}

/// Writes in pieces that the host permits, until the answer comes.
struct Writer<'a> {
    stream: &'a OutputStream,
    writable: Pollable,
    answered: &'a Pollable,
    deadline: &'a Pollable,
    stopped: Option<Stopped>,
}

impl Writer<'_> {
    /// Waits for a permit to write. None, when writing ended.
    fn permit(&mut self) -> Option<usize> {
        loop {
            match self.stream.check_write() {
                Ok(0) => match first_of(&[&self.writable, self.answered, self.deadline]) {
                    0 => {}
                    1 => self.stopped = Some(Stopped::Answered),
                    _ => self.stopped = Some(Stopped::TimedOut),
                },
                Ok(permit) => return Some(usize::try_from(permit).unwrap_or(usize::MAX)),
                Err(_) => self.stopped = Some(Stopped::Answered),
            }
            if self.stopped.is_some() {
                return None;
            }
        }
    }

    /// Writes a piece. Returns false when writing ended.
    fn write(&mut self, piece: &[u8]) -> bool {
        let mut rest = piece;
        while !rest.is_empty() {
            let Some(permit) = self.permit() else { return false };
            let Some((now, later)) = rest.split_at_checked(permit.min(rest.len())) else {
                return false;
            };
            if self.stream.write(now).is_err() {
                self.stopped = Some(Stopped::Answered);
                return false;
            }
            rest = later;
        }
        true
    }

    /// Flushes, and waits until that is done: only then does `check-write` permit anything.
    fn flush(&mut self) -> bool {
        self.permit().is_some() && self.stream.flush().is_ok() && self.permit().is_some()
    }
}

fn wait(
    future: &FutureIncomingResponse,
    answered: &Pollable,
    deadline: &Pollable,
) -> Result<IncomingResponse, TransportError> {
    loop {
        match future.get() {
            Some(Ok(Ok(incoming))) => return Ok(incoming),
            Some(Ok(Err(code))) => {
                return Err(TransportError {
                    fault: fault(&code),
                    may_have_been_sent: !proves_nothing_was_sent(&code),
                });
            }
            // Taken before: not by us.
            Some(Err(())) => return Err(TransportError::after_sending(TransportFault::Other)),
            None if first_of(&[answered, deadline]) == 0 => {}
            None => return Err(timed_out()),
        }
    }
}

/// Reads an answer whose head has arrived. A body that breaks off, is too long or too slow leaves the answer incomplete.
fn read(incoming: &IncomingResponse, deadline: &Pollable) -> Response {
    let headers = incoming.headers().entries();
    let headers = headers
        .into_iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), crate::lenient_json::words(&value).to_owned()))
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

/// Tells whether the body was read to its end.
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
                let room = ANSWER_BYTES.saturating_sub(into.len());
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

/// Tells whether a host's error code is one of a request that never left: no connection was made, or it was refused
/// before the first byte.
fn proves_nothing_was_sent(code: &ErrorCode) -> bool {
    use ErrorCode as E;
    matches!(
        code,
        E::DnsTimeout
            | E::DnsError(_)
            | E::DestinationNotFound
            | E::DestinationUnavailable
            | E::DestinationIpProhibited
            | E::DestinationIpUnroutable
            | E::ConnectionRefused
            | E::ConnectionTimeout
            | E::ConnectionLimitReached
            | E::TlsProtocolError
            | E::TlsCertificateError
            | E::TlsAlertReceived(_)
            | E::HttpRequestDenied
            | E::HttpRequestLengthRequired
            | E::HttpRequestMethodInvalid
            | E::HttpRequestUriInvalid
            | E::HttpRequestUriTooLong
            | E::HttpRequestHeaderSectionSize(_)
            | E::HttpRequestHeaderSize(_)
    )
}

fn fault(code: &ErrorCode) -> TransportFault {
    use ErrorCode as E;
    match code {
        E::DnsTimeout | E::DnsError(_) | E::DestinationNotFound => TransportFault::Dns,
        E::DestinationUnavailable | E::DestinationIpUnroutable | E::ConnectionRefused | E::ConnectionLimitReached => {
            TransportFault::Unreachable
        }
        E::ConnectionTimeout => TransportFault::ConnectTimeout,
        E::TlsProtocolError | E::TlsCertificateError | E::TlsAlertReceived(_) => TransportFault::Tls,
        E::HttpRequestDenied | E::DestinationIpProhibited => TransportFault::Denied,
        E::HttpRequestLengthRequired
        | E::HttpRequestBodySize(_)
        | E::HttpRequestMethodInvalid
        | E::HttpRequestUriInvalid
        | E::HttpRequestUriTooLong
        | E::HttpRequestHeaderSectionSize(_)
        | E::HttpRequestHeaderSize(_)
        | E::HttpRequestTrailerSectionSize(_)
        | E::HttpRequestTrailerSize(_) => TransportFault::Unsupported,
        E::ConnectionReadTimeout | E::ConnectionWriteTimeout | E::HttpResponseTimeout => TransportFault::Timeout,
        E::ConnectionTerminated | E::HttpResponseIncomplete => TransportFault::Broken,
        E::HttpResponseHeaderSectionSize(_)
        | E::HttpResponseHeaderSize(_)
        | E::HttpResponseBodySize(_)
        | E::HttpResponseTrailerSectionSize(_)
        | E::HttpResponseTrailerSize(_)
        | E::HttpResponseTransferCoding(_)
        | E::HttpResponseContentCoding(_)
        | E::HttpUpgradeFailed
        | E::HttpProtocolError => TransportFault::NotHttp,
        E::LoopDetected | E::ConfigurationError | E::InternalError(_) => TransportFault::Other,
    }
}
