//! The adapters, alone and composed with the connector, in an engine that offers WASI and nothing of the connector's contract.

mod compositions;
mod config;
mod engine;
mod files;
mod http_front;
mod key_value;
mod secrets;
