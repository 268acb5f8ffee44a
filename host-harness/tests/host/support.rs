//! What several tests use: the component, the emulator, a connection and a mail.

use std::{path::PathBuf, time::Duration};

use outlook_emulator::{Emulator, EmulatorOptions, Operation, World, demo};
use outlook_host::{
    ComponentSource, Connector, ConnectorBuilder, EngineOptions, Route, TransportOptions,
    stores::MemorySecrets,
    types::{Attachment, Connection, Credential, Mail, Message, Recipient},
};

/// The component, which `cargo xtask build` puts into `target/`.
pub fn component() -> PathBuf {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/outlook-connector.wasm"));
    assert!(path.is_file(), "no {}: run `cargo xtask build` first", path.display());
    path
}

pub async fn emulator() -> Emulator {
    Emulator::start(World::demo(), EmulatorOptions::on_free_ports())
        .await
        .unwrap()
}

/// Settings of a transport whose requests go to the emulator.
pub fn transport_to(emulator: &Emulator) -> TransportOptions {
    let routes = Route::all_hosts(&format!("http://{}", emulator.http_addr().unwrap())).unwrap();
    TransportOptions::new().routes(routes)
}

/// The store of secrets that [`connection`] needs, with another secret beside.
pub fn secrets() -> MemorySecrets {
    MemorySecrets::with([("mine", demo::SECRET_VALUE), ("theirs", demo::SECRET_VALUE)])
}

/// Settings of an engine that keeps its code for the next test: in a debug build, compiling takes a minute.
pub fn engine() -> EngineOptions {
    EngineOptions::new().code_cache(concat!(env!("CARGO_TARGET_TMPDIR"), "/code"))
}

pub fn builder(emulator: &Emulator) -> ConnectorBuilder {
    Connector::builder(ComponentSource::file(component()))
        .engine(engine())
        .transport(transport_to(emulator))
        .secrets(secrets())
}

pub fn connection() -> Connection {
    Connection {
        tenant_id: demo::TENANT_ID.to_string(),
        client_id: demo::CLIENT_ID.to_string(),
        credential: Credential::ClientSecret("mine".to_owned()),
        mailbox: demo::MAILBOX.to_owned(),
        ..Connection::default()
    }
}

pub fn mail(attachments: Vec<Attachment>) -> Mail {
    Mail::from(Message {
        to: vec![Recipient::new("alex@contoso.com")],
        subject: "Hello".to_owned(),
        text: Some("It works.".to_owned()),
        attachments,
        ..Message::default()
    })
}

/// Waits until a request for the operation has arrived.
pub async fn arrived(emulator: &Emulator, operation: Operation) {
    while !emulator.requests().iter().any(|request| request.operation == operation) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
