//! Microsoft Graph v1.0: requests in a user's name, their answers and their errors.

pub mod client;
pub mod error;
pub mod message;
pub mod retry_after;
