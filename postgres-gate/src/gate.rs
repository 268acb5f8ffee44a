//! The gate, and the task that speaks to the database for all calls of the process.

use std::{future::pending, time::Duration};

use async_trait::async_trait;
use outlook_host::{GateError, InProcessGate, MailboxGate, MailboxKey, Pass};
use tokio::{
    sync::{
        mpsc::{self, UnboundedReceiver, UnboundedSender, WeakUnboundedSender},
        oneshot,
    },
    time::{Instant, sleep, sleep_until},
};

use crate::{
    address::Address,
    book::{Book, Command},
    session::{ConnectError, Session},
};

/// First and longest wait between two tries to connect again.
const RECONNECT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// A gate before the mailboxes that all processes share which use the same database. The crate's documentation says how it works.
///
/// It needs a session of its own: a pooler between must keep sessions (PgBouncer's `pool_mode = session`). The user needs the right to
/// connect, and no other.
pub struct PostgresGate {
    own: InProcessGate,
    commands: UnboundedSender<Command>,
}

impl PostgresGate {
    /// Connects to the database. The session ends with the gate and its last pass.
    ///
    /// # Errors
    /// [`ConnectError`] when the database cannot be used. No text holds the address or the password.
    pub async fn connect(address: Address) -> Result<Self, ConnectError> {
        let session = Session::open(&address).await?;
        let (commands, received) = mpsc::unbounded_channel();
        tokio::spawn(keep(address, session, received, commands.downgrade()));
        Ok(Self {
            own: InProcessGate::new(),
            commands,
        })
    }
}

#[async_trait]
impl MailboxGate for PostgresGate {
    async fn enter(&self, mailbox: &MailboxKey, at_once: usize) -> Result<Pass, GateError> {
        let own = self.own.enter(mailbox, at_once).await?;
        let (reply, place) = oneshot::channel();
        let _ = self.commands.send(Command::Enter {
            mailbox: *mailbox,
            at_once,
            reply,
        });
        match place.await {
            // The place with all processes is given up before the one with this process.
            Ok(place) => Ok(Pass::new((place, own))),
            // There is no database at the moment.
            Err(_) => Ok(own),
        }
    }
}

/// Keeps a session until nobody uses the gate any more.
async fn keep(
    address: Address,
    mut session: Session,
    mut commands: UnboundedReceiver<Command>,
    own: WeakUnboundedSender<Command>,
) {
    for number in 0.. {
        let Err(error) = serve(&mut session, &mut commands, Book::new(number, own.clone())).await else {
            return;
        };
        tracing::warn!(%error, "the gate has lost its database: each process keeps to the limit of a mailbox by itself");
        drop(session);
        let Some(again) = connect_again(&address, &mut commands).await else {
            return;
        };
        session = again;
        tracing::info!("the gate has its database again");
    }
}

/// Serves calls over a session. Returns when nobody uses the gate any more.
///
/// # Errors
/// When the session is lost. Who waits then has its `reply` dropped with the book.
async fn serve(
    session: &mut Session,
    commands: &mut UnboundedReceiver<Command>,
    mut book: Book,
) -> Result<(), ConnectError> {
    loop {
        let next_try = book.next_try();
        let due = async {
            match next_try {
                Some(at) => sleep_until(at).await,
                None => pending().await,
            }
        };
        tokio::select! {
            command = commands.recv() => match command {
                Some(command) => book.take(command, Instant::now()),
                None => return Ok(()),
            },
            told = session.notified() => match told {
                Some(name) => book.told(&name, Instant::now()),
                None => return Err(ConnectError::lost()),
            },
            () = due => {}
        }
        loop {
            // What has arrived meanwhile goes into the same round trip.
            while let Ok(command) = commands.try_recv() {
                book.take(command, Instant::now());
            }
            let Some(round) = book.round(Instant::now()) else {
                break;
            };
            let rows = session.run(&round.sql()).await?;
            let outcome = round.read(&rows).ok_or_else(ConnectError::not_understood)?;
            book.apply(&round, &outcome, Instant::now());
        }
    }
}

/// Connects again, and meanwhile lets calls through. Returns `None` if nobody uses the gate any more.
async fn connect_again(address: &Address, commands: &mut UnboundedReceiver<Command>) -> Option<Session> {
    let (mut wait, longest) = RECONNECT;
    let connecting = async {
        loop {
            sleep(wait).await;
            match Session::open(address).await {
                Ok(session) => break session,
                Err(error) => tracing::debug!(%error, "the gate has no database yet"),
            }
            wait = longest.min(wait * 2);
        }
    };
    tokio::pin!(connecting);
    loop {
        tokio::select! {
            session = &mut connecting => return Some(session),
            // The reply of a call is dropped with the command.
            command = commands.recv() => drop(command?),
        }
    }
}
