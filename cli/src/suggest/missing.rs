//! Suggests how to store what a connection names and no store has.

use outlook_host::types::{Connection, Credential};

use super::tool;
use crate::{
    failure::Failure,
    next_step::NextStep,
    options::{Global, quoted},
};

/// Suggests a command for each credential of the connection that the failure reports as missing.
pub fn after_missing(failure: &Failure, global: &Global, connection: &Connection) -> Vec<NextStep> {
    let Some(detail) = failure.detail() else {
        return Vec::new();
    };
    let missing = detail
        .fields
        .iter()
        .filter(|field| matches!(field.code.as_str(), "key-missing" | "secret-missing" | "token-missing"));
    missing
        .filter_map(|field| {
            let credential = match field.field.starts_with("connection.next-credential") {
                true => connection.next_credential.as_ref()?,
                false => &connection.credential,
            };
            let (why, command) = match credential {
                Credential::ClientSecret(name) => ("Store the secret's Value:", format!("secret set {}", quoted(name))),
                Credential::Certificate(key) => (
                    "Make the key and upload its certificate, or import one with `key import`:",
                    format!("key create {}", quoted(key)),
                ),
                Credential::FederatedAssertion(name) => (
                    "Say where the assertion comes from: a file, a variable or a command:",
                    format!("secret read-from {} --file FILE", quoted(name)),
                ),
            };
            Some(NextStep::command(why, tool(global, &command)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use outlook_host::types::{Error, ErrorDetail, FieldProblem};

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn each_credential_has_its_own_command() {
        let cli = Cli::parse_from(["outlook-host", "--component", "c.wasm", "describe"]);
        let connection = Connection {
            credential: Credential::Certificate("my key".to_owned()),
            next_credential: Some(Credential::FederatedAssertion("workload".to_owned())),
            ..Connection::default()
        };
        let commands = |field: &str, code: &str| {
            let field = FieldProblem {
                field: field.to_owned(),
                code: code.to_owned(),
                ..FieldProblem::default()
            };
            let detail = ErrorDetail {
                fields: vec![field],
                ..ErrorDetail::default()
            };
            let failure = outlook_host::Error::from(Error::PermanentInvalidInput(detail)).into();
            let steps = after_missing(&failure, &cli.global, &connection);
            steps.into_iter().filter_map(|step| step.command).collect::<Vec<_>>()
        };
        assert_eq!(
            commands("connection.credential.certificate", "key-missing"),
            ["outlook-host --component c.wasm key create 'my key'"]
        );
        assert_eq!(
            commands("connection.next-credential.federated-assertion", "token-missing"),
            ["outlook-host --component c.wasm secret read-from workload --file FILE"]
        );
        assert!(commands("connection.credential.certificate", "store-name").is_empty());
    }
}
