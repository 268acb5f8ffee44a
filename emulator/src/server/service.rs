//! One request: recorded, met by a fault if one is scripted, and otherwise handed to the service that its host names.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, request::Parts};
use hyper::body::Body;

use super::receive::{self, Received};
use super::{Connection, strike};
use crate::fault::Effect;
use crate::history::{self, RequestRecord};
use crate::host;
use crate::response::{self, BytesResponse, ResponseBody};
use crate::route::Route;
use crate::state::{State, lock};
use crate::{entra, graph};

/// The connection was closed on purpose: hyper has nothing to send.
#[derive(Debug)]
pub(super) struct Closed {
    /// Whether the request had been processed by then.
    pub(super) processed: bool,
}

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed by a scripted fault")
    }
}

impl std::error::Error for Closed {}

/// A note on a response: why the request was refused. Travels as an extension, never on the wire.
#[derive(Clone)]
pub(crate) struct Note(pub(crate) String);

/// A request with its body read.
pub(crate) struct Arrived {
    pub(crate) parts: Parts,
    /// None when it was larger than the services take.
    pub(crate) body: Option<Bytes>,
    /// Wait that a fault asks for, before processing.
    pub(crate) wait: Option<Duration>,
}

pub(super) async fn serve(
    state: Arc<State>,
    connection: Arc<Connection>,
    request: Request<impl Body<Data = Bytes> + Unpin>,
) -> Result<Response<ResponseBody>, Closed> {
    let (mut parts, body) = request.into_parts();
    let host = host::requested(&mut parts);
    let route = Route::of(&host, &parts.method, parts.uri.path());
    let operation = route.operation();
    let effect = lock(&state.script).strike(operation);
    let number = state.request_numbers.fetch_add(1, Ordering::Relaxed);
    lock(&state.requests).push(RequestRecord {
        number,
        connection: connection.number,
        tls: connection.tls,
        http_version: format!("{:?}", parts.version),
        host: host.clone(),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        operation,
        headers: history::redacted(&parts.headers),
        body_length: 0,
        status: None,
        fault: effect.as_ref().map(Effect::name),
        note: None,
    });

    let stop_after = match &effect {
        Some(Effect::CloseBeforeReading) => Some(0),
        Some(Effect::CloseAfterBodyBytes { bytes }) => Some(*bytes),
        _ => None,
    };
    let Received {
        bytes,
        length,
        complete,
    } = receive::read(body, stop_after).await;
    amend(&state, number, |record| record.body_length = length);
    if !complete || stop_after.is_some() {
        connection.close();
        return Err(Closed { processed: false });
    }

    let wait = match &effect {
        Some(Effect::Delay { millis }) => Some(Duration::from_millis(*millis)),
        _ => None,
    };
    let version = parts.version;
    let process = async {
        let incoming = Arrived {
            parts,
            body: bytes,
            wait,
        };
        match route {
            Route::Entra(route) => entra::respond(&state, &route, incoming).await,
            Route::Graph(cloud, route) => graph::respond(&state, cloud, route, incoming).await,
            Route::Upload(action) => graph::upload::respond(&state, action, incoming).await,
            Route::UnknownHost => unknown_host(&host),
        }
    };
    let (response, status) = strike::play(effect, &connection, version, process).await?;
    amend(&state, number, |record| {
        record.status = status;
        record.note = response.extensions().get::<Note>().map(|note| note.0.clone());
    });
    Ok(response)
}

fn unknown_host(host: &str) -> BytesResponse {
    let message = format!(
        "The emulator plays {} and knows no host '{host}'. Keep the real URL and route its host name to the \
         emulator, or put the host name before the path: http://127.0.0.1:<port>/graph.microsoft.com/v1.0/….",
        host::all().collect::<Vec<_>>().join(", ")
    );
    let body = serde_json::json!({ "error": { "code": "EmulatorUnknownHost", "message": message } });
    let mut response = response::json(StatusCode::MISDIRECTED_REQUEST, &body);
    response.extensions_mut().insert(Note(message));
    response
}

fn amend(state: &State, number: u64, change: impl FnOnce(&mut RequestRecord)) {
    if let Some(record) = lock(&state.requests)
        .iter_mut()
        .rev()
        .find(|record| record.number == number)
    {
        change(record);
    }
}
