//! Microsoft Graph v1.0: requests in a user's name, their responses and their errors.

pub mod attachment;
pub mod client;
pub mod drafts;
pub mod error;
pub mod extended_properties;
pub mod message_json;
pub mod messages;
pub mod ownership;
pub mod request;
pub mod upload;
