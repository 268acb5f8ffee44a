//! The library as an embedder uses it: engine, calls, tenants, errors, and the low level over a wasmtime of the embedder's own.

mod api;
mod calls;
mod dropped;
mod engine;
mod hostile;
mod low_level;
mod support;
mod tenants;
