//! The running emulator. A test or the demo starts it, and reads afterwards which requests arrived and which mails were delivered.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use time::OffsetDateTime;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::cmdlets::{self, session::ExchangeSession};
use crate::fault::Fault;
use crate::history::RequestRecord;
use crate::mail::delivered::Delivered;
use crate::server::in_process::InProcessResponse;
use crate::server::{self, tls};
use crate::state::{State, lock};
use crate::store::duplicate::{Duplicate, Import};
use crate::store::folder::Folder;
use crate::store::view::ItemView;
use crate::world::World;
use crate::world::exchange::RoleGroup;

/// Where the emulator listens and keeps mail.
#[derive(Clone, Debug, Default)]
pub struct EmulatorOptions {
    /// Loopback address for plain HTTP; port 0 picks a free one.
    pub http: Option<SocketAddr>,
    /// Loopback address for TLS, with HTTP/2 and HTTP/1.1; port 0 picks a free one.
    pub tls: Option<SocketAddr>,
    /// Folder into which each delivered mail is written as a numbered `.eml` file. It is created when absent.
    pub spool: Option<PathBuf>,
}

impl EmulatorOptions {
    /// Returns options for plain HTTP and TLS, each on a free port of 127.0.0.1.
    pub fn on_free_ports() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            http: Some(any),
            tls: Some(any),
            spool: None,
        }
    }
}

/// A running emulator. Dropping it stops it.
pub struct Emulator {
    state: Arc<State>,
    http_addr: Option<SocketAddr>,
    tls_addr: Option<SocketAddr>,
    ca_pem: String,
    listeners: Vec<JoinHandle<()>>,
}

impl Emulator {
    /// Starts the emulator on the current tokio runtime.
    ///
    /// # Errors
    /// `InvalidInput` for an address that is not loopback or when no address is given; otherwise the error of binding, of making
    /// the certificates or of creating the spool folder.
    pub async fn start(world: World, options: EmulatorOptions) -> io::Result<Self> {
        if options.http.is_none() && options.tls.is_none() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "give an address for `http`, for `tls`, or both",
            ));
        }
        if let Some(spool) = &options.spool {
            std::fs::create_dir_all(spool)?;
        }
        let state = Arc::new(State::new(world, options.spool));
        let authority = tls::Authority::new()?;
        let mut emulator = Self {
            state,
            http_addr: None,
            tls_addr: None,
            ca_pem: authority.ca_pem().to_owned(),
            listeners: Vec::new(),
        };
        if let Some(address) = options.http {
            let listener = server::bind(address).await?;
            emulator.http_addr = Some(listener.local_addr()?);
            emulator.listeners.push(tokio::spawn(server::accept(
                listener,
                None,
                Arc::clone(&emulator.state),
            )));
        }
        if let Some(address) = options.tls {
            let listener = server::bind(address).await?;
            emulator.tls_addr = Some(listener.local_addr()?);
            let acceptor = Some(authority.acceptor()?);
            emulator.listeners.push(tokio::spawn(server::accept(
                listener,
                acceptor,
                Arc::clone(&emulator.state),
            )));
        }
        Ok(emulator)
    }

    /// Returns an emulator without listeners and without a CA. Send requests with [`Emulator::respond`].
    pub fn in_process(world: World) -> Self {
        Self {
            state: Arc::new(State::new(world, None)),
            http_addr: None,
            tls_addr: None,
            ca_pem: String::new(),
            listeners: Vec::new(),
        }
    }

    /// Responds to a request without a socket, through the same recording, faults and services as one that came over the wire. It
    /// counts as a connection of its own, without TLS, and must name its host in `Host` or in its URI.
    pub async fn respond(&self, request: http::Request<Bytes>) -> InProcessResponse {
        server::in_process::respond(Arc::clone(&self.state), request).await
    }

    /// Address of plain HTTP, if served.
    pub fn http_addr(&self) -> Option<SocketAddr> {
        self.http_addr
    }

    /// Address of TLS, if served.
    pub fn tls_addr(&self) -> Option<SocketAddr> {
        self.tls_addr
    }

    /// Certificate of the CA that was made for this run, as PEM. It is empty in process. The CA issues the TLS certificate for the
    /// real host names, `localhost` and the loopback addresses.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Adds a fault. Faults are tried in the order in which they were added; one request meets at most one.
    pub fn inject(&self, fault: Fault) {
        lock(&self.state.script).add(fault);
    }

    /// Returns all accepted mails, in order.
    pub fn delivered(&self) -> Vec<Delivered> {
        lock(&self.state.delivered).clone()
    }

    /// Returns all requests, in order of arrival.
    pub fn requests(&self) -> Vec<RequestRecord> {
        lock(&self.state.requests).clone()
    }

    /// Returns the most requests that were ever in flight at once on a mailbox, from one app. It counts while the world has
    /// [`enforce_mailbox_concurrency`](World::enforce_mailbox_concurrency), and 4 is as many as there can be.
    pub fn most_requests_at_once(&self, user_principal_name: &str) -> u32 {
        let world = self.state.world();
        let mut mailboxes = world
            .tenants
            .iter()
            .filter_map(|tenant| tenant.receiver(user_principal_name));
        mailboxes.next().map_or(0, |mailbox| self.state.slots.most(mailbox.id))
    }

    /// Returns the messages in all folders of a mailbox, newest first. A mailbox that does not exist has none.
    pub fn mailbox_items(&self, user_principal_name: &str) -> Vec<ItemView> {
        let world = self.state.world();
        let mailbox = world
            .tenants
            .iter()
            .find_map(|tenant| Some((tenant.id, tenant.receiver(user_principal_name)?.id)));
        let Some(key) = mailbox else { return Vec::new() };
        let mut store = lock(&self.state.store);
        let items = store.open(key, self.state.moment(&world)).all();
        items.map(|(item, version)| ItemView::new(item, version)).collect()
    }

    /// Moves a message to a folder, as a person or a rule of the mailbox does. Returns whether there is such a message.
    pub fn move_message(&self, user_principal_name: &str, immutable_id: &str, folder: Folder) -> bool {
        let Some(key) = self.mailbox_key(user_principal_name) else {
            return false;
        };
        let world = self.state.world();
        let mut store = lock(&self.state.store);
        store.open(key, self.state.moment(&world)).file(immutable_id, folder)
    }

    /// Adds what a person or a program of a mailbox makes of one of its messages. Returns the immutable id of the new message, or
    /// `None` if there is no such mailbox or message.
    pub fn duplicate_message(
        &self,
        user_principal_name: &str,
        immutable_id: &str,
        how: Duplicate,
        folder: Folder,
    ) -> Option<String> {
        let key = self.mailbox_key(user_principal_name)?;
        let world = self.state.world();
        let mut store = lock(&self.state.store);
        store
            .open(key, self.state.moment(&world))
            .duplicate(immutable_id, how, folder)
    }

    /// Adds a message that another program writes into a mailbox. Returns its immutable id.
    ///
    /// # Errors
    /// When there is no such mailbox, or the id of a property is none.
    pub fn import_message(&self, user_principal_name: &str, import: Import, folder: Folder) -> Result<String, String> {
        let unknown = || format!("there is no mailbox {user_principal_name}");
        let key = self.mailbox_key(user_principal_name).ok_or_else(unknown)?;
        let is_draft = import.is_draft;
        let content = import.into_content(format!("{}@import.contoso.com", Uuid::new_v4()))?;
        let world = self.state.world();
        let mut store = lock(&self.state.store);
        Ok(store
            .open(key, self.state.moment(&world))
            .import(content, folder, is_draft))
    }

    fn mailbox_key(&self, user_principal_name: &str) -> Option<(Uuid, Uuid)> {
        let world = self.state.world();
        world
            .tenants
            .iter()
            .find_map(|tenant| Some((tenant.id, tenant.receiver(user_principal_name)?.id)))
    }

    /// Returns the number of upload sessions that could still be used.
    pub fn upload_sessions(&self) -> usize {
        lock(&self.state.store).open_sessions(self.state.clock.now())
    }

    /// Deletes all messages that are neither drafts nor in transit. Long benchmarks call it to keep memory flat.
    pub fn clear_finished_messages(&self) {
        lock(&self.state.store).forget_finished();
    }

    /// Deletes the records of requests and delivered mails. The mailboxes keep their messages. Long benchmarks call it to keep
    /// memory flat.
    pub fn clear_history(&self) {
        lock(&self.state.requests).clear();
        lock(&self.state.delivered).clear();
    }

    /// Changes the world. Requests see it before or after the change, never in between. Faults in it are added to the script;
    /// `startAt` has no effect any more.
    pub fn update<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.state.world.write().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut world);
        for fault in std::mem::take(&mut world.faults) {
            lock(&self.state.script).add(fault);
        }
        self.state.clock.skew(world.clock_skew_seconds);
        result
    }

    /// Runs one of the administrator's checks, a cmdlet of Exchange Online PowerShell or Microsoft Graph PowerShell, connected to
    /// the first tenant. Returns what the console shows; an error record of the cmdlet is a part of that. Cmdlets read the world
    /// as it stands: no cache, no propagation. The README lists them.
    ///
    /// # Errors
    /// If the emulator does not play the command. The text says which part of it.
    pub fn run_cmdlet(&self, command: &str) -> Result<String, String> {
        cmdlets::run(&self.state.world(), command)
    }

    /// Signs an administrator in to Exchange Online PowerShell of the first tenant. A script that is played in a test runs its
    /// cmdlets in this session.
    ///
    /// # Errors
    /// What `Connect-ExchangeOnline` says when the tenant has no Exchange Online.
    pub fn connect_exchange_online(&self, role_group: RoleGroup) -> Result<ExchangeSession<'_>, String> {
        ExchangeSession::new(self, role_group)
    }

    /// Returns the emulator's time, which a client should use. The services' time is ahead of it by the world's
    /// `clockSkewSeconds`.
    pub fn now(&self) -> OffsetDateTime {
        self.state.clock.true_time()
    }

    /// Pushes the emulator's clock forward.
    pub fn advance_clock(&self, by: Duration) {
        self.state.clock.advance(by);
    }

    /// Stops listening, closes all connections, and returns when both are done.
    pub async fn shutdown(mut self) {
        for listener in std::mem::take(&mut self.listeners) {
            listener.abort();
            // The error says that it was aborted, as asked.
            let _ = listener.await;
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        for listener in &self.listeners {
            listener.abort();
        }
    }
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator")
            .field("http", &self.http_addr)
            .field("tls", &self.tls_addr)
            .finish_non_exhaustive()
    }
}
