//! Lets one request open the first connection to a host, and the requests that arrive meanwhile wait for it.
//!
//! Microsoft's hosts speak HTTP/2, where one connection serves all requests. hyper's pool learns that from the handshake: without
//! this wait, requests that begin at once on an empty pool open a connection each, and all but one are thrown away. 256 mails at
//! once cost 256 TLS handshakes. With HTTP/1.1 the wait costs one handshake's time, once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use tokio::sync::watch;

use super::IDLE_TIMEOUT;

/// The hosts that requests went to.
#[derive(Default, Clone)]
pub(super) struct FirstConnections(Arc<Mutex<HashMap<String, State>>>);

enum State {
    /// A request opens the first connection. The channel closes when it has one, or has ended without.
    Opening(watch::Receiver<()>),
    /// There was a connection at the time of the last request.
    Open(Instant),
}

/// The right to open the first connection to a host. Dropping it lets the others go on.
pub(super) struct First {
    hosts: FirstConnections,
    host: String,
    _others: watch::Sender<()>,
}

impl FirstConnections {
    /// Returns at once if there is a connection, or none yet: then the request opens it, and reports that with [`First::opened`].
    /// Otherwise waits until another request has opened it, or failed to.
    pub(super) async fn turn(&self, host: &str) -> Option<First> {
        let mut opening = {
            let mut hosts = self.lock();
            match hosts.get_mut(host) {
                Some(State::Open(last)) if last.elapsed() < IDLE_TIMEOUT => {
                    *last = Instant::now();
                    return None;
                }
                Some(State::Opening(opening)) => opening.clone(),
                _ => {
                    let (others, opening) = watch::channel(());
                    hosts.insert(host.to_owned(), State::Opening(opening));
                    return Some(First {
                        hosts: self.clone(),
                        host: host.to_owned(),
                        _others: others,
                    });
                }
            }
        };
        // Nothing is ever sent: this ends when the channel closes.
        let _ = opening.changed().await;
        None
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl First {
    /// Notes that there is a connection, and lets the others go on.
    pub(super) fn opened(self) {
        self.hosts.lock().insert(self.host.clone(), State::Open(Instant::now()));
    }
}

impl Drop for First {
    fn drop(&mut self) {
        let mut hosts = self.hosts.lock();
        if matches!(hosts.get(&self.host), Some(State::Opening(_))) {
            hosts.remove(&self.host);
        }
    }
}
