//! The records of the contract as JSON, for programs that are not components: the tool's `--json` and the service.
//!
//! Fields are in snake case and names of cases in kebab case, as `describe` has them. Fields may be added and are never changed.
//! `null` and an absent field are the same.
//!
//! A document that comes in ([`from_slice`], [`from_str`]) is refused if it has a field that is not known. The error names the
//! field by its path and never repeats a value.

mod convert;
mod input;
mod recipient;
mod record;
pub mod requests;
pub mod responses;
pub mod saved;
pub mod text;

pub use input::{InputError, from_slice, from_str};
pub use recipient::recipient;
