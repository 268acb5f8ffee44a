//! The contract's operations, one file or folder each.
mod check_outcome;
mod connect;
mod explain;
mod notices;
mod send_mail;
mod test_connection;

pub use check_outcome::check_outcome;
pub use connect::connect;
pub use explain::explain;
pub use send_mail::send_mail;
#[cfg(not(target_arch = "wasm32"))]
pub use test_connection::STEPS as TEST_STEPS;
pub use test_connection::test_connection;
