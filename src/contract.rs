//! The types of the WIT contract, generated from `wit/`, for the whole crate.
//!
//! Operations take and return exactly these, so there is no second model to keep equal. What a field must look like is not
//! here but in `rules`, which turns contract types into checked ones.

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

pub use bindings::exports::outlook::connector::types::{
    Attachment, Cause, Connected, Connection, ConnectionReport, Content, Credential, Error, ErrorDetail, Exchange,
    Explanation, FieldProblem, Header, Importance, Mail, Message, Notice, Receipt, Recipient, SendOptions, SendOutcome,
    Sensitivity, ServiceAnswer, Setup, SetupInstructions, SetupStep, StepStatus, TestOptions, TestStep,
};
