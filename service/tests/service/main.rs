//! The service over real HTTP, with the component in its sandbox, and Entra and Graph played by the emulator.
//!
//! These tests need the component: `cargo xtask build` puts it into `target/`.

mod canary;
#[path = "../../../tests/http_client/mod.rs"]
mod client;
#[cfg(feature = "otel")]
mod collector;
mod defects;
mod drain;
mod example;
mod faults;
mod files;
mod generated_client;
mod lab;
mod openapi;
mod page_snippet;
mod reload;
mod routes;
mod stored;
mod tenants;
mod tls;
#[cfg(feature = "otel")]
mod traces;
