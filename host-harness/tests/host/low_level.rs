//! The low level: a mail goes out through an engine, a store and a linker that belong to the embedder.

use std::sync::{Arc, LazyLock};

use outlook_emulator::{Effect, Fault, Operation};
use outlook_host::{
    Error, Stores, Transport,
    sandbox::{
        Allowed, Connector, Journal, OutlookCtx, OutlookCtxView, OutlookView, add_http_to_linker, add_stores_to_linker,
        add_to_linker, check_contract,
        wasmtime::{
            Config, Engine, Store,
            component::{Component, Linker, ResourceTable},
        },
    },
    types::{self, Receipt, SendOptions},
};

use crate::support::{component, connection, emulator, mail, secrets, transport_to};

/// The data of a platform's store, with something of its own beside.
struct PlatformData {
    calls: u32,
    outlook: OutlookCtx,
    table: ResourceTable,
}

impl OutlookView for PlatformData {
    fn outlook(&mut self) -> OutlookCtxView<'_> {
        self.calls += 1;
        OutlookCtxView {
            ctx: &mut self.outlook,
            table: &mut self.table,
        }
    }
}

struct Platform {
    engine: Engine,
    component: Component,
    linker: Linker<PlatformData>,
    transport: Arc<Transport>,
    stores: Stores,
}

impl Platform {
    fn new(emulator: &outlook_emulator::Emulator) -> Self {
        // Compiled once for all tests here.
        static COMPILED: LazyLock<Component> = LazyLock::new(|| {
            let engine = Engine::new(Config::new().wasm_component_model(true)).unwrap();
            Component::from_file(&engine, component()).unwrap()
        });
        let component = COMPILED.clone();
        check_contract(&component).unwrap();
        let engine = component.engine().clone();
        let mut linker = Linker::new(&engine);
        add_to_linker(&mut linker).unwrap();
        Self {
            engine,
            component,
            linker,
            transport: Arc::new(Transport::new(transport_to(emulator))),
            stores: Stores::new().secrets(secrets()),
        }
    }

    async fn send(&self, names: Allowed) -> (Result<Receipt, types::Error>, Arc<Journal>, u32) {
        let outlook = OutlookCtx::new(&self.transport, &self.stores, names);
        let journal = outlook.journal();
        let data = PlatformData {
            calls: 0,
            outlook,
            table: ResourceTable::new(),
        };
        let mut store = Store::new(&self.engine, data);
        let connector = Connector::instantiate_async(&mut store, &self.component, &self.linker)
            .await
            .unwrap();
        let options = SendOptions {
            time_budget_ms: Some(5_000),
            ..SendOptions::default()
        };
        let sent = connector
            .outlook_connector_mail()
            .call_send_mail(&mut store, &connection(), &mail(vec![]), &options)
            .await
            .unwrap();
        (sent, journal, store.data().calls)
    }
}

#[tokio::test]
async fn a_mail_goes_out_through_an_engine_of_the_embedders_own() {
    let emulator = emulator().await;
    let platform = Platform::new(&emulator);
    let (sent, journal, calls) = platform.send(Allowed::of_connection(&connection())).await;
    assert_eq!(sent.unwrap().recipient_count, Some(1));
    assert_eq!(emulator.delivered().len(), 1);
    assert!(journal.may_have_sent_mail());
    assert!(calls > 0);
}

#[tokio::test]
async fn names_that_the_call_does_not_contain_are_refused() {
    let emulator = emulator().await;
    let (sent, journal, _) = Platform::new(&emulator).send(Allowed::default()).await;
    let error = Error::from(sent.unwrap_err());
    assert!(!error.may_have_been_sent() && !journal.may_have_sent_mail());
    assert!(error.to_string().contains("secret"), "{error}");
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_failure_answers_the_same_questions() {
    let emulator = emulator().await;
    emulator.inject(Fault::always(Operation::SendMail, Effect::retry_later(429, 170)));
    let platform = Platform::new(&emulator);
    let (sent, journal, _) = platform.send(Allowed::of_connection(&connection())).await;
    let error = Error::from(sent.unwrap_err());
    assert!(error.is_transient() && !error.may_have_been_sent());
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(170)));
    assert!(!journal.may_have_sent_mail(), "429 is a refusal");
}

/// Interfaces cannot be added twice, so a linker that has some of them takes the others alone.
#[tokio::test]
async fn interfaces_can_be_added_one_by_one() {
    let engine = Engine::default();
    let mut linker = Linker::<PlatformData>::new(&engine);
    add_stores_to_linker(&mut linker).unwrap();
    add_http_to_linker(&mut linker).unwrap();
    assert!(add_to_linker(&mut linker).is_err(), "they are there already");
}
