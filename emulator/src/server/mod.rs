//! Listening and connections. What a request means is the business of `entra` and `graph`.

pub(crate) mod in_process;
mod receive;
mod service;
mod strike;
pub(crate) mod tls;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::fault::Effect;
use crate::history::Operation;
use crate::state::{State, lock};
pub(crate) use service::{Arrived, Note};
use wire::Wire;

/// One connection, as its requests see it.
pub(crate) struct Connection {
    number: u64,
    tls: bool,
    /// None for a request that comes from within the process.
    wire: Option<Wire>,
}

impl Connection {
    fn close(&self) {
        if let Some(wire) = &self.wire {
            wire.close();
        }
    }

    async fn write_and_close(&self, bytes: &[u8]) {
        if let Some(wire) = &self.wire {
            wire.write_and_close(bytes).await;
        }
    }
}

/// Binds a loopback address, and no other: what is played here must never be reachable from outside.
pub(crate) async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    if !address.ip().is_loopback() {
        let message = format!("{address} is not a loopback address: use 127.0.0.1 or [::1]");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    TcpListener::bind(address).await
}

/// Accepts connections until aborted; aborting ends the connections too.
pub(crate) async fn accept(listener: TcpListener, acceptor: Option<TlsAcceptor>, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connect(stream, acceptor.clone(), Arc::clone(&state)));
            }
            // Out of file descriptors: without a pause this loop would spin until one is free.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
}

async fn connect(mut stream: TcpStream, acceptor: Option<TlsAcceptor>, state: Arc<State>) {
    let effect = lock(&state.script).strike(Operation::Connection);
    match effect {
        Some(Effect::RawBytes { bytes }) => {
            // The peer may be gone already; there is nobody to tell.
            let _ = stream.write_all(&bytes).await;
            return;
        }
        Some(Effect::Delay { millis }) => tokio::time::sleep(std::time::Duration::from_millis(millis)).await,
        Some(_) => return,
        None => {}
    }
    // Small responses must not wait for the peer's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let tls = acceptor.is_some();
    let wire = match acceptor {
        None => Wire::new(stream),
        Some(acceptor) => match acceptor.accept(stream).await {
            Ok(stream) => Wire::new(stream),
            Err(_) => return,
        },
    };
    let number = state.connection_numbers.fetch_add(1, Ordering::Relaxed);
    let connection = Arc::new(Connection {
        number,
        tls,
        wire: Some(wire.clone()),
    });
    let service = service_fn(move |request| service::serve(Arc::clone(&state), Arc::clone(&connection), request));
    // A connection ends in an error whenever a fault or the peer closes it: expected, and recorded per request.
    let _ = auto::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(wire), service)
        .await;
}
