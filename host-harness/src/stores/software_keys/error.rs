//! Why a key cannot be opened or made.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::stores::KeyError;

/// Why a file of keys or certificates cannot be used. The texts contain nothing of the file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The key is encrypted, and no password was given.
    #[error("the private key is encrypted; give its password")]
    PasswordNeeded,
    /// The password opens nothing.
    #[error("the password is wrong, or the file is damaged")]
    WrongPassword,
    /// There is no private key in the file.
    #[error("the file has no private key: expected PEM (BEGIN PRIVATE KEY), DER or PKCS#12 (.pfx, .p12)")]
    NoKey,
    /// There are several private keys in the file.
    #[error("the file has {0} private keys; put the one to use into a file of its own")]
    SeveralKeys(usize),
    /// There is no certificate.
    #[error(
        "there is no certificate of the key; give the file of the certificate, or put the certificate into the file of the key"
    )]
    NoCertificate,
    /// The certificate is of another key.
    #[error("the certificate does not belong to the private key")]
    Mismatch,
    /// The certificate cannot be read.
    #[error("the certificate is damaged, or is not X.509")]
    BadCertificate,
    /// The private key cannot be read.
    #[error("the private key is damaged: {0}")]
    BadKey(String),
    /// Not RSA. Entra documents RSA keys only.
    #[error(
        "the private key is {0}; Entra takes RSA keys only: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out NEW.pem"
    )]
    NotRsa(&'static str),
    /// A size that is not safe, or that the library cannot use.
    #[error("the RSA key has {0} bits; it must have 2048 to 4096")]
    Size(usize),
    /// A format or encryption that this version cannot open.
    #[error("{what} cannot be opened here; convert it: {convert}")]
    Unsupported {
        /// What it is.
        what: &'static str,
        /// The command that converts it.
        convert: &'static str,
    },
}

/// A key file that is wrong stays wrong. One that cannot be read may be there later.
impl From<KeyFileError> for KeyError {
    fn from(error: KeyFileError) -> Self {
        match &error {
            KeyFileError::Io { source, .. } if source.kind() != io::ErrorKind::NotFound => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Denied(format!("the key cannot be used: {error}")),
        }
    }
}

/// Why a key was not made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NewKeyError {
    /// The size is not one of 2048, 3072 and 4096 bits.
    #[error("an RSA key has 2048, 3072 or 4096 bits, not {0}")]
    Bits(usize),
    /// The validity is too short or too long.
    #[error("a certificate is valid for 1 to {MAX_DAYS} days, not {0}")]
    Days(u32),
    /// The name cannot be the common name of a certificate.
    #[error("the common name must have 1 to 64 characters and no control characters")]
    CommonName,
    /// A library failed.
    #[error("the key was not made: {0}")]
    Failed(String),
}

/// Longest validity, in days: ten years. Nobody should keep a key that long; Entra has no documented limit.
pub(super) const MAX_DAYS: u32 = 3650;
