//! Responses on their way out.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

/// A response before it is put on the wire.
pub(crate) type BytesResponse = Response<Bytes>;

/// Returns a response with a JSON body.
pub(crate) fn json(status: StatusCode, body: &impl serde::Serialize) -> BytesResponse {
    match serde_json::to_vec(body) {
        Ok(bytes) => with_type(status, "application/json; charset=utf-8", bytes.into()),
        Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Returns a response with a body of any type.
pub(crate) fn with_type(status: StatusCode, content_type: &'static str, body: Bytes) -> BytesResponse {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Returns a response without a body.
pub(crate) fn empty(status: StatusCode) -> BytesResponse {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

/// Body on the wire: all at once, or in pieces with a wait before each.
pub(crate) struct ResponseBody {
    rest: Bytes,
    pace: Option<Pace>,
}

struct Pace {
    chunk: usize,
    interval: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl ResponseBody {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self {
            rest: bytes,
            pace: None,
        }
    }

    pub(crate) fn slow(bytes: Bytes, chunk: usize, interval: Duration) -> Self {
        let sleep = Box::pin(tokio::time::sleep(interval));
        Self {
            rest: bytes,
            pace: Some(Pace {
                chunk: chunk.max(1),
                interval,
                sleep,
            }),
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if this.rest.is_empty() {
            return Poll::Ready(None);
        }
        let piece = match &mut this.pace {
            None => std::mem::take(&mut this.rest),
            Some(pace) => {
                if pace.sleep.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                pace.sleep.as_mut().reset(tokio::time::Instant::now() + pace.interval);
                this.rest.split_to(pace.chunk.min(this.rest.len()))
            }
        };
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
