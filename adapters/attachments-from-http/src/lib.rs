//! `attachment-store` over HTTP, for engines without files and for clusters. The variable `OUTLOOK_ATTACHMENTS` is a URL such as
//! `https://files.internal/box/`. The name of an attachment is a path below it. Pieces are requested by `Range` (RFC 9110 §14.2), and
//! `If-Match` with the `ETag` of the first response keeps a file that changes out of the mail.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:attachments-from-http;
            world adapter {
                import wasi:cli/environment@0.2.12;
                import wasi:http/outgoing-handler@0.2.12;
                export outlook:connector/attachment-store@0.1.0;
            }",
        path: "../../wit",
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

mod request;

use std::{cell::RefCell, collections::HashMap};

use bindings::{
    exports::outlook::connector::attachment_store::{ContentDigest, Guest, ReadError},
    wasi::{
        http::types::{IncomingResponse, Method},
        io::streams::StreamError,
    },
};

thread_local! {
    /// The state of each file at its first use.
    static SEEN: RefCell<HashMap<String, State>> = RefCell::default();
}

/// What tells two states of a file apart.
#[derive(Clone, PartialEq)]
struct State {
    size: u64,
    etag: Option<String>,
}

struct Adapter;

impl Guest for Adapter {
    fn size(name: String) -> Result<u64, ReadError> {
        state(&name).map(|state| state.size)
    }

    fn digest(name: String) -> Result<Option<ContentDigest>, ReadError> {
        state(&name).map(|_| None)
    }

    fn read(name: String, offset: u64, length: u32) -> Result<Vec<u8>, ReadError> {
        let state = state(&name)?;
        let end = offset.saturating_add(u64::from(length)).min(state.size);
        if offset >= end {
            return Ok(Vec::new());
        }
        let mut fields = vec![("range", format!("bytes={offset}-{}", end - 1))];
        // RFC 9110 §13.1.1: a weak tag never matches.
        fields.extend(
            state
                .etag
                .filter(|tag| !tag.starts_with("W/"))
                .map(|tag| ("if-match", tag)),
        );
        let response = request::send(&Method::Get, &name, &fields)?;
        let is_same = match response.status() {
            206 => field(&response, "content-range")
                .and_then(|range| range.rsplit_once('/').and_then(|(_, size)| size.parse().ok()))
                .is_none_or(|size: u64| size == state.size),
            // Precondition Failed, Range Not Satisfiable.
            412 | 416 => false,
            200 => return Err(request::unavailable("ignores ranges")),
            status => return Err(request::refused(status)),
        };
        if !is_same {
            // An engine may keep the instance: the next mail begins with the new state.
            SEEN.with_borrow_mut(|seen| seen.remove(&name));
            return Err(ReadError::Unavailable(
                "the file has changed since this mail began".to_owned(),
            ));
        }
        body(&response, end - offset)
    }
}

/// Returns the state of a file at its first use.
fn state(name: &str) -> Result<State, ReadError> {
    if let Some(state) = SEEN.with_borrow(|seen| seen.get(name).cloned()) {
        return Ok(state);
    }
    let response = request::send(&Method::Head, name, &[])?;
    if response.status() != 200 {
        return Err(request::refused(response.status()));
    }
    let size = field(&response, "content-length").and_then(|size| size.parse().ok());
    let state = State {
        size: size.ok_or_else(|| request::unavailable("does not tell the size of the file"))?,
        etag: field(&response, "etag"),
    };
    SEEN.with_borrow_mut(|seen| seen.insert(name.to_owned(), state.clone()));
    Ok(state)
}

/// Returns a header field of a response.
fn field(response: &IncomingResponse, name: &str) -> Option<String> {
    let value = response.headers().get(name).into_iter().next()?;
    String::from_utf8(value).ok()
}

/// Reads the whole body. A piece that is cut off or too long is not taken for the file's.
fn body(response: &IncomingResponse, length: u64) -> Result<Vec<u8>, ReadError> {
    let broken = || request::unavailable("did not send the whole piece");
    let body = response.consume().map_err(|()| broken())?;
    let stream = body.stream().map_err(|()| broken())?;
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(65_536) {
            Ok(piece) => bytes.extend(piece),
            Err(StreamError::Closed) if bytes.len() as u64 == length => return Ok(bytes),
            Err(_) => return Err(broken()),
        }
        if bytes.len() as u64 > length {
            return Err(broken());
        }
    }
}
