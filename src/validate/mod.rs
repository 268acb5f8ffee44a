//! The checks of input. A check returns the checked value, or a violation that says what to type instead.
//!
//! The crate `descriptor` builds the forms that `describe` offers from the same constants. Its tests break every rule once, and
//! compare what the form and the check say about it.

pub mod address;
pub mod app;
pub mod base64;
pub mod connection;
pub mod message;
pub mod message_id;
pub mod options;
pub mod setup;
pub mod store_name;
pub mod text;
