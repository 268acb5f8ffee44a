//! One file per command.

pub mod check_outcome;
pub mod completions;
pub mod connect;
pub mod connection;
pub mod describe;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod files;
pub mod message;
pub mod secret;
pub mod send_mail;
pub mod test_connection;
pub mod time_budget;
