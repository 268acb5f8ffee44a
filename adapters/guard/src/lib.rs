//! The contract's `mail`, with one more rule: `send-mail` needs an idempotency key. For engines that run a call again after a crash: without
//! a key, the second run sends a second mail. A complete message needs one too.
//!
//! Everything else is passed on as it is.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        // `types` is imported only, so that both sides have the same types.
        inline: "package outlook:guard;
            world adapter {
                import outlook:connector/mail@0.1.0;
                export outlook:connector/mail@0.1.0;
            }",
        path: "../../wit",
        generate_all,
        additional_type_attributes: {
            "outlook:connector/types@0.1.0/error-detail": [#[derive(Default)]],
            "outlook:connector/types@0.1.0/field-problem": [#[derive(Default)]],
        },
    });

    use super::Adapter;

    export!(Adapter);
}

use bindings::{
    exports::outlook::connector::mail::Guest,
    outlook::connector::{
        mail,
        types::{
            ConnectResult, Connection, ConnectionReport, Error, ErrorDetail, Explanation, FieldProblem, Mail, Receipt,
            SendOptions, SendOutcome, ServiceResponse, Setup, SetupInstructions, TestOptions,
        },
    },
};

const FIX: &str = "Pass a key that names this mail and stays the same when the call is repeated, such as the ID of the workflow's run and \
                   the number of its step.";

struct Adapter;

impl Guest for Adapter {
    fn describe() -> Result<String, ()> {
        mail::describe()
    }

    fn connect(connection: Connection) -> Result<ConnectResult, Error> {
        mail::connect(&connection)
    }

    fn test_connection(connection: Connection, options: TestOptions) -> Result<ConnectionReport, ()> {
        mail::test_connection(&connection, options)
    }

    fn send_mail(connection: Connection, mail: Mail, options: SendOptions) -> Result<Receipt, Error> {
        if options
            .idempotency_key
            .as_deref()
            .is_none_or(|key| key.trim().is_empty())
        {
            return Err(Error::PermanentInvalidInput(no_key()));
        }
        mail::send_mail(&connection, &mail, &options)
    }

    fn check_outcome(connection: Connection, reference: String) -> Result<SendOutcome, ()> {
        mail::check_outcome(&connection, &reference)
    }

    fn explain(response: ServiceResponse) -> Result<Explanation, ()> {
        mail::explain(&response)
    }

    fn setup_guide(setup: Setup) -> Result<SetupInstructions, Error> {
        mail::setup_guide(&setup)
    }
}

fn no_key() -> ErrorDetail {
    ErrorDetail {
        code: "invalid-input".to_owned(),
        message: "This engine may run a call again, so a mail needs an idempotency key. Nothing was sent.".to_owned(),
        fields: vec![FieldProblem {
            field: "options.idempotency-key".to_owned(),
            code: "required".to_owned(),
            message: "An idempotency key is needed.".to_owned(),
            fix: FIX.to_owned(),
            ..FieldProblem::default()
        }],
        ..ErrorDetail::default()
    }
}
