//! The emulator from outside: requests in, responses and the state of the mailboxes out. These tests share no code with the
//! connector.

mod assertions;
mod attachments;
mod body_schema;
mod cmdlets;
mod drafts;
mod error_shapes;
mod faults;
mod finding;
mod grants;
mod limits;
mod mailboxes;
mod mime_input;
mod mime_output;
mod misconfigured;
mod operations;
mod scenario;
mod senders;
mod sending_drafts;
mod sent_copies;
mod support;
mod tls;
mod token_errors;
mod token_issue;
mod upload_lifetime;
mod upload_sessions;
