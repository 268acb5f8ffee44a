//! These tests need a PostgreSQL server. `cargo xtask test` leaves them out where there is none.

mod away;
mod shared;
mod tls;

use std::sync::Arc;

use outlook_host::{MailboxGate, MailboxKey, Pass, types::Connection};
use outlook_postgres_gate::PostgresGate;
use tokio::task::JoinHandle;

use crate::postgres::Server;

async fn gate(server: &Server) -> Arc<PostgresGate> {
    Arc::new(PostgresGate::connect(server.url().parse().unwrap()).await.unwrap())
}

fn mailbox(name: &str) -> MailboxKey {
    let connection = Connection {
        mailbox: name.to_owned(),
        ..Connection::default()
    };
    MailboxKey::new("tenant", &connection)
}

async fn enter(gate: &PostgresGate, name: &str) -> Pass {
    gate.enter(&mailbox(name), 1).await.unwrap()
}

/// A call that enters in the background.
fn entering(gate: &Arc<PostgresGate>, name: &'static str) -> JoinHandle<Pass> {
    let gate = Arc::clone(gate);
    tokio::spawn(async move { enter(&gate, name).await })
}

/// Sessions that wait for a mailbox, by the locks that they hold in shared mode.
const WAITING: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'";

/// Places that are held.
const HELD: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'";
