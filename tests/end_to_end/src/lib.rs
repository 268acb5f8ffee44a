//! A laboratory: the component in the reference host, with Entra and Graph played by the emulator in the same process, over
//! real HTTP on loopback.
//!
//! It needs the built component: `cargo xtask build`, or `cargo xtask test`, which builds it first.

pub mod sample;

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use outlook_emulator::{Emulator, EmulatorOptions, World, demo};
use outlook_host::{
    ComponentSource, Connector, EngineOptions, Error, Roots, Route, Stores, Tenant, TransportOptions,
    stores::{MemoryAttachments, MemorySecrets},
    types::{Attachment, Connection, Content, Credential, ErrorDetail, Mail, Message, Receipt, Recipient, SendOptions},
};

/// Name of the client secret in the laboratory's store.
pub const SECRET_NAME: &str = "lab-secret";

/// How the host reaches the emulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Plain HTTP/1.1.
    Plain,
    /// TLS with the emulator's own CA; HTTP/2 by ALPN.
    Tls,
}

/// Host and emulator.
pub struct Lab {
    /// Entra and Graph.
    pub emulator: Emulator,
    /// The host.
    pub host: Connector,
    /// Its secrets, with the token cache.
    pub secrets: Arc<MemorySecrets>,
}

/// The component's file.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn component() -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/outlook-connector.wasm");
    let path = std::env::var_os("OUTLOOK_CONNECTOR").map_or(built, PathBuf::from);
    assert!(
        path.exists(),
        "{} is missing: run `cargo xtask build` first",
        path.display()
    );
    path
}

impl Lab {
    /// The demo world over plain HTTP.
    pub async fn new() -> Self {
        Self::with(World::demo(), Line::Plain).await
    }

    /// A world of one's own, over the line chosen.
    ///
    /// # Panics
    /// When emulator or host cannot be started.
    pub async fn with(world: World, line: Line) -> Self {
        let emulator = Emulator::start(world, EmulatorOptions::on_free_ports())
            .await
            .expect("the emulator starts");
        let secrets = Arc::new(MemorySecrets::with([(SECRET_NAME, demo::SECRET_VALUE)]));
        let host = host(&emulator, line, &secrets);
        Self {
            emulator,
            host,
            secrets,
        }
    }

    /// The same host with files to attach by name.
    #[must_use]
    pub fn host_with_files(&self, files: MemoryAttachments) -> Connector {
        let stores = Stores::new().secrets(Arc::clone(&self.secrets)).attachments(files);
        self.host.for_tenant(Tenant::new("lab", stores))
    }

    /// Sends a message with default options.
    ///
    /// # Errors
    /// The error of the call.
    pub async fn send(&self, message: Message) -> Result<Receipt, Error> {
        self.host.send_mail(&connection(), &Mail::Message(message)).await
    }

    /// Sends a message with little time: for tests of what an answer means, in which waiting and looking shall not go on for
    /// long.
    ///
    /// # Errors
    /// The error of the call.
    pub async fn send_briefly(&self, message: Message) -> Result<Receipt, Error> {
        self.host
            .send_mail(&connection(), &Mail::Message(message))
            .time_budget(Duration::from_secs(2))
            .await
    }

    /// Number of requests of a kind that the emulator saw.
    #[must_use]
    pub fn count(&self, operation: outlook_emulator::Operation) -> usize {
        self.emulator
            .requests()
            .iter()
            .filter(|request| request.operation == operation)
            .count()
    }
}

/// A host that leads all of Microsoft's names to the emulator.
///
/// # Panics
/// When the component cannot be loaded.
#[must_use]
pub fn host(emulator: &Emulator, line: Line, secrets: &Arc<MemorySecrets>) -> Connector {
    let target = match line {
        Line::Plain => format!("http://{}", emulator.http_addr().expect("HTTP is served")),
        Line::Tls => format!("https://{}", emulator.tls_addr().expect("TLS is served")),
    };
    host_routed_to(&target, Some(emulator.ca_pem()), secrets)
}

/// A host that leads all of Microsoft's names to a target.
///
/// # Panics
/// When the component cannot be loaded.
#[must_use]
pub fn host_routed_to(target: &str, ca_pem: Option<&str>, secrets: &Arc<MemorySecrets>) -> Connector {
    host_with_engine(target, ca_pem, secrets, EngineOptions::new())
}

/// The same, with sandboxes of so many bytes of memory.
///
/// # Panics
/// When the component cannot be loaded.
#[must_use]
pub fn host_of_size(
    target: &str,
    ca_pem: Option<&str>,
    secrets: &Arc<MemorySecrets>,
    memory_bytes: usize,
) -> Connector {
    host_with_engine(target, ca_pem, secrets, EngineOptions::new().memory_bytes(memory_bytes))
}

fn host_with_engine(
    target: &str,
    ca_pem: Option<&str>,
    secrets: &Arc<MemorySecrets>,
    engine: EngineOptions,
) -> Connector {
    let roots = ca_pem.map_or_else(Roots::system, |pem| {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
        file.write_all(pem.as_bytes()).expect("and written");
        Roots::system()
            .and_file(file.path())
            .expect("the emulator's CA is a certificate")
    });
    let routes = Route::all_hosts(target).expect("a loopback target");
    Connector::builder(ComponentSource::file(component()))
        .engine(
            engine
                .pool(32)
                .code_cache(component().with_file_name("outlook-code-cache")),
        )
        .transport(TransportOptions::new().routes(routes).roots(roots))
        .secrets(Arc::clone(secrets))
        .build()
        .expect("the component can be run")
}

/// The demo world's connection.
#[must_use]
pub fn connection() -> Connection {
    Connection {
        tenant_id: demo::TENANT_ID.to_string(),
        client_id: demo::CLIENT_ID.to_string(),
        credential: Credential::ClientSecret(SECRET_NAME.to_owned()),
        mailbox: demo::MAILBOX.to_owned(),
        ..Connection::default()
    }
}

/// A small text message to one recipient.
#[must_use]
pub fn message() -> Message {
    Message {
        to: vec![recipient("adele@fabrikam.example", "Adele Vance")],
        subject: "Hello".to_owned(),
        text: Some("Hello, Adele.".to_owned()),
        ..Message::default()
    }
}

/// A recipient with a display name.
#[must_use]
pub fn recipient(address: &str, name: &str) -> Recipient {
    Recipient {
        address: address.to_owned(),
        name: Some(name.to_owned()),
    }
}

/// An attachment.
#[must_use]
pub fn attachment(name: &str, content: Content) -> Attachment {
    Attachment {
        name: name.to_owned(),
        content,
        ..Attachment::default()
    }
}

/// Default options.
#[must_use]
pub fn options() -> SendOptions {
    SendOptions::default()
}

/// The name of an error's kind, which for the connector's own failures is that of the contract's case, and its detail.
#[must_use]
pub fn case(error: &Error) -> (&'static str, Option<&ErrorDetail>) {
    (error.kind().as_str(), error.detail())
}

/// Case and code of a failed send: what most behaviours are told by.
///
/// # Panics
/// When it did not fail.
#[must_use]
pub fn told<T>(answer: Result<T, Error>) -> (&'static str, String) {
    match answer {
        Ok(_) => panic!("it was accepted"),
        Err(error) => {
            let (case, detail) = case(&error);
            (case, detail.map(|detail| detail.code.clone()).unwrap_or_default())
        }
    }
}
