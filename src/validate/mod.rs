//! What input must look like. Each broken rule names the field and says what to type instead. All problems of an input are
//! reported at once.
//!
//! What `describe` tells of the fields stands beside their checks, in a `fields` module each, and is made of the same constants.
//! The component does not hold it. That checks and descriptor do not differ is what `tests/describe` proves, rule by rule.
//!
//! Violations never repeat what was typed, apart from ids: an address or a secret typed into the wrong field must not end in a log.

pub mod address;
#[cfg(not(target_arch = "wasm32"))]
pub mod answer;
pub mod connection;
#[cfg(not(target_arch = "wasm32"))]
pub mod field;
mod headers;
pub mod message;
pub mod options;
#[cfg(not(target_arch = "wasm32"))]
pub mod pattern;
#[cfg(not(target_arch = "wasm32"))]
pub mod setup;
pub mod text;
