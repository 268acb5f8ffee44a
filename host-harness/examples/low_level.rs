//! Runs the connector in a wasmtime that belongs to the embedder: own `Engine`, own `Linker`, own `Store`.
//!
//! Run it against the emulator: `outlook-host emulator` in one terminal, and in another
//! `cargo run --release -p outlook-host --example low_level -- target/outlook-connector.wasm http://127.0.0.1:8080`

use std::{sync::Arc, time::Duration};

use outlook_host::{
    Error, Route, Stores, Transport, TransportOptions,
    sandbox::{
        Allowed, Connector, OutlookCtx, OutlookCtxView, OutlookView, add_to_linker, check_contract,
        wasmtime::{
            Config, Engine, Store, StoreLimits, StoreLimitsBuilder,
            component::{Component, Linker, ResourceTable},
        },
    },
    stores::MemorySecrets,
    types::{Connection, Credential, Mail, Message, Recipient, SendOptions},
};

/// The data of the platform's stores. Its own fields would stand here, too.
struct PlatformData {
    outlook: OutlookCtx,
    table: ResourceTable,
    limits: StoreLimits,
}

impl OutlookView for PlatformData {
    fn outlook(&mut self) -> OutlookCtxView<'_> {
        OutlookCtxView {
            ctx: &mut self.outlook,
            table: &mut self.table,
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: low_level COMPONENT [EMULATOR-URL]")?;
    let routes = arguments.next().map(|url| Route::all_hosts(&url)).transpose()?;

    // Once, at the start.
    let engine = Engine::new(Config::new().wasm_component_model(true))?;
    let component = Component::from_file(&engine, file)?;
    check_contract(&component)?;
    let mut linker = Linker::<PlatformData>::new(&engine);
    add_to_linker(&mut linker)?;
    let transport = Arc::new(Transport::new(
        TransportOptions::new().routes(routes.unwrap_or_default()),
    ));
    let stores = Stores::new().secrets(MemorySecrets::with([(
        "outlook",
        "demo-secret-value-of-the-outlook-emulator",
    )]));

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

    // For every mail: a fresh store, which may use what the call's arguments contain: names of stores, and requests.
    let allowed = Allowed::of_connection(&connection).and_mail(&mail);
    let outlook = OutlookCtx::new(&transport, &stores, allowed);
    let requests = outlook.journal();
    let mut table = ResourceTable::new();
    table.set_max_capacity(100);
    let limits = StoreLimitsBuilder::new()
        .memory_size(64 << 20)
        .memories(1)
        .tables(2)
        .instances(3)
        .build();
    let mut store = Store::new(&engine, PlatformData { outlook, table, limits });
    // A component that is trusted needs none of these limits. Time on a thread would be one more.
    store.limiter(|data| &mut data.limits);
    store.set_max_component_handles(100);
    store.set_hostcall_fuel(8 << 20);
    let call = async {
        let connector = Connector::instantiate_async(&mut store, &component, &linker).await?;
        let options = SendOptions::default();
        connector
            .outlook_connector_mail()
            .call_send_mail(&mut store, &connection, &mail, &options)
            .await
    };
    match tokio::time::timeout(Duration::from_secs(105), call).await {
        Ok(Ok(Ok(receipt))) => println!("accepted at {}", receipt.accepted_at.unwrap_or_default()),
        Ok(Ok(Err(failure))) => {
            let error = Error::from(failure);
            println!("may have been sent: {}; {error}", error.may_have_been_sent());
        }
        Ok(Err(trap)) => println!("may have been sent: {}; {trap}", requests.may_have_sent_mail()),
        Err(_) => println!("may have been sent: {}; too slow", requests.may_have_sent_mail()),
    }
    Ok(())
}
