//! Server-sent events of a call: its reference, its requests, its progress, and its end.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use http::{HeaderMap, header::ACCEPT};
use outlook_host::EndedRequest;
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::{StreamExt, wrappers::UnboundedReceiverStream};

use crate::problem::Problem;

/// Where the events of a call go: to its client, or nowhere.
///
/// The queue has no bound, and what may stand in it has: a call makes a limited number of requests, and progress is told in hundredths.
#[derive(Clone)]
pub(crate) struct Events(Option<mpsc::UnboundedSender<Event>>);

/// The other end of [`Events`].
pub(crate) struct EventStream(mpsc::UnboundedReceiver<Event>);

/// Whether the client wants events in place of one document.
pub(crate) fn are_wanted(headers: &HeaderMap) -> bool {
    let media_types = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    media_types
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|range| range.trim().eq_ignore_ascii_case("text/event-stream"))
}

impl Events {
    /// Events that nobody reads.
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// Events and their stream.
    pub(crate) fn new() -> (Self, EventStream) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(Some(sender)), EventStream(receiver))
    }

    fn push(&self, name: &str, data: impl Serialize) {
        let Some(sender) = &self.0 else { return };
        if let Ok(event) = Event::default().event(name).json_data(data) {
            // A client that went away reads no more.
            let _ = sender.send(event);
        }
    }

    pub(crate) fn reference(&self, reference: Option<&str>) {
        self.push("reference", json!({ "reference": reference }));
    }

    pub(crate) fn request(&self, request: &EndedRequest) {
        let data = json!({
            "method": request.method,
            "host": request.host,
            "path": request.path,
            "status": request.status,
            "ms": u64::try_from(request.duration.as_millis()).unwrap_or(u64::MAX),
        });
        self.push("request", data);
    }

    /// Returns what tells the progress of so many bytes, in hundredths of them.
    pub(crate) fn progress(&self, total: u64) -> impl Fn(u64) + Send + Sync + 'static {
        let (events, last) = (self.clone(), Arc::new(AtomicU64::new(0)));
        move |sent| {
            // What a message has beside its files never pushes it over its end.
            let sent = sent.min(total);
            let hundredth = sent.saturating_mul(100).checked_div(total).unwrap_or(0);
            if last.swap(hundredth, Ordering::Relaxed) != hundredth {
                events.push("progress", json!({ "sent_bytes": sent, "total_bytes": total }));
            }
        }
    }

    /// Tells the end of the call.
    pub(crate) fn end<T: Serialize>(&self, result: &Result<T, Problem>) {
        match result {
            Ok(result) => self.push("result", result),
            Err(problem) => self.push("problem", problem),
        }
    }
}

impl EventStream {
    /// The response. `held` is dropped when the client goes away, or at the end.
    pub(crate) fn into_response<H: Send + 'static>(self, held: H) -> Response {
        let stream = UnboundedReceiverStream::new(self.0).map(move |event| {
            let _held = &held;
            Ok::<_, Infallible>(event)
        });
        Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
    }
}
