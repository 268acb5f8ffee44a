//! A private key with its certificate.

use std::fmt;

use pkcs8::{LineEnding, SecretDocument};
use ring::{
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{self, RsaEncoding},
};
use rsa_keys::pkcs1::RsaPrivateKeyRef;
use zeroize::Zeroizing;

use super::{
    KeyCertificate, KeyFileError,
    file::{self, Contents},
};
use crate::stores::KeyError;

/// Smallest modulus, in bits: NIST SP 800-131A disallows smaller ones.
const MIN_BITS: usize = 2048;
/// Largest modulus, in bits, that `ring` signs with.
const MAX_BITS: usize = 4096;

/// An RSA private key with its certificate. `Debug` shows the certificate only.
///
/// The key's encoding is overwritten in memory when it is dropped. `ring`, which signs, keeps a copy of its own while the key is in
/// use, and does not overwrite it.
pub struct SoftwareKey {
    pkcs1: Zeroizing<Vec<u8>>,
    pair: KeyPair,
    certificate: KeyCertificate,
}

impl SoftwareKey {
    /// Opens a key in PEM, DER or PKCS#12. Its certificate is in the same file, or in `certificate` (PEM or DER). A chain may hold
    /// other certificates; the one of the key counts.
    ///
    /// # Errors
    /// [`KeyFileError`], which says what to do.
    pub fn open(file: &[u8], password: Option<&str>, certificate: Option<&[u8]>) -> Result<Self, KeyFileError> {
        let Contents { keys, mut certificates } = file::contents(file, password)?;
        if let Some(other) = certificate {
            certificates = file::contents(other, None)?.certificates;
        }
        let mut keys = keys.into_iter();
        let (Some(key), more) = (keys.next(), keys.len()) else {
            return Err(KeyFileError::NoKey);
        };
        if more > 0 {
            return Err(KeyFileError::SeveralKeys(more + 1));
        }
        Self::new(key, &certificates)
    }

    /// A key in PKCS#1, with the one of the certificates that belongs to it.
    pub(super) fn new(pkcs1: Zeroizing<Vec<u8>>, certificates: &[Vec<u8>]) -> Result<Self, KeyFileError> {
        check_size(&pkcs1)?;
        let pair = KeyPair::from_der(&pkcs1).map_err(|error| KeyFileError::BadKey(error.to_string()))?;
        let certificates: Vec<_> = certificates
            .iter()
            .map(|der| KeyCertificate::from_der(der))
            .collect::<Result<_, _>>()?;
        if certificates.is_empty() {
            return Err(KeyFileError::NoCertificate);
        }
        let certificate = certificates
            .into_iter()
            .find(|certificate| certificate.public_key() == pair.public().as_ref())
            .ok_or(KeyFileError::Mismatch)?;
        Ok(Self {
            pkcs1,
            pair,
            certificate,
        })
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &KeyCertificate {
        &self.certificate
    }

    /// Size of the key in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.pair.public().modulus_len() * 8
    }

    /// Signs a payload. The algorithm is `PS256` or `RS256` (RFC 7518 sections 3.3 and 3.5).
    ///
    /// # Errors
    /// [`KeyError::UnsupportedAlgorithm`] for any other algorithm.
    pub fn sign(&self, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError> {
        let encoding: &dyn RsaEncoding = match algorithm {
            "PS256" => &signature::RSA_PSS_SHA256,
            "RS256" => &signature::RSA_PKCS1_SHA256,
            _ => return Err(KeyError::UnsupportedAlgorithm),
        };
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(encoding, &SystemRandom::new(), payload, &mut signature)
            .map_err(|_| KeyError::Unavailable("the key could not sign".to_owned()))?;
        Ok(signature)
    }

    /// The private key and the certificate in PEM, not encrypted: for a store that encrypts.
    ///
    /// # Errors
    /// [`KeyFileError::BadKey`] when they cannot be written.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyFileError> {
        let bad = |error: pkcs8::der::Error| KeyFileError::BadKey(error.to_string());
        let key = SecretDocument::try_from(self.pkcs1.as_slice()).map_err(bad)?;
        let key = key.to_pem("RSA PRIVATE KEY", LineEnding::LF).map_err(bad)?;
        let certificate = self.certificate.to_pem()?;
        let mut both = Zeroizing::new(String::with_capacity(key.len() + certificate.len()));
        both.push_str(&key);
        both.push_str(&certificate);
        Ok(both)
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftwareKey")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

/// Before `ring` refuses a size with a word that says less.
fn check_size(pkcs1: &[u8]) -> Result<(), KeyFileError> {
    let key = RsaPrivateKeyRef::try_from(pkcs1).map_err(|error| KeyFileError::BadKey(error.to_string()))?;
    let modulus = key.modulus.as_bytes();
    let unused = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    let bits = modulus.len() * 8 - unused;
    if (MIN_BITS..=MAX_BITS).contains(&bits) {
        Ok(())
    } else {
        Err(KeyFileError::Size(bits))
    }
}
