//! Bodies of requests and responses.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header::CONTENT_LENGTH};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};
use wasmtime_wasi_http::{Error, WasiBody};

use super::{
    fault,
    journal::{Place, RequestEntry},
};

/// Bytes of a body that are collected before it is sent. A token request with a certificate has about 2 KB; a mail without
/// attachments rarely has more than this.
const COLLECT_BYTES: usize = 64 * 1024;

/// Collects a short body. A body of unannounced length gets a length this way, and a collected body is sent in one write with its
/// head: two writes are two packets, and the other side wakes up for each. A longer body is streamed as it is.
pub(super) async fn collected(headers: &HeaderMap, mut body: WasiBody) -> Result<WasiBody, Error> {
    let announced: Option<usize> = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    if body.is_end_stream()
        || announced.is_some_and(|length| length > COLLECT_BYTES)
        || (announced.is_none() && body.size_hint().exact().is_some())
    {
        return Ok(body);
    }
    let mut collected = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        if collected.is_empty() {
            // Commonly the only piece. Nobody else holds its bytes, so they are not copied.
            collected = BytesMut::from(data);
        } else {
            collected.extend_from_slice(&data);
        }
        if collected.len() > COLLECT_BYTES {
            return Ok(Chained {
                first: Some(collected.freeze()),
                rest: body,
            }
            .boxed_unsync());
        }
    }
    Ok(Full::new(collected.freeze())
        .map_err(|never| match never {})
        .boxed_unsync())
}

/// Counts the bytes that hyper takes from a body.
pub(super) fn counted(body: WasiBody, entry: RequestEntry) -> WasiBody {
    let hint = body.size_hint();
    let inner = body.map_frame(move |frame| {
        if let Some(data) = frame.data_ref() {
            entry.add_body_bytes(data.len());
        }
        frame
    });
    Measured { inner, hint }.boxed_unsync()
}

/// Makes the body of a response fit the guest: limits pauses, and translates errors into those of `wasi:http`. The request keeps its
/// place until the body is dropped.
pub(super) fn response(inner: Incoming, pause: Duration, place: Place) -> WasiBody {
    ResponseBody {
        inner,
        pause,
        timer: None,
        _place: place,
    }
    .boxed_unsync()
}

/// Collected bytes, and then the rest of the body.
struct Chained {
    first: Option<Bytes>,
    rest: WasiBody,
}

impl Body for Chained {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(Frame::data(first)))),
            None => Pin::new(&mut self.rest).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.rest.is_end_stream()
    }
}

/// Keeps the size hint, which `map_frame` loses: hyper makes `content-length` of it.
struct Measured<B> {
    inner: B,
    hint: SizeHint,
}

impl<B: Body<Data = Bytes, Error = Error> + Unpin> Body for Measured<B> {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.hint
    }
}

struct ResponseBody {
    inner: Incoming,
    pause: Duration,
    timer: Option<Pin<Box<Sleep>>>,
    _place: Place,
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(cx) {
            this.timer = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(|error| fault::in_response(&error))));
        }
        let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(this.pause)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Some(Err(Error::ConnectionReadTimeout)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
