//! The checks of input. Each violation names the field and says what to type instead.
//!
//! The forms that `describe` offers stand in the crate `descriptor`, made of the same constants. That checks and forms agree is
//! what `descriptor/tests` proves, rule by rule.

pub mod address;
pub mod connection;
mod headers;
pub mod message;
pub mod options;
pub mod setup;
pub mod text;
