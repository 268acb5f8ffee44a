//! The types of the WIT contract, generated from `wit/`, for the whole crate.
//!
//! Operations take and return exactly these, so there is no second model to keep equal. What a field must look like is not
//! here but in `rules`, which turns contract types into checked ones.

#[allow(
    missing_docs,
    unsafe_code,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
pub(crate) mod bindings {
    wit_bindgen::generate!({
        world: "connector",
        path: "wit",
        additional_derives: [PartialEq],
        // The `wasi` crate's bindings are used for all of WASI, so that there is one set of them.
        with: {
            "wasi:clocks/monotonic-clock@0.2.12": wasi::clocks::monotonic_clock,
            "wasi:clocks/wall-clock@0.2.12": wasi::clocks::wall_clock,
            "wasi:http/outgoing-handler@0.2.12": wasi::http::outgoing_handler,
            "wasi:http/types@0.2.12": wasi::http::types,
            "wasi:io/error@0.2.12": wasi::io::error,
            "wasi:io/poll@0.2.12": wasi::io::poll,
            "wasi:io/streams@0.2.12": wasi::io::streams,
            "wasi:random/random@0.2.12": wasi::random::random,
        },
    });
}

#[cfg(any(target_arch = "wasm32", clippy))]
pub(crate) use bindings::outlook::connector::{attachment_store, secret_store};

// Starting points for the records that have a field for everything, as the reference host's library has them.

impl Connection {
    /// A connection in the global cloud that signs in with the client secret of that name in the secret store.
    #[must_use]
    pub fn with_client_secret(tenant_id: &str, client_id: &str, secret_name: &str, mailbox: &str) -> Self {
        Self {
            cloud: None,
            tenant_id: tenant_id.to_owned(),
            client_id: client_id.to_owned(),
            credential: Credential::ClientSecret(secret_name.to_owned()),
            mailbox: mailbox.to_owned(),
            credential_expires: None,
            mailbox_to_refuse: None,
            granted_at: None,
        }
    }
}

impl Message {
    /// A message to one recipient with a subject and no body. Change the other fields as needed.
    #[must_use]
    pub fn to(address: &str, subject: &str) -> Self {
        Self {
            to: vec![Recipient::new(address)],
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            from: None,
            subject: subject.to_owned(),
            text: None,
            html: None,
            attachments: Vec::new(),
            importance: None,
            sensitivity: None,
            categories: Vec::new(),
            read_receipt: false,
            delivery_receipt: false,
            headers: Vec::new(),
            save_to_sent_items: None,
        }
    }
}

impl Recipient {
    /// An address without a display name.
    #[must_use]
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            name: None,
        }
    }
}

pub use bindings::exports::outlook::connector::types::{
    Attachment, Cause, Connected, Connection, ConnectionReport, Content, Credential, Error, ErrorDetail, Exchange,
    Explanation, FieldProblem, Header, Importance, Mail, Message, Notice, Receipt, Recipient, SendOptions, SendOutcome,
    Sensitivity, ServiceAnswer, Setup, SetupInstructions, SetupStep, StepStatus, TestOptions, TestStep,
};
