//! One file per command.

pub mod check_outcome;
pub mod completions;
pub mod connect;
pub mod connection;
pub mod describe;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod explain;
pub mod files;
pub mod key;
pub mod man;
mod moment;
mod new_file;
pub mod secret;
pub mod send_mail;
#[cfg(feature = "serve")]
pub mod serve;
pub mod setup_guide;
pub mod test_connection;
pub mod time_budget;
#[cfg(feature = "serve")]
pub mod ui;
