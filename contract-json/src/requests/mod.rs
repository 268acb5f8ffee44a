//! Documents that come in: connections, mails, options, and what guidance needs.

mod connection;
mod guidance;
mod message;
mod options;

pub use connection::{Connection, Credential};
pub use guidance::{FederatedCredential, ServiceResponse, Setup};
pub use message::{Attachment, Header, Importance, Message, MimeContent, Recipient, Sensitivity};
pub use options::{SendOptions, TestOptions};
