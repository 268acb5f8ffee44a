//! One session with the database.

use std::{sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};
use thiserror::Error;
use tokio::{sync::mpsc, time::timeout};
use tokio_postgres::{
    AsyncMessage, Client, Config, NoTls, Notification, SimpleQueryMessage, Socket,
    tls::{MakeTlsConnect, TlsStream},
};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_util::task::AbortOnDropHandle;

use crate::address::{Address, KEEPALIVE_IDLE, KEEPALIVE_INTERVAL, KEEPALIVE_RETRIES};

/// The channel of notifications.
pub(crate) const CHANNEL: &str = "outlook_connector_gate";

/// Longest wait for a round trip. The database's own limit is half of it.
const ROUND_TRIP: Duration = Duration::from_secs(10);

/// Why the database cannot be used. No text holds an address or a password.
#[derive(Debug, Error)]
#[error("the database of the gate cannot be used: {0}")]
pub struct ConnectError(String);

impl ConnectError {
    pub(crate) fn lost() -> Self {
        Self("the session has ended".to_owned())
    }

    pub(crate) fn not_understood() -> Self {
        Self("its response is not one of PostgreSQL".to_owned())
    }
}

/// A session. Its locks end with it.
pub(crate) struct Session {
    client: Client,
    /// The process of the server that serves this session.
    process: i32,
    notified: mpsc::UnboundedReceiver<Notification>,
    _driver: AbortOnDropHandle<()>,
}

impl Session {
    /// Connects, and prepares the session.
    pub(crate) async fn open(address: &Address) -> Result<Self, ConnectError> {
        let opening = async {
            if address.uses_tls() {
                let tls = MakeRustlsConnect::new(tls(address)?);
                Self::connect(&address.config, tls).await
            } else {
                Self::connect(&address.config, NoTls).await
            }
        };
        timeout(ROUND_TRIP * 2, opening)
            .await
            .map_err(|_| ConnectError("it does not respond".to_owned()))?
    }

    async fn connect<T>(config: &Config, tls: T) -> Result<Self, ConnectError>
    where
        T: MakeTlsConnect<Socket>,
        T::Stream: TlsStream + Send + 'static,
    {
        let (client, mut connection) = config.connect(tls).await.map_err(|error| failed(&error))?;
        let (sender, notified) = mpsc::unbounded_channel();
        let driver = tokio::spawn(async move {
            while let Some(Ok(message)) = std::future::poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(told) = message {
                    let _ = sender.send(told);
                }
            }
        });
        let mut session = Self {
            client,
            process: 0,
            notified,
            _driver: AbortOnDropHandle::new(driver),
        };
        let (idle, interval) = (KEEPALIVE_IDLE.as_secs(), KEEPALIVE_INTERVAL.as_secs());
        // An administrator's limit for idle sessions is not meant for this one.
        let prepare = format!(
            "SET statement_timeout = {}; SET idle_session_timeout = 0; SET tcp_keepalives_idle = {idle}; \
             SET tcp_keepalives_interval = {interval}; SET tcp_keepalives_count = {KEEPALIVE_RETRIES}; LISTEN {CHANNEL}; SELECT pg_backend_pid()",
            ROUND_TRIP.as_millis() / 2
        );
        let rows = session.run(&prepare).await?;
        let process = rows
            .first()
            .and_then(|row| row.first())
            .and_then(|process| process.as_deref()?.parse().ok());
        session.process = process.ok_or_else(ConnectError::not_understood)?;
        Ok(session)
    }

    /// Runs statements in one round trip. Returns the first row of each that has rows.
    pub(crate) async fn run(&self, statements: &str) -> Result<Vec<Vec<Option<String>>>, ConnectError> {
        let messages = timeout(ROUND_TRIP, self.client.simple_query(statements))
            .await
            .map_err(|_| ConnectError("it does not respond".to_owned()))?
            .map_err(|error| failed(&error))?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|column| row.get(column).map(str::to_owned))
                    .collect(),
            ),
            _ => None,
        });
        Ok(rows.collect())
    }

    /// Waits for the next notification of another session. Returns `None` if the session has ended.
    pub(crate) async fn notified(&mut self) -> Option<String> {
        loop {
            let told = self.notified.recv().await?;
            if told.process_id() != self.process {
                return Some(told.payload().to_owned());
            }
        }
    }
}

/// What may be told of an error: the server's code and message, which name the user and the database, or the kind of the failure.
fn failed(error: &tokio_postgres::Error) -> ConnectError {
    ConnectError(match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(told), _) => format!("{} ({})", told.message(), told.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    })
}

/// The TLS settings: the system's certificates (or those of `SSL_CERT_FILE`), and those of the address.
fn tls(address: &Address) -> Result<ClientConfig, ConnectError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for path in &address.ca_files {
        let certificates = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let certificates =
            certificates.map_err(|error| ConnectError(format!("CA file {}: {error}", path.display())))?;
        roots.add_parsable_certificates(certificates);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| ConnectError(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
