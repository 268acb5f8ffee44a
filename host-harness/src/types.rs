//! The records of the contract, as the component exports them.
//!
//! Their fields are documented in the contract itself, `wit/types.wit`.
//!
//! Their `Debug` is generated and shows everything: `{:?}` of a [`Message`] prints recipients, text and attachment bytes. Do not log
//! it. Secrets are not in these records; they hold names of secrets.
//!
//! These records are generated. They gain fields when the contract grows, and they cannot be `#[non_exhaustive]`. Each has a
//! `Default`: set the fields that you need over it. A literal that names every field stops compiling when a field is added.
//!
//! With the feature `serde` they implement `Serialize` and `Deserialize`. Fields and cases have their Rust names:
//! `{"tenant_id": "…", "credential": {"ClientSecret": "…"}, …}`. A field that is an `Option` may be left out, any other may not.
//!
//! ```
//! # use outlook_host::types::{Message, Recipient};
//! let message = Message {
//!     to: vec![Recipient::new("megan@contoso.com")],
//!     subject: "Order 42".to_owned(),
//!     text: Some("It has shipped.".to_owned()),
//!     ..Message::default()
//! };
//! ```

pub use crate::bindings::types::{
    Attachment, Cause, Command, ConnectResult, Connection, ConnectionReport, Content, Credential, Error, ErrorDetail,
    Explanation, FederatedCredential, FieldProblem, Header, Importance, Leftover, Link, Mail, Message, Notice, Param,
    Receipt, Recipient, RequestRecord, SendOptions, SendOutcome, Sensitivity, ServiceResponse, Setup,
    SetupInstructions, SetupStep, StepStatus, TestOptions, TestStep,
};

/// Implements `Default` for records whose fields all have a default. wasmtime's `bindgen!` derives a trait for all types or for
/// none, and `Default` cannot be derived for variants. So the fields are listed here again; the compiler names one that is missing.
macro_rules! defaults {
    ($($record:ident { $($field:ident),* })*) => {$(
        impl Default for $record {
            fn default() -> Self {
                Self { $($field: Default::default()),* }
            }
        }
    )*};
}

defaults! {
    Attachment { name, content_type, content, content_id }
    Cause { id, title, confidence, owner, evidence, counter_evidence, check, check_commands, fix, fix_commands, retry, guide_step, params, links }
    Command { shell, text }
    ConnectResult { connection, permissions, enterprise_object_id, token_expires_at, notices, requests }
    Connection { cloud, tenant_id, client_id, credential, mailbox, credential_expires, out_of_scope_mailbox, granted_at, next_credential }
    ConnectionReport { status, summary, markdown, steps, requests }
    ErrorDetail { code, message, params, fields, causes, http_status, service_code, service_message, retry_after_ms, reference, leftovers, understood, not_understood, requests }
    Explanation { service, verdict, detail }
    FederatedCredential { issuer, subject, audience }
    FieldProblem { field, code, message, fix, params, links }
    Header { name, value }
    Leftover { code, message, params }
    Link { id, title, uri }
    Message { to, cc, bcc, reply_to, from, subject, text, html, attachments, importance, sensitivity, categories, read_receipt, delivery_receipt, headers, save_to_sent_items }
    Notice { code, message, fix, params, links }
    Param { name, value }
    Receipt { method, mailbox, recipient_count, reference, message_id, internet_message_id, already_sent, accepted_at, notices, requests }
    Recipient { address, name }
    RequestRecord { step, host, http_status, client_request_id, request_id, date, diagnostic, duration_ms }
    SendOptions { idempotency_key, time_budget_ms, reference }
    SendOutcome { state, summary, message_id, internet_message_id, sent_at, detail, requests }
    ServiceResponse { service, http_status, headers, body, step, roles, connection, findings }
    Setup { cloud, tenant_id, client_id, enterprise_object_id, app_name, group_name, mailboxes, out_of_scope_mailbox, sign_in, needs_drafts, tenant_wide_consent, federated_credential }
    SetupInstructions { steps, script, handover }
    SetupStep { number, title, owner, location, text, commands, paragraphs, params, links }
    TestOptions { send_test_mail, time_budget_ms }
    TestStep { id, title, status, code, message, does_not_prove, params, links, detail, notices }
}

impl Default for Credential {
    /// A client secret without a name, which the component refuses.
    fn default() -> Self {
        Self::ClientSecret(String::new())
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self::Message(Message::default())
    }
}

impl Default for Content {
    /// No bytes.
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl Default for StepStatus {
    /// Not tried.
    fn default() -> Self {
        Self::Skip
    }
}

impl Recipient {
    /// Makes a recipient without a display name.
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            name: None,
        }
    }
}

impl From<Message> for Mail {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}
