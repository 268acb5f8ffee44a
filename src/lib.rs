//! The Outlook connector. It sends mail through Microsoft Graph from approved mailboxes, without a signed-in user (OAuth 2.0
//! client credentials, RFC 6749 §4.4).
//!
//! The crate holds protocol logic only. Operations use the small traits of [`host`] and [`http`], so they can be compiled and
//! tested natively. `component` turns them into a WebAssembly component: it is a thin layer over the imports and exports of
//! `wit/`. [`contract`] holds the types of `wit/`.
//!
//! The connector does not open files or sockets, log, follow redirects, send a request to a host that is not Microsoft's, or
//! interpret a stored secret. It does not panic, whatever a caller passes or a server answers.
#![deny(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic,
        clippy::unreachable
    )
)]

mod auth;
mod call;
mod cloud;
// Compiled for clippy too, so that the same lints hold for it.
#[cfg(any(target_arch = "wasm32", clippy))]
mod component;
mod connection;
pub mod contract;
mod failure;
mod failure_message;
mod field_problem;
mod graph;
mod guid;
mod guidance;
mod header_fields;
pub mod host;
pub mod http;
mod lenient_json;
pub mod limits;
mod link;
mod mime;
mod notice;
mod operations;
mod portals;
mod powershell;
mod redact;
mod secret;
mod step;
#[doc(hidden)]
pub mod tables;
mod template;
mod time;
mod uri;
mod validate;
mod verdict;
mod violation;

pub use call::Host;
pub use operations::{check_outcome, connect, describe, explain, send_mail, setup_guide, test_connection};
