//! The types of the WIT contract, generated from `wit/`, for the whole crate.
//!
//! Operations take and return exactly these types, so that there is no second model to keep equal. The rules of the fields stand in
//! `validate`, which turns contract types into checked ones.

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
pub(crate) mod bindings {
    wit_bindgen::generate!({
        world: "connector",
        path: "wit",
        additional_derives: [PartialEq],
        // Records name only the fields that they set: `SendOptions { time_budget_ms: Some(30_000), ..Default::default() }`.
        additional_type_attributes: {
            "outlook:connector/types@0.1.0/attachment": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/cause": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/command": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/connect-result": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/connection": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/connection-report": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/error-detail": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/explanation": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/federated-credential": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/field-problem": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/header": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/leftover": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/link": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/message": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/notice": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/param": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/receipt": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/recipient": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/request-record": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/send-options": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/send-outcome": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/service-response": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/setup": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/setup-instructions": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/setup-step": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/test-options": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/test-step": [#[derive(Default)]],
        },
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
pub(crate) use bindings::outlook::connector::{attachment_store, secret_store, signing_keys};

// Enums and variants have no derived default: the generator cannot mark a case. Each default is the case that does least.

impl Default for Credential {
    /// A client secret without a name, which the checks refuse.
    fn default() -> Self {
        Self::ClientSecret(String::new())
    }
}

impl Credential {
    /// Ways to sign in, in the order of the contract's cases.
    pub const KINDS: [&'static str; 3] = ["client-secret", "certificate", "federated-assertion"];

    /// Returns the name of the contract's case.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        let [client_secret, certificate, federated_assertion] = Self::KINDS;
        match self {
            Self::ClientSecret(_) => client_secret,
            Self::Certificate(_) => certificate,
            Self::FederatedAssertion(_) => federated_assertion,
        }
    }

    /// Returns the name in the host's store.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::ClientSecret(name) | Self::Certificate(name) | Self::FederatedAssertion(name) => name,
        }
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
    Attachment, Cause, Command, ConnectResult, Connection, ConnectionReport, Content, Credential, Error, ErrorDetail,
    Explanation, FederatedCredential, FieldProblem, Header, Importance, Leftover, Link, Mail, Message, Notice, Param,
    Receipt, Recipient, RequestRecord, SendOptions, SendOutcome, Sensitivity, ServiceResponse, Setup,
    SetupInstructions, SetupStep, StepStatus, TestOptions, TestStep,
};
