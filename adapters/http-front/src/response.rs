//! Responses.

use outlook_contract_json::problem::{MEDIA_TYPE, Problem};
use serde::Serialize;

use crate::bindings::wasi::http::types::{Fields, OutgoingBody, OutgoingResponse, ResponseOutparam};

/// The reference of a send, for `check-outcome`.
const REFERENCE: &str = "outlook-reference";

/// Most bytes that a stream takes at once (`blocking-write-and-flush` of `wasi:io`).
const PIECE: usize = 4096;

/// A response.
pub struct Response {
    status: u16,
    fields: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Response {
    /// A text of this media type.
    pub fn text(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            fields: vec![("content-type", media_type.to_owned())],
            body: body.into(),
        }
    }

    /// A document in JSON.
    pub fn json(document: &impl Serialize) -> Self {
        // Texts, numbers and lists of them: they can always be written.
        Self::text("application/json", serde_json::to_vec(document).unwrap_or_default())
    }

    /// A problem with its status.
    pub fn problem(problem: &Problem) -> Self {
        let mut response = Self {
            status: problem.status,
            ..Self::json(problem)
        };
        response.fields = vec![("content-type", MEDIA_TYPE.to_owned())];
        if problem.status == 401 {
            response.fields.push(("www-authenticate", "Bearer".to_owned()));
        }
        if let Some(seconds) = problem.retry_after_seconds() {
            response.fields.push(("retry-after", seconds.to_string()));
        }
        response
    }

    /// Its status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Adds a header field.
    pub fn add(&mut self, name: &'static str, value: &str) {
        self.fields.push((name, value.to_owned()));
    }

    /// Adds the reference of a send.
    pub fn with_reference(mut self, reference: Option<String>) -> Self {
        self.fields.extend(reference.map(|reference| (REFERENCE, reference)));
        self
    }

    /// Sends it. A client that is gone gets nothing.
    pub fn send(self, out: ResponseOutparam) {
        let fields = Fields::new();
        for (name, value) in &self.fields {
            // A reference is a caller's text: one that a header cannot hold is left out.
            let _ = fields.append(name, value.as_bytes());
        }
        let response = OutgoingResponse::new(fields);
        let _ = response.set_status_code(self.status);
        let body = response.body();
        ResponseOutparam::set(out, Ok(response));
        let Ok(body) = body else { return };
        if let Ok(stream) = body.write() {
            for piece in self.body.chunks(PIECE) {
                if stream.blocking_write_and_flush(piece).is_err() {
                    return;
                }
            }
        }
        let _ = OutgoingBody::finish(body, None);
    }
}
