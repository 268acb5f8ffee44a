//! The proof of the app's identity in a token request: the client secret, or a client assertion (RFC 7521 §4.2).

use super::client_assertion::{self, Algorithm, NotSigned};
use crate::{
    call::Host,
    connection::CheckedConnection,
    contract::Credential,
    failure::{Failure, FailureKind, Result},
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
        Credential::ClientSecret(name) => {
            let fix = format!(
                "Store the secret's Value (Entra ID > App registrations > your app > Certificates & secrets) under the name {name}."
            );
            let value = stored(host, connection, credential, &fix)?;
            Ok(Proof::Secret(ClientSecret::new(value)))
        }
        Credential::FederatedAssertion(name) => {
            let fix = format!(
                "Let the host provide the token of the other identity provider under the name {name}: from the file, the command or the variable that holds it."
            );
            let value = stored(host, connection, credential, &fix)?;
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

/// Reads a value of the secret store.
fn stored(host: &dyn Host, connection: &CheckedConnection, credential: &Credential, fix: &str) -> Result<String> {
    let name = credential.name();
    let (what, code) = match credential {
        Credential::FederatedAssertion(_) => ("token", "token-missing"),
        Credential::ClientSecret(_) | Credential::Certificate(_) => ("secret", "secret-missing"),
    };
    let missing = |problem: String| Err(invalid(connection, credential, Violation::new(code, problem, fix)));
    match host.get(name) {
        Ok(Some(secret)) if secret.value.trim().is_empty() => {
            missing(format!("The secret store holds an empty {what} under this name."))
        }
        Ok(Some(secret)) => Ok(secret.value),
        Ok(None) => missing(format!(
            "The secret store holds no {what} of this name, or an expired one."
        )),
        Err(SecretStoreError::Denied(why)) => Err(Failure::new(
            FailureKind::Unauthorized,
            "secret-store-denied",
            format!("The host does not let this connector read the {what} {name}: {why}"),
        )),
        Err(SecretStoreError::Unavailable(why)) => Err(Failure::new(
            FailureKind::Transient,
            "secret-store-unavailable",
            format!("The host's secret store cannot be used now: {why}"),
        )),
    }
}

fn no_signature(connection: &CheckedConnection, credential: &Credential, error: NotSigned) -> Failure {
    let key = credential.name();
    let invalid =
        |code, problem: &str, fix: String| invalid(connection, credential, Violation::new(code, problem, fix));
    let error = match error {
        NotSigned::Key(error) => error,
        NotSigned::Thumbprint(bytes) => {
            return invalid(
                "key-thumbprint",
                &format!("The key store returned a thumbprint of {bytes} bytes."),
                "Let the host return the SHA-256 (32 bytes) and the SHA-1 (20 bytes) of the certificate's DER."
                    .to_owned(),
            );
        }
    };
    match error {
        KeyError::NotFound => invalid(
            "key-missing",
            "The key store holds no key of this name.",
            format!(
                "Store the private key with its certificate under the name {key}, and upload the certificate to the app."
            ),
        ),
        KeyError::UnsupportedAlgorithm => invalid(
            "key-algorithm",
            "The key cannot sign with PS256 or RS256.",
            "Use an RSA key of 2048 bits or more: Entra accepts no other kind of key.".to_owned(),
        ),
        KeyError::Denied(why) => Failure::new(
            FailureKind::Unauthorized,
            "key-store-denied",
            format!("The host does not let this connector sign with the key {key}: {why}"),
        ),
        KeyError::Unavailable(why) => Failure::new(
            FailureKind::Transient,
            "key-store-unavailable",
            format!("The host's key store cannot be used now: {why}"),
        ),
    }
}
