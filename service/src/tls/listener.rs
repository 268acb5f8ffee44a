//! Accepts connections and does the handshakes, so that no slow client holds up another one.

use std::{io, time::Duration};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::task::AbortOnDropHandle;

use super::Tls;
use crate::tenants::Sha256Digest;

/// Longest handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Wait after a connection that cannot be accepted, such as for lack of file descriptors. axum's own listener waits as long.
const AGAIN: Duration = Duration::from_secs(1);

/// Connections that wait to be served.
const WAITING: usize = 64;

/// The other end of a connection.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    /// The digest of its certificate, if it has one that a CA of clients has signed.
    pub(crate) certificate: Option<Sha256Digest>,
}

/// A listener for TLS.
pub(crate) struct TlsListener {
    connections: mpsc::Receiver<(TlsStream<TcpStream>, Peer)>,
    _accepting: AbortOnDropHandle<()>,
}

impl TlsListener {
    pub(crate) fn new(listener: TcpListener, tls: Tls) -> Self {
        let (accepted, connections) = mpsc::channel(WAITING);
        let accepting = tokio::spawn(accept(listener, tls, accepted));
        Self {
            connections,
            _accepting: AbortOnDropHandle::new(accepting),
        }
    }
}

async fn accept(listener: TcpListener, tls: Tls, accepted: mpsc::Sender<(TlsStream<TcpStream>, Peer)>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(AGAIN).await;
            continue;
        };
        let (acceptor, accepted) = (TlsAcceptor::from(tls.config()), accepted.clone());
        tokio::spawn(async move {
            // A client that speaks no TLS, or has no certificate of ours, is its own problem.
            let Ok(Ok(stream)) = timeout(HANDSHAKE, acceptor.accept(stream)).await else {
                return;
            };
            let certificates = stream.get_ref().1.peer_certificates().unwrap_or_default();
            let certificate = certificates.first().map(|certificate| Sha256Digest::of(certificate));
            let _ = accepted.send((stream, Peer { certificate })).await;
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = Peer;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.connections.recv().await {
            Some(accepted) => accepted,
            // The accepting task never ends before this listener.
            None => std::future::pending().await,
        }
    }

    /// No address: nobody asks for it.
    fn local_addr(&self) -> io::Result<Peer> {
        Ok(Peer { certificate: None })
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        stream.remote_addr().clone()
    }
}
