//! Requests from within the process: everything but the socket.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};

use super::{Connection, service};
use crate::fault::Effect;
use crate::history::Operation;
use crate::state::{State, lock};

/// What became of a request that was made without a socket.
#[derive(Debug)]
pub enum InProcessResponse {
    /// A response.
    Response(Response<Bytes>),
    /// The connection was closed, or spoke no HTTP, and the request has had no effect.
    ClosedBeforeProcessing,
    /// The connection was closed without a whole response after the request took effect.
    ClosedAfterProcessing,
}

pub(crate) async fn respond(state: Arc<State>, request: Request<Bytes>) -> InProcessResponse {
    let effect = lock(&state.script).strike(Operation::Connection);
    match effect {
        Some(Effect::Delay { millis }) => tokio::time::sleep(Duration::from_millis(millis)).await,
        Some(_) => return InProcessResponse::ClosedBeforeProcessing,
        None => {}
    }
    let connection = Connection {
        number: state.connection_numbers.fetch_add(1, Ordering::Relaxed),
        tls: false,
        wire: None,
    };
    match service::serve(state, Arc::new(connection), request.map(Full::new)).await {
        Err(closed) if closed.processed => InProcessResponse::ClosedAfterProcessing,
        Err(_) => InProcessResponse::ClosedBeforeProcessing,
        Ok(response) => {
            let (parts, body) = response.into_parts();
            match body.collect().await {
                Ok(body) => InProcessResponse::Response(Response::from_parts(parts, body.to_bytes())),
                Err(never) => match never {},
            }
        }
    }
}
