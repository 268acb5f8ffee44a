//! The client assertion of a certificate: a JWT that the host's key signs (RFC 7523 §2.2).
//!
//! Source: entra-docs `certificate-credentials.md`. PS256 goes with `x5t#S256`, RS256 with `x5t`; older versions of that page mixed
//! them. MSAL does the same (microsoft-authentication-library-for-dotnet, `JsonWebToken.cs`).

use base64_simd::URL_SAFE_NO_PAD;
use serde_json::json;

use super::proof::Proof;
use crate::{
    call::Host,
    connection::CheckedConnection,
    guid,
    host::{Certificate, KeyError},
    limits::ASSERTION_LIFETIME_S,
    secret::ClientAssertion,
};

/// Signature algorithm, RFC 7518 §3.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PSS with SHA-256. Entra recommends it.
    Ps256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, for keys and authorities without PS256.
    Rs256,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }
}

/// Why there is no assertion.
pub enum NotSigned {
    /// The host did not sign.
    Key(KeyError),
    /// The host returned a thumbprint of so many bytes, which is no digest of a certificate. A repeat returns the same.
    Thumbprint(usize),
}

impl From<KeyError> for NotSigned {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

/// Builds an assertion and lets the host sign it. It is a new one each time: it has an ID of its own and lives for
/// [`ASSERTION_LIFETIME_S`].
///
/// # Errors
/// [`NotSigned`] if the host does not sign, or returns no thumbprint.
pub fn sign(
    host: &dyn Host,
    connection: &CheckedConnection,
    key: &str,
    algorithm: Algorithm,
) -> Result<Proof, NotSigned> {
    let certificate = host.certificate(key)?;
    let mut token = signing_input(host, connection, &certificate, algorithm)?;
    let signature = host.sign(key, algorithm.name(), token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_append(&signature, &mut token);
    Ok(Proof::Signed(ClientAssertion::new(token), algorithm))
}

/// Returns header and claims, encoded (RFC 7515 §5.1).
fn signing_input(
    host: &dyn Host,
    connection: &CheckedConnection,
    certificate: &Certificate,
    algorithm: Algorithm,
) -> Result<String, NotSigned> {
    let (name, thumbprint, length) = match algorithm {
        Algorithm::Ps256 => ("x5t#S256", &certificate.sha256_thumbprint, 32),
        Algorithm::Rs256 => ("x5t", &certificate.sha1_thumbprint, 20),
    };
    if thumbprint.len() != length {
        return Err(NotSigned::Thumbprint(thumbprint.len()));
    }
    let header = json!({
        "alg": algorithm.name(),
        "typ": "JWT",
        name: URL_SAFE_NO_PAD.encode_to_string(thumbprint),
    });
    let now = host.unix_seconds();
    let claims = json!({
        "aud": format!("https://{}{}", connection.cloud.login_host(), super::token_request::path(connection)),
        "iss": connection.client_id,
        "sub": connection.client_id,
        "jti": guid::new_guid(host),
        "nbf": now,
        "iat": now,
        "exp": now.saturating_add(ASSERTION_LIFETIME_S),
    });
    let mut encoded = URL_SAFE_NO_PAD.encode_to_string(header.to_string());
    encoded.push('.');
    URL_SAFE_NO_PAD.encode_append(claims.to_string(), &mut encoded);
    Ok(encoded)
}
