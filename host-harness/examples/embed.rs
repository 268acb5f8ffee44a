//! Embeds the connector: a server would keep the host and make the call for every mail.
//!
//! Run it against the emulator: `outlook-host emulator` in one terminal, and in another
//! `cargo run --release -p outlook-host --example embed -- target/outlook-connector.wasm http://127.0.0.1:8080`

use std::sync::Arc;

use outlook_host::{
    Allocation, ComponentSource, EngineOptions, Host, Route, TransportOptions,
    stores::MemorySecrets,
    types::{Connection, Credential, Error, Mail, Message, Recipient, SendOptions},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let component = arguments.next().ok_or("usage: embed COMPONENT [EMULATOR-URL]")?;
    // Without an emulator there are no routes, and Microsoft is called.
    let routes = arguments
        .next()
        .map(|url| Route::all_hosts(&url))
        .transpose()?
        .unwrap_or_default();

    // Once, at the start: compile, reserve sandboxes, set up the transport. Yours is the secret store.
    let secrets = MemorySecrets::with([("outlook", "demo-secret-value-of-the-outlook-emulator")]);
    let host = Host::builder(ComponentSource::File(component.into()))
        .engine(EngineOptions {
            allocation: Allocation::Pooling { calls: 16 },
            ..EngineOptions::default()
        })
        .transport(TransportOptions {
            routes,
            proxies_from_env: true,
            ..TransportOptions::default()
        })
        .secrets(Arc::new(secrets))
        .build()?;

    let connection = Connection {
        tenant_id: "7d3a1c52-9f0e-4b6a-8c41-2e5f60a7b910".into(),
        client_id: "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304".into(),
        credential: Credential::ClientSecret("outlook".into()),
        mailbox: "sender@contoso.com".into(),
        ..Connection::default()
    };
    let message = Message {
        to: vec![Recipient::new("alex@contoso.com")],
        subject: "Hello from a sandbox".into(),
        text: Some("It works.".into()),
        ..Message::default()
    };
    let options = SendOptions {
        time_budget_ms: Some(30_000),
        ..SendOptions::default()
    };

    // For every mail: a fresh sandbox. The cases of the error say what an engine should do.
    match host.send_mail(&connection, &Mail::Message(message), &options).await {
        Ok(Ok(receipt)) => println!("accepted at {}", receipt.accepted_at.unwrap_or_default()),
        Ok(Err(Error::Throttled(why) | Error::Transient(why))) => println!("not sent, repeat later: {}", why.message),
        Ok(Err(Error::PermanentOutcomeUnknown(why))) => println!("look before you send again: {}", why.message),
        Ok(Err(refused)) => println!("not sent: {refused:?}"),
        Err(died) if died.may_have_been_sent() => println!("look before you send again: {died}"),
        Err(died) => println!("not sent: {died}"),
    }
    Ok(())
}
