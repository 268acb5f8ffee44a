//! Bindings generated from the contract in `wit/`.
//!
//! Two rules hold here. `tracing` of the generator stays off: it would log arguments, secrets among them. And the types of
//! the store interfaces stay private, because their generated `Debug` shows values; embedders meet
//! [`StoredSecret`](crate::StoredSecret) instead.

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod generated {
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "outlook:connector/connector",
        imports: { default: async | trappable },
        exports: { default: async },
        additional_derives: [PartialEq],
        with: {
            "wasi:http": wasmtime_wasi_http::p2::bindings::http,
            "wasi:io": wasmtime_wasi_io::bindings::wasi::io,
            "wasi": wasmtime_wasi::p2::bindings,
        },
    });
}

pub(crate) use generated::{
    Connector, ConnectorPre,
    outlook::connector::{attachment_store, secret_store, signing_keys},
};

/// The contract's types, as the component exports them. Documented in `wit/types.wit`.
pub mod types {
    pub use super::generated::exports::outlook::connector::types::{
        Attachment, Cause, ConnectResult, Connection, ConnectionReport, Content, Credential, Error, ErrorDetail,
        Explanation, FederatedCredential, FieldProblem, Header, Importance, Mail, Message, Notice, Param, Receipt,
        Recipient, RequestRecord, SendOptions, SendOutcome, Sensitivity, ServiceResponse, Setup, SetupInstructions,
        SetupStep, StepStatus, TestOptions, TestStep,
    };
}
