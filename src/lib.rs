//! The Outlook connector: sends mail through Microsoft Graph, from approved mailboxes, with no user signed in (OAuth 2.0
//! client credentials, RFC 6749 §4.4).
//!
//! The crate holds protocol logic and nothing else. Flows are plain Rust over the small traits of [`host`], so that they are
//! compiled and tested natively; `component` is the thin shell that makes a WebAssembly component of them, and the only
//! place that names `wasi:http`. What crosses the boundary is described in `wit/`, and [`contract`] holds its types.
//!
//! It refuses to: open files or sockets, log, follow redirects, speak to any host that is not Microsoft's, parse a stored
//! secret, and panic, whatever a caller passes in or a server answers.
#![deny(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        clippy::panic,
        clippy::unreachable
    )
)]

mod auth;
mod call;
mod cloud;
// Compiled for clippy as well, so that the shell is held to the same lints as the core.
#[cfg(any(target_arch = "wasm32", clippy))]
mod component;
mod connection;
pub mod contract;
mod failure;
mod graph;
mod guid;
mod guidance;
pub mod host;
pub mod http;
mod lenient_json;
pub mod limits;
mod mime;
mod operations;
mod powershell;
mod redact;
mod secret;
mod step;
#[doc(hidden)]
pub mod tables;
mod texts;
mod time;
mod validate;
mod violation;

pub use call::Host;
pub use operations::{check_outcome, connect, describe, explain, send_mail, setup_guide, test_connection};
#[cfg(not(target_arch = "wasm32"))]
pub use texts::sizes as packed_sizes;
