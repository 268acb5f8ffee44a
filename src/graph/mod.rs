//! Microsoft Graph v1.0: requests in a user's name, their responses and their errors.

pub mod attached;
pub mod client;
pub mod drafts;
pub mod error;
pub mod message;
pub mod ownership;
pub mod properties;
pub mod request;
pub mod retry_rules;
pub mod upload;
