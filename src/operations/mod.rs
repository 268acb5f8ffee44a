//! The contract's operations, one file or folder each.

mod check_outcome;
mod connect;
mod describe;
mod doubt;
mod explain;
mod notices;
mod send_mail;
mod setup_guide;
mod test_connection;

use crate::{failure::Failure, guidance::rank};

pub use check_outcome::check_outcome;
pub use connect::connect;
pub use describe::describe;
pub use explain::explain;
pub use send_mail::send_mail;
pub use setup_guide::setup_guide;
pub use test_connection::{TEST_STEPS, test_connection};

/// Completes a failure at the end of an operation: a failure without a response gets the causes of its code.
fn explained(failure: Failure) -> Failure {
    failure.with_causes_if_none(rank::causes_of)
}
