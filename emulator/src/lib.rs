//! Plays Microsoft Entra's v2 token endpoint and Microsoft Graph's mail endpoints on loopback. It is as strict as the service.
//!
//! It exists so that a client can be tested, measured and shown without a tenant. Its responses come from Microsoft's
//! documentation and from recorded responses, never from what one client happens to send. Where the facts are open, the README
//! names the choice. It listens on loopback only, and it knows no real tenant.
//!
//! Requests must arrive under the real host names (`login.microsoftonline.com`, `graph.microsoft.com`, those of the national
//! clouds): the host name selects service and cloud. Route those names to [`Emulator::http_addr`] or [`Emulator::tls_addr`].

mod clock;
mod cmdlets;
mod emulator;
mod entra;
mod fault;
mod graph;
mod history;
mod host;
mod mail;
mod response;
mod route;
mod server;
mod state;
mod store;
pub mod throttle;
mod token;
mod world;

pub use cmdlets::session::{CmdletObject, ExchangeSession};
pub use emulator::{Emulator, EmulatorOptions};
pub use fault::{Effect, Fault};
pub use history::{Operation, RequestRecord};
pub use mail::delivered::{Delivered, DeliveredFile, Delivery, Destination};
pub use server::in_process::InProcessResponse;
pub use store::duplicate::{Duplicate, Import};
pub use store::folder::Folder;
pub use store::view::ItemView;
pub use world::application::{AccessPolicy, AccessRight, AppSecret, Application, SecretValue, ServicePrincipal};
pub use world::cloud::{Cloud, UploadHost};
pub use world::credentials;
pub use world::demo;
pub use world::exchange::{
    ClientAccess, ClientAccessPolicy, ExchangeAssignment, ExchangePointer, ManagementScope, Organization, RightsCache,
    RoleGroup, Scope,
};
pub use world::mailbox::{
    DEFAULT_MAX_SEND_SIZE, DEFAULT_RECIPIENT_LIMIT, Group, GroupKind, Mailbox, MailboxKind, ResolvedBy,
};
pub use world::{Tenant, World};

/// The README's code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
