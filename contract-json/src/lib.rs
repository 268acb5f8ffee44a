//! The records of the contract as JSON: the tool's `--json`, the service, and the adapter `http-front`, which is a component.
//!
//! A program has the records of the host library. A component has those of its imports: see [`contract`].
//!
//! Fields are in snake case and names of cases in kebab case, as `describe` has them. Fields may be added and are never changed.
//! `null` and an absent field are the same.
//!
//! A document that comes in ([`from_slice`], [`from_str`]) is refused if it has a field that is not known. The error names the
//! field by its path and never repeats a value.

pub mod contract;
mod convert;
pub mod idempotency_key;
mod input;
pub mod problem;
mod recipient;
mod record;
pub mod requests;
pub mod responses;
#[cfg(not(target_family = "wasm"))]
pub mod saved;
pub mod text;

pub use input::{InputError, from_slice, from_str};
pub use recipient::recipient;
