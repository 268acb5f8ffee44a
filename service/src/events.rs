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
pub(crate) struct Events(Option<mpsc::UnboundedSender<Told>>);

/// The other end of [`Events`].
pub(crate) struct EventStream(mpsc::UnboundedReceiver<Told>);

/// An event, and whether it is the last one.
struct Told {
    event: Event,
    is_last: bool,
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
        self.tell(name, data, false);
    }

    fn tell(&self, name: &str, data: impl Serialize, is_last: bool) {
        let Some(sender) = &self.0 else { return };
        if let Ok(event) = Event::default().event(name).json_data(data) {
            // A client that went away reads no more.
            let _ = sender.send(Told { event, is_last });
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
            Ok(result) => self.tell("result", result, true),
            Err(problem) => self.tell("problem", problem, true),
        }
    }
}

impl EventStream {
    /// The response. `held` is dropped when the client goes away, or at the end. `lost` is the last event if the task of the call ends
    /// without one: it broke off, and a stream that just ends would leave the client in the dark.
    pub(crate) fn into_response<H: Send + 'static>(self, held: H, lost: Problem) -> Response {
        let told = UnboundedReceiverStream::new(self.0).map(Some);
        // The end of the queue.
        let with_end = told.chain(tokio_stream::once(None));
        let mut has_ended = false;
        let stream = with_end.filter_map(move |told| {
            let _held = &held;
            match told {
                Some(Told { event, is_last }) => {
                    has_ended |= is_last;
                    Some(event)
                }
                None if has_ended => None,
                None => Event::default().event("problem").json_data(&lost).ok(),
            }
        });
        let stream = stream.map(Ok::<_, Infallible>);
        Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn told(end: impl FnOnce(Events)) -> String {
        let (events, stream) = Events::new();
        events.reference(Some("r"));
        end(events);
        let lost = Problem::lost_send().with_reference(Some("r"));
        let body = stream.into_response((), lost).into_body().collect().await.unwrap();
        let text = String::from_utf8(body.to_bytes().to_vec()).unwrap();
        assert!(text.starts_with("event: reference\n"), "{text}");
        text
    }

    #[tokio::test]
    async fn a_stream_ends_with_one_result_or_problem() {
        let ok = told(|events| events.end(&Ok("sent"))).await;
        assert!(
            ok.ends_with("event: result\ndata: \"sent\"\n\n") && !ok.contains("problem"),
            "{ok}"
        );
        let failed = told(|events| events.end::<()>(&Err(Problem::unauthenticated()))).await;
        assert_eq!(failed.matches("event: ").count(), 2, "{failed}");
        // The task broke off.
        let lost = told(drop).await;
        let (_, problem) = lost.split_once("event: problem\ndata: ").unwrap();
        let problem: serde_json::Value = serde_json::from_str(problem.trim()).unwrap();
        assert_eq!(
            (&problem["may_have_been_sent"], &problem["reference"]),
            (&true.into(), &"r".into())
        );
    }
}
