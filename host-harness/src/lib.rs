#![doc = include_str!("../README.md")]

mod bindings;
mod call;
mod compose;
mod engine;
mod host;
mod linker;
pub mod policy;
mod private_files;
mod route;
mod state;
pub mod stores;
pub mod transport;

pub use bindings::types;
pub use call::{Call, CallError, CallErrorKind, Interrupt};
pub use engine::{Allocation, ComponentSource, ContractMismatch, EngineError, EngineOptions};
pub use host::{Host, HostBuilder};
pub use policy::Policy;
pub use route::{Route, RouteError, Target};
pub use stores::{AttachmentStore, ContentDigest, SecretStore, SigningKeys, StoredSecret, Stores};
pub use transport::{Roots, Transport, TransportOptions};
