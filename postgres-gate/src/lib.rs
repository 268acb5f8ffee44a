//! A gate before the mailboxes that several processes share: together they keep to the calls at once that a mailbox may have.
//!
//! Each place of a mailbox is an advisory lock of a PostgreSQL database. Nothing is stored, no table is needed, and a place is free again
//! when the session that holds it ends, however its process ended.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use outlook_host::{ComponentSource, Connector};
//! use outlook_postgres_gate::{Address, PostgresGate};
//!
//! let address: Address = std::env::var("GATE_URL")?.parse()?;
//! let gate = PostgresGate::connect(address).await?;
//! let connector = Connector::builder(ComponentSource::file("outlook-connector.wasm"))
//!     .mailbox_gate(Arc::new(gate))
//!     .build_async()
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! # How
//! A process has one session, however many calls it makes, and one task that speaks over it. What has arrived while a round trip was under
//! way goes into the next one, so that the rate of calls does not depend on the distance of the database.
//!
//! - Inside a process calls come in order of arrival: an [`InProcessGate`](outlook_host::InProcessGate) stands before the database.
//! - A process that waits for a mailbox is told when a place becomes free (`NOTIFY`), and looks by itself every second, since a process that
//!   was killed tells nothing.
//! - A process that gave up a place while another one waited lets the other go first.
//! - Tenants never meet: the keys of the locks are digests of tenant, app and mailbox.
//!
//! # When the database is away
//! Calls go on, each process with its own queue, so that a mailbox may have as many calls at once as the limit says times the processes.
//! Outlook then throttles, which costs time and no mail. A place that is lost with the session does not stop its call. The gate
//! connects again by itself, and writes both to the log. [`PostgresGate::connect`] fails if there is no database at the start: an address
//! that is wrong shows at once.

mod address;
mod book;
mod gate;
mod keys;
mod round;
mod session;

pub use address::{Address, AddressError};
pub use gate::PostgresGate;
pub use session::ConnectError;
