//! Writes the documents that describe the connector, from its own tables and constants:
//!
//! - [`descriptor`]: `src/operations/describe/descriptor.json`, the connector for user interfaces. The component embeds it and
//!   returns it from `describe`.
//! - [`troubleshooting`]: `docs/src/troubleshooting.md`, the guidance catalogue for people.
//!
//! `cargo xtask generate` writes both files. A test fails if one of them is out of date.

mod document;
mod forms;
mod troubleshooting;

pub use document::descriptor;
pub use troubleshooting::troubleshooting;
