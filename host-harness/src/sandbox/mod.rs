//! The low level: everything that the component imports, for platforms that have a wasmtime [`Engine`](wasmtime::Engine),
//! [`Store`](wasmtime::Store) and [`Linker`](wasmtime::component::Linker) of their own.
//!
//! As with wasmtime-wasi, the store's data holds a context, [`OutlookCtx`], and implements a view of it, [`OutlookView`].
//! [`add_to_linker`] then adds exactly the imports of the contract, interface by interface, and nothing else of WASI: no files, no
//! sockets, no environment, no arguments, no standard streams.
//!
//! ```no_run
//! use std::sync::Arc;
//! use outlook_host::sandbox::{
//!     Allowed, Connector, OutlookCtx, OutlookCtxView, OutlookView, add_to_linker, check_contract,
//!     wasmtime::{Engine, Result, Store, component::{Component, Linker, ResourceTable}},
//! };
//! use outlook_host::{Error, Stores, Transport, TransportOptions, types::{Connection, Mail, SendOptions}};
//!
//! struct MyData {
//!     outlook: OutlookCtx,
//!     table: ResourceTable,
//! }
//!
//! impl OutlookView for MyData {
//!     fn outlook(&mut self) -> OutlookCtxView<'_> {
//!         OutlookCtxView { ctx: &mut self.outlook, table: &mut self.table }
//!     }
//! }
//!
//! # async fn send(wasm: &[u8], stores: Stores, connection: Connection, mail: Mail) -> Result<()> {
//! // Once.
//! let engine = Engine::default();
//! let component = Component::new(&engine, wasm)?;
//! check_contract(&component)?;
//! let mut linker = Linker::<MyData>::new(&engine);
//! add_to_linker(&mut linker)?;
//! let transport = Arc::new(Transport::new(TransportOptions::new()));
//!
//! // For each call: a fresh store, which may use what the call's arguments contain.
//! let allowed = Allowed::of_connection(&connection).and_mail(&mail);
//! let outlook = OutlookCtx::new(&transport, &stores, allowed);
//! let requests = outlook.journal();
//! let mut store = Store::new(&engine, MyData { outlook, table: ResourceTable::new() });
//! let connector = Connector::instantiate_async(&mut store, &component, &linker).await?;
//! let sent = connector
//!     .outlook_connector_mail()
//!     .call_send_mail(&mut store, &connection, &mail, &SendOptions::default())
//!     .await;
//! match sent {
//!     Ok(Ok(receipt)) => println!("accepted: {}", receipt.reference),
//!     // The same questions as on the high level.
//!     Ok(Err(failure)) => println!("may have been sent: {}", Error::from(failure).may_have_been_sent()),
//!     Err(trap) => println!("{trap}; may have been sent: {}", requests.may_have_sent_mail()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Allowed`] binds the call to its connection: its secrets and tokens, its mailbox and its tenant. Make it of the same arguments as
//! the call. The platform supplies the rest that [`Connector`](crate::Connector) has: limits on memory, handles, processor time and
//! duration (the example `low_level.rs` sets some), and a queue before each mailbox (Outlook serves four requests at once per app
//! and mailbox).
//!
//! This level speaks wasmtime's types, so it changes with wasmtime's version. The rest of this crate does not.

mod allowed;
mod ctx;
mod http_hooks;
mod imports;
pub(crate) mod limiter;
mod linker;
pub(crate) mod processor_time;

pub use allowed::Allowed;
pub use ctx::{OutlookCtx, OutlookCtxView, OutlookView};
pub use linker::{add_http_to_linker, add_stores_to_linker, add_to_linker};
/// The wasmtime that this crate is built with.
pub use wasmtime;

pub use crate::{
    bindings::{Connector, ConnectorPre, Guest},
    engine::{ContractMismatch, check_contract},
    transport::Journal,
};
