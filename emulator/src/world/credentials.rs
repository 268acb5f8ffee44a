//! Credentials of an app other than secrets: certificates, and trust in another identity provider.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use serde::{Deserialize, Serialize};
use x509_parser::prelude::{FromDer, X509Certificate};

/// A certificate as Graph's `keyCredential` holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyCredential {
    /// The certificate in DER, in base64.
    pub key: String,
}

impl KeyCredential {
    /// Wraps a certificate in DER.
    pub fn from_der(der: &[u8]) -> Self {
        Self {
            key: STANDARD.encode(der),
        }
    }

    /// Reads a certificate in DER or PEM.
    ///
    /// # Errors
    /// Says why it is none.
    pub fn from_file(bytes: &[u8]) -> Result<Self, String> {
        let der = match CertificateDer::from_pem_slice(bytes) {
            Ok(der) => der.to_vec(),
            Err(rustls::pki_types::pem::Error::NoItemsFound) => bytes.to_vec(),
            Err(error) => return Err(error.to_string()),
        };
        X509Certificate::from_der(&der).map_err(|_| "it is no certificate in DER or PEM".to_owned())?;
        Ok(Self::from_der(&der))
    }

    /// The certificate in DER. `None` if it is not in base64.
    pub(crate) fn der(&self) -> Option<Vec<u8>> {
        STANDARD.decode(self.key.trim()).ok()
    }
}

/// A federated identity credential: Entra accepts a token of another identity provider if these claims agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FederatedIdentityCredential {
    /// `iss` of the token.
    pub issuer: String,
    /// `sub` of the token.
    pub subject: String,
    /// `aud` of the token, in the global cloud `api://AzureADTokenExchange`.
    pub audiences: Vec<String>,
}

/// Another identity provider, as Entra sees it through its metadata (OpenID Connect Discovery).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentityProvider {
    /// `iss` of its tokens.
    pub issuer: String,
    /// Certificates of the keys that sign its tokens.
    pub keys: Vec<KeyCredential>,
}
