//! Embeds the connector: a server would keep the connector and make the call for every mail.
//!
//! Run it against the emulator: `outlook-host emulator` in one terminal, and in another
//! `cargo run --release -p outlook-host --example embed -- target/outlook-connector.wasm http://127.0.0.1:8080`

use std::time::Duration;

use outlook_host::{
    ComponentSource, Connector, EngineOptions, Route, TransportOptions,
    stores::MemorySecrets,
    types::{Connection, Credential, Mail, Message, Recipient},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let component = arguments.next().ok_or("usage: embed COMPONENT [EMULATOR-URL]")?;
    // Without an emulator there are no routes, and the requests go to Microsoft.
    let routes = arguments.next().map(|url| Route::all_hosts(&url)).transpose()?;

    // Once, at the start: compile, reserve sandboxes, set up the transport. Use your own secret store here.
    let connector = Connector::builder(ComponentSource::file(component))
        .engine(EngineOptions::new().pool(16))
        .transport(
            TransportOptions::new()
                .routes(routes.unwrap_or_default())
                .proxies_from_env()?,
        )
        .secrets(MemorySecrets::with([(
            "outlook",
            "demo-secret-value-of-the-outlook-emulator",
        )]))
        .build_async()
        .await?;

    let connection = Connection {
        tenant_id: "7d3a1c52-9f0e-4b6a-8c41-2e5f60a7b910".into(),
        client_id: "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304".into(),
        credential: Credential::ClientSecret("outlook".into()),
        mailbox: "sender@contoso.com".into(),
        ..Connection::default()
    };
    let mail = Mail::from(Message {
        to: vec![Recipient::new("alex@contoso.com")],
        subject: "Hello from a sandbox".into(),
        text: Some("It works.".into()),
        ..Message::default()
    });

    // For every mail: a fresh sandbox. The error answers the questions that an engine has.
    let sent = connector
        .send_mail(&connection, &mail)
        .time_budget(Duration::from_secs(30));
    match sent.await {
        Ok(receipt) => println!("accepted at {}", receipt.accepted_at.unwrap_or_default()),
        Err(error) if error.may_have_been_sent() => println!("look before you send again: {error}"),
        Err(error) if error.is_transient() => println!("not sent, repeat after {:?}: {error}", error.retry_after()),
        Err(error) => println!("not sent: {error}"),
    }
    Ok(())
}
