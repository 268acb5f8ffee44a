//! The proof of the app's identity in a token request: the client secret, or a client assertion (RFC 7521 §4.2).

use super::client_assertion::{self, Algorithm, NotSigned};
use crate::{
    call::Host,
    connection::CheckedConnection,
    contract::Credential,
    failure::{Failure, FailureKind, Result},
    failure_message::{FailureMessage, failure_messages},
    field_problem::{FieldProblemInfo, field_problems},
    host::{KeyError, SecretStoreError},
    secret::{ClientAssertion, ClientSecret},
    violation::Violation,
};

/// The proof of one credential.
pub enum Proof {
    /// `client_secret`.
    Secret(ClientSecret),
    /// `client_assertion`, signed by the host's key with this algorithm.
    Signed(ClientAssertion, Algorithm),
    /// `client_assertion`, a token of another identity provider.
    Federated(ClientAssertion),
}

impl Proof {
    /// Returns the value. Error texts must not contain it.
    pub fn reveal(&self) -> &str {
        match self {
            Self::Secret(secret) => secret.reveal(),
            Self::Signed(assertion, _) | Self::Federated(assertion) => assertion.reveal(),
        }
    }
}

/// Gets the proof from the host's stores. The host reads a federated token anew each time, because it lives for minutes.
///
/// # Errors
/// `permanent-invalid-input` if the store has nothing of this name, `permanent-unauthorized` if the connector may not use it, or
/// `transient` if the store does not work.
pub fn of(host: &dyn Host, connection: &CheckedConnection, credential: &Credential) -> Result<Proof> {
    match credential {
        Credential::ClientSecret(_) => {
            let value = stored(host, connection, credential, &OF_SECRET)?;
            Ok(Proof::Secret(ClientSecret::new(value)))
        }
        Credential::FederatedAssertion(_) => {
            let value = stored(host, connection, credential, &OF_TOKEN)?;
            // Files end with a line break, which is no part of a JWT.
            Ok(Proof::Federated(ClientAssertion::new(value.trim().to_owned())))
        }
        Credential::Certificate(key) => {
            let signed = |algorithm| client_assertion::sign(host, connection, key, algorithm);
            let signed = match signed(Algorithm::Ps256) {
                Err(NotSigned::Key(KeyError::UnsupportedAlgorithm)) => signed(Algorithm::Rs256),
                signed => signed,
            };
            signed.map_err(|error| no_signature(connection, credential, error))
        }
    }
}

/// Signs again with RS256, for an authority that does not take PS256.
///
/// # Errors
/// As [`of`].
pub fn with_rs256(host: &dyn Host, connection: &CheckedConnection, credential: &Credential) -> Result<Proof> {
    client_assertion::sign(host, connection, credential.name(), Algorithm::Rs256)
        .map_err(|error| no_signature(connection, credential, error))
}

/// Returns the field of a credential of the connection.
pub fn field(connection: &CheckedConnection, credential: &Credential) -> String {
    let field = match &connection.next_credential {
        Some(next) if next == credential => "next-credential",
        _ => "credential",
    };
    format!("connection.{field}.{}", credential.kind())
}

/// The failure for a credential that breaks a rule.
fn invalid(connection: &CheckedConnection, credential: &Credential, violation: Violation) -> Failure {
    violation
        .at(&field(connection, credential))
        .with_links(connection.link_values())
        .into()
}

/// What is said of a value that the secret store does not return.
struct Words {
    empty: &'static FieldProblemInfo,
    missing: &'static FieldProblemInfo,
    denied: &'static FailureMessage,
}

const OF_SECRET: Words = Words {
    empty: &field_problems::SECRET_EMPTY,
    missing: &field_problems::SECRET_MISSING,
    denied: &failure_messages::SECRET_DENIED,
};

const OF_TOKEN: Words = Words {
    empty: &field_problems::TOKEN_EMPTY,
    missing: &field_problems::TOKEN_MISSING,
    denied: &failure_messages::TOKEN_DENIED,
};

/// Reads a value of the secret store.
fn stored(host: &dyn Host, connection: &CheckedConnection, credential: &Credential, words: &Words) -> Result<String> {
    let name = credential.name();
    let missing = |rule: &FieldProblemInfo| {
        let violation = rule.violated(&[("name", name.to_owned())]);
        Err(invalid(connection, credential, violation))
    };
    match host.get(name) {
        Ok(Some(secret)) if secret.value.trim().is_empty() => missing(words.empty),
        Ok(Some(secret)) => Ok(secret.value),
        Ok(None) => missing(words.missing),
        Err(SecretStoreError::Denied(why)) => Err(Failure::new(
            FailureKind::Unauthorized,
            words.denied,
            &[("name", name), ("reason", &why)],
        )),
        Err(SecretStoreError::Unavailable(why)) => Err(Failure::new(
            FailureKind::Transient,
            &failure_messages::SECRET_STORE_UNAVAILABLE,
            &[("reason", &why)],
        )),
    }
}

fn no_signature(connection: &CheckedConnection, credential: &Credential, error: NotSigned) -> Failure {
    let key = credential.name();
    let invalid =
        |rule: &FieldProblemInfo, values: &[(&str, String)]| invalid(connection, credential, rule.violated(values));
    let error = match error {
        NotSigned::Key(error) => error,
        NotSigned::Thumbprint(bytes) => {
            return invalid(&field_problems::KEY_THUMBPRINT, &[("length", bytes.to_string())]);
        }
    };
    match error {
        KeyError::NotFound => invalid(&field_problems::KEY_MISSING, &[("name", key.to_owned())]),
        KeyError::UnsupportedAlgorithm => invalid(&field_problems::KEY_ALGORITHM, &[]),
        KeyError::Denied(why) => Failure::new(
            FailureKind::Unauthorized,
            &failure_messages::KEY_STORE_DENIED,
            &[("name", key), ("reason", &why)],
        ),
        KeyError::Unavailable(why) => Failure::new(
            FailureKind::Transient,
            &failure_messages::KEY_STORE_UNAVAILABLE,
            &[("reason", &why)],
        ),
    }
}
