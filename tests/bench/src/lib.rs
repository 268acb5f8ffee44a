//! The connector beside a sender written by hand, in one process, against a server in a process of its own.
//!
//! A figure is a median of rounds, with its quartiles beside it. Rounds of the variants alternate. There is no assertion on a
//! time.

pub mod child;
pub mod connector;
pub mod floor;
pub mod memory;
pub mod meter;
pub mod server;
