//! Files of keys and certificates, as `openssl`, Windows and Java write them.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use p12_keystore::{Pkcs12Archive, error::Error as Pkcs12Error};
use pem::Pem;
use pkcs8::{EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef, pkcs5};
use rsa_keys::pkcs1::RsaPrivateKeyRef;
use zeroize::Zeroizing;

use super::{KeyCertificate, KeyFileError, SoftwareKey};

/// Longest file read: a chain with a key has a few KiB.
const FILE_BYTES: u64 = 1024 * 1024;

/// `rsaEncryption`, `id-RSASSA-PSS` (RFC 8017 appendix C) and `id-ecPublicKey` (RFC 5480).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Beginning of a section of PEM.
const BEGIN: &[u8] = b"-----BEGIN ";

/// Beginning of a Java keystore of the old kind.
const JAVA_KEYSTORE: [u8; 4] = [0xFE, 0xED, 0xFE, 0xED];

/// A key in a file, with what opens it.
#[derive(Clone)]
#[must_use]
pub struct KeyFile {
    path: PathBuf,
    certificate: Option<PathBuf>,
    password: Option<Zeroizing<String>>,
}

impl KeyFile {
    /// A file with a key and its certificate.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            certificate: None,
            password: None,
        }
    }

    /// Sets the file of the certificate, if it is not in the file of the key.
    pub fn certificate(mut self, path: impl Into<PathBuf>) -> Self {
        self.certificate = Some(path.into());
        self
    }

    /// Sets the password of the file.
    pub fn password(mut self, password: impl Into<Zeroizing<String>>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Reads the files and opens the key. It blocks meanwhile.
    ///
    /// # Errors
    /// [`KeyFileError`], which says what to do.
    pub fn open(&self) -> Result<SoftwareKey, KeyFileError> {
        let key = read(&self.path)?;
        let certificate = self.certificate.as_deref().map(read).transpose()?;
        let password = self.password.as_ref().map(|password| password.as_str());
        SoftwareKey::open(&key, password, certificate.as_ref().map(|bytes| bytes.as_slice()))
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile")
            .field("path", &self.path)
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

/// Reads a whole file that is not too long. The bytes are overwritten when they are dropped.
fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let failed = |source| KeyFileError::Io {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > FILE_BYTES {
        return Err(failed(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "a file of a key has at most 1 MiB",
        )));
    }
    // Room for all, so that growing leaves no copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1));
    file.take(FILE_BYTES).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// What a file has: private keys in PKCS#1, and certificates in DER.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) keys: Vec<Zeroizing<Vec<u8>>>,
    pub(super) certificates: Vec<Vec<u8>>,
}

/// Reads a file of any known format.
pub(super) fn contents(file: &[u8], password: Option<&str>) -> Result<Contents, KeyFileError> {
    let is_pem = file.windows(BEGIN.len()).any(|window| window == BEGIN);
    if is_pem {
        pem(file, password)
    } else {
        der(file, password)
    }
}

fn pem(file: &[u8], password: Option<&str>) -> Result<Contents, KeyFileError> {
    let incomplete = || KeyFileError::BadKey("the PEM text is incomplete".to_owned());
    let sections = pem::parse_many(file).map_err(|_| incomplete())?;
    // The parser passes over a section without its end.
    if sections.len() < file.windows(BEGIN.len()).filter(|window| *window == BEGIN).count() {
        return Err(incomplete());
    }
    let mut contents = Contents::default();
    for section in sections {
        let is_old_encryption = section.headers().iter().any(|(name, _)| name == "DEK-Info");
        let tag = section.tag().to_owned();
        let bytes = secret(section);
        match tag.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => contents.certificates.push(bytes.to_vec()),
            "RSA PRIVATE KEY" if is_old_encryption => {
                return Err(KeyFileError::Unsupported {
                    what: "the old encryption of BEGIN RSA PRIVATE KEY (DEK-Info)",
                    convert: "openssl pkcs8 -topk8 -in OLD.pem -out NEW.pem",
                });
            }
            "RSA PRIVATE KEY" => contents.keys.push(bytes),
            "PRIVATE KEY" => contents.keys.push(from_pkcs8(&bytes)?),
            "ENCRYPTED PRIVATE KEY" => contents.keys.push(decrypt(&bytes, password)?),
            "EC PRIVATE KEY" => return Err(KeyFileError::NotRsa("an elliptic curve key")),
            "DSA PRIVATE KEY" => return Err(KeyFileError::NotRsa("a DSA key")),
            "OPENSSH PRIVATE KEY" => {
                return Err(KeyFileError::Unsupported {
                    what: "a key of OpenSSH",
                    convert: "ssh-keygen -p -m PKCS8 -f COPY-OF-THE-KEY",
                });
            }
            // Parameters, public keys, requests and others beside the key.
            _ => {}
        }
    }
    Ok(contents)
}

/// The bytes of a section, which are overwritten when they are dropped.
fn secret(section: Pem) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(section.into_contents())
}

fn der(file: &[u8], password: Option<&str>) -> Result<Contents, KeyFileError> {
    let key = |key| {
        Ok(Contents {
            keys: vec![key],
            ..Contents::default()
        })
    };
    if file.starts_with(&JAVA_KEYSTORE) {
        return Err(KeyFileError::Unsupported {
            what: "a Java keystore (JKS)",
            convert: "keytool -importkeystore -srckeystore OLD.jks -destkeystore NEW.p12 -deststoretype PKCS12",
        });
    }
    if PrivateKeyInfoRef::try_from(file).is_ok() {
        return key(from_pkcs8(file)?);
    }
    if EncryptedPrivateKeyInfoRef::try_from(file).is_ok() {
        return key(decrypt(file, password)?);
    }
    if RsaPrivateKeyRef::try_from(file).is_ok() {
        return key(Zeroizing::new(file.to_vec()));
    }
    if KeyCertificate::from_der(file).is_ok() {
        return Ok(Contents {
            certificates: vec![file.to_vec()],
            ..Contents::default()
        });
    }
    pkcs12(file, password)
}

/// Takes an RSA key out of PKCS#8 (RFC 5208, RFC 5958).
fn from_pkcs8(der: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let info = PrivateKeyInfoRef::try_from(der).map_err(|error| KeyFileError::BadKey(error.to_string()))?;
    match info.algorithm.oid {
        RSA => Ok(Zeroizing::new(info.private_key.as_bytes().to_vec())),
        RSA_PSS => Err(KeyFileError::NotRsa("restricted to RSASSA-PSS")),
        EC => Err(KeyFileError::NotRsa("an elliptic curve key")),
        _ => Err(KeyFileError::NotRsa("of another kind")),
    }
}

/// Opens an encrypted PKCS#8 key: PBES2 (RFC 8018), as OpenSSL has written it since version 1.1.
fn decrypt(der: &[u8], password: Option<&str>) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    const UNSUPPORTED: KeyFileError = KeyFileError::Unsupported {
        what: "the encryption of this private key",
        convert: "openssl pkcs8 -topk8 -provider legacy -provider default -in OLD.pem -out NEW.pem",
    };
    let info = EncryptedPrivateKeyInfoRef::try_from(der).map_err(|error| KeyFileError::BadKey(error.to_string()))?;
    let password = password.ok_or(KeyFileError::PasswordNeeded)?;
    let plain = info.decrypt(password).map_err(|error| match error {
        pkcs8::Error::EncryptedPrivateKey(pkcs5::Error::DecryptFailed) => KeyFileError::WrongPassword,
        pkcs8::Error::EncryptedPrivateKey(_) => UNSUPPORTED,
        // A wrong password passes the check of the padding once in 256 times, and leaves noise.
        _ => KeyFileError::WrongPassword,
    })?;
    from_pkcs8(plain.as_bytes())
}

/// Opens a PKCS#12 file (RFC 7292).
fn pkcs12(file: &[u8], password: Option<&str>) -> Result<Contents, KeyFileError> {
    // A file without a password has an empty one.
    let archive = Pkcs12Archive::from_pkcs12(file, password.unwrap_or_default()).map_err(|error| match error {
        Pkcs12Error::DerError(_) => KeyFileError::NoKey,
        Pkcs12Error::UnsupportedEncryptionScheme
        | Pkcs12Error::UnsupportedMacAlgorithm
        | Pkcs12Error::UnsupportedContentType => KeyFileError::Unsupported {
            what: "the encryption of this PKCS#12 file",
            convert: "openssl pkcs12 -legacy -in OLD.p12 -nodes -out KEY.pem, then import KEY.pem and delete it",
        },
        Pkcs12Error::InvalidPrivateKey | Pkcs12Error::InvalidVersion => KeyFileError::BadKey(error.to_string()),
        _ if password.is_none() => KeyFileError::PasswordNeeded,
        _ => KeyFileError::WrongPassword,
    })?;
    Ok(Contents {
        keys: archive
            .keys
            .iter()
            .map(|bag| from_pkcs8(bag.key.as_der()))
            .collect::<Result<_, _>>()?,
        certificates: archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect(),
    })
}
