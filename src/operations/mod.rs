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
mod understood;

use crate::{
    contract::{Error, RequestRecord},
    failure::Failure,
    guidance::rank,
};

pub use check_outcome::check_outcome;
pub use connect::connect;
pub use describe::describe;
pub use explain::explain;
pub use send_mail::send_mail;
pub use setup_guide::{setup_guide, setup_steps};
pub use test_connection::{test_connection, test_steps};

/// Completes a failure at the end of an operation: a failure without a response gets the causes of its code, one with a response what
/// was read of it.
fn explained(failure: Failure) -> Failure {
    let understood = understood::of_failure(&failure, &[]);
    failure.with_causes_if_none(rank::causes_of).with_understood(understood)
}

/// Returns the contract's error of a call that made `requests`.
fn error_of(failure: Failure, requests: Vec<RequestRecord>) -> Error {
    let understood = understood::of_failure(&failure, &requests);
    failure
        .with_causes_if_none(rank::causes_of)
        .with_understood(understood)
        .into_error(requests)
}
