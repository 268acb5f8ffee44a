//! The certificate of a key: what a person compares with the portal, and what a token names.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use pkcs8::{
    LineEnding,
    der::{Document, pem::PemLabel},
};
use ring::digest;
use x509_parser::prelude::{ASN1Time, FromDer, X509Certificate};

use super::KeyFileError;
use crate::stores::Certificate;

/// An X.509 certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyCertificate {
    der: Vec<u8>,
    public_key: Vec<u8>,
    subject: String,
    not_before: SystemTime,
    not_after: SystemTime,
}

/// Label of RFC 7468.
struct Label;

impl PemLabel for Label {
    const PEM_LABEL: &'static str = "CERTIFICATE";
}

impl KeyCertificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// [`KeyFileError::BadCertificate`] when it is none.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyFileError> {
        let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| KeyFileError::BadCertificate)?;
        if !rest.is_empty() {
            return Err(KeyFileError::BadCertificate);
        }
        let validity = parsed.validity();
        Ok(Self {
            public_key: parsed.public_key().subject_public_key.data.to_vec(),
            subject: parsed.subject().to_string(),
            not_before: time(validity.not_before),
            not_after: time(validity.not_after),
            der: der.to_vec(),
        })
    }

    /// The certificate in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate in PEM, as Entra takes it as an upload.
    ///
    /// # Errors
    /// [`KeyFileError::BadCertificate`] when it cannot be written.
    pub fn to_pem(&self) -> Result<String, KeyFileError> {
        let document = Document::try_from(self.der.as_slice()).map_err(|_| KeyFileError::BadCertificate)?;
        document
            .to_pem(Label::PEM_LABEL, LineEnding::LF)
            .map_err(|_| KeyFileError::BadCertificate)
    }

    /// The subject, such as `CN=outlook`.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Begin of the validity.
    #[must_use]
    pub fn not_before(&self) -> SystemTime {
        self.not_before
    }

    /// End of the validity.
    #[must_use]
    pub fn not_after(&self) -> SystemTime {
        self.not_after
    }

    /// SHA-1 of the DER: the Thumbprint that the Entra portal shows.
    #[must_use]
    pub fn sha1_thumbprint(&self) -> [u8; 20] {
        let mut thumbprint = [0; 20];
        thumbprint.copy_from_slice(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.der).as_ref());
        thumbprint
    }

    /// SHA-256 of the DER.
    #[must_use]
    pub fn sha256_thumbprint(&self) -> [u8; 32] {
        let mut thumbprint = [0; 32];
        thumbprint.copy_from_slice(digest::digest(&digest::SHA256, &self.der).as_ref());
        thumbprint
    }

    /// The subject's public key: the contents of its bit string, which is an `RSAPublicKey` (RFC 8017) for an RSA key.
    pub(super) fn public_key(&self) -> &[u8] {
        &self.public_key
    }
}

/// For a key store of your own: what the connector asks of a key's certificate.
impl From<&KeyCertificate> for Certificate {
    fn from(certificate: &KeyCertificate) -> Self {
        Self::new(
            certificate.der.clone(),
            certificate.sha256_thumbprint(),
            certificate.sha1_thumbprint(),
            certificate.not_after,
        )
    }
}

impl fmt::Debug for KeyCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyCertificate")
            .field("subject", &self.subject)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

/// A time before 1970 becomes 1970: such a certificate has expired either way.
fn time(time: ASN1Time) -> SystemTime {
    let seconds = u64::try_from(time.timestamp()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}
