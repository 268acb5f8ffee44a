//! The connector's own verdict on a form's data.

use outlook_connector::{
    contract::{Connection, Credential, Error, ErrorDetail, FieldProblem, Mail},
    host::Certificate,
};
use serde_json::Value;

use super::{
    contract::{self, NotRepresentable, SECRET_NAME},
    form::Form,
    host::OfflineHost,
};

/// What the connector says.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The contract has no way to pass it.
    NotRepresentable(NotRepresentable),
    /// It is refused: each field's pointer, with the code of the rule.
    Refused(Vec<(String, String)>),
    /// It holds.
    Holds,
}

/// A connection that holds.
#[must_use]
pub fn connection() -> Connection {
    Connection {
        tenant_id: "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10".to_owned(),
        client_id: "b1c5a2de-0000-4000-8000-00000000c11e".to_owned(),
        credential: Credential::ClientSecret(SECRET_NAME.to_owned()),
        mailbox: "references@contoso.com".to_owned(),
        ..Connection::default()
    }
}

/// Passes a form's data to the operation that it is for; the operation uses `connection`.
///
/// # Panics
/// For a form that is not known here.
#[must_use]
pub fn validate(form: &Form, data: &Value, connection: &Connection) -> Verdict {
    match problems(form, data, connection) {
        Err(error) => Verdict::NotRepresentable(error),
        Ok(problems) if problems.is_empty() => Verdict::Holds,
        Ok(problems) => {
            let mut all: Vec<(String, String)> = problems
                .into_iter()
                .map(|problem| (pointer(form, &problem.field), problem.code))
                .collect();
            all.sort();
            Verdict::Refused(all)
        }
    }
}

fn problems(form: &Form, data: &Value, connection: &Connection) -> Result<Vec<FieldProblem>, NotRepresentable> {
    let mut secrets = Vec::new();
    let tree = contract::tree(&form.told["contract"], data, &mut secrets)?;
    let host = OfflineHost::new();
    for (name, secret) in secrets {
        host.secrets
            .set(&name, secret.as_str().ok_or("a secret that is no text")?);
    }
    let fields = |detail: Option<ErrorDetail>| detail.map(|detail| detail.fields).unwrap_or_default();
    if !matches!(
        form.id.as_str(),
        "client-secret" | "certificate" | "federated-assertion"
    ) {
        host.secrets.set(SECRET_NAME, "value");
    }
    Ok(match form.id.as_str() {
        "client-secret" | "certificate" | "federated-assertion" => {
            // The platform stores no secret that nobody typed. A name that nobody typed is empty.
            let if_missing = match form.id.as_str() {
                "certificate" => Credential::Certificate(String::new()),
                "federated-assertion" => Credential::FederatedAssertion(String::new()),
                _ => Credential::ClientSecret(SECRET_NAME.to_owned()),
            };
            let connection = contract::connection(&tree["connection"], if_missing)?;
            fill_stores(&host, &connection);
            invalid(outlook_connector::connect(&host, &connection).err())
        }
        "connect" => Vec::new(),
        "test-connection" => {
            let options = contract::test_options(&tree["options"])?;
            let report = outlook_connector::test_connection(&host, connection, &options);
            let configuration = report.steps.into_iter().next();
            fields(configuration.and_then(|step| step.detail))
        }
        "send-mail" => {
            let mail = Mail::Message(contract::message(&tree["message"])?);
            let options = contract::send_options(&tree["options"])?;
            invalid(outlook_connector::send_mail(&host, connection, mail, &options).err())
        }
        "send-mail/mime" => {
            let mail = Mail::Mime(contract::content(&tree["mime"])?);
            let options = contract::send_options(&tree["options"])?;
            invalid(outlook_connector::send_mail(&host, connection, mail, &options).err())
        }
        "check-outcome" => {
            let reference = contract::text(&tree, "reference")?;
            fields(outlook_connector::check_outcome(&host, connection, &reference).detail)
        }
        "explain" => {
            let _ = outlook_connector::explain(&contract::answer(&tree["response"])?, 0);
            Vec::new()
        }
        "setup-guide" => {
            let setup = contract::setup(&tree["setup"])?;
            invalid(outlook_connector::setup_guide(&setup).err())
        }
        other => panic!("unknown form: {other}"),
    })
}

fn invalid(error: Option<Error>) -> Vec<FieldProblem> {
    match error {
        Some(Error::PermanentInvalidInput(detail)) => detail.fields,
        _ => Vec::new(),
    }
}

/// The pointer of a field of the contract, by the hints of the form; the path itself, where no hint names it.
/// Stores the keys and the tokens that a connection names.
fn fill_stores(host: &OfflineHost, connection: &Connection) {
    for credential in std::iter::once(&connection.credential).chain(&connection.next_credential) {
        let certificate = Certificate {
            sha256_thumbprint: vec![1; 32],
            sha1_thumbprint: vec![1; 20],
            not_after: 4_000_000_000,
        };
        let name = credential.name().trim();
        match credential {
            Credential::ClientSecret(_) => {}
            Credential::Certificate(_) => host.keys.set(name, certificate, |_, _| Ok(vec![1])),
            Credential::FederatedAssertion(_) => host.secrets.set(name, "token"),
        }
    }
}

fn pointer(form: &Form, field: &str) -> String {
    in_hints(&form.told["contract"], field).unwrap_or_else(|| field.to_owned())
}

fn in_hints(hints: &Value, field: &str) -> Option<String> {
    let hints = hints.as_array()?;
    hints.iter().find_map(|hint| {
        let pointer = hint["pointer"].as_str()?;
        let rest = field.strip_prefix(hint["path"].as_str()?)?;
        if rest.is_empty() {
            return Some(pointer.to_owned());
        }
        let (place, rest) = rest.strip_prefix('[')?.split_once(']')?;
        let entry = format!("{pointer}/{place}");
        match rest.strip_prefix('.') {
            None => Some(entry),
            Some("address") if hint["as"] == "addresses" => Some(entry),
            Some(rest) => Some(entry + &in_hints(&hint["items"], rest)?),
        }
    })
}
