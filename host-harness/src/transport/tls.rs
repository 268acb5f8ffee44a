//! Trusted certificates, and the TLS settings made of them.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};
use thiserror::Error;

/// The trusted certificates: the system's (or those of `SSL_CERT_FILE` and `SSL_CERT_DIR`, where set), and further ones, as for
/// a company's TLS proxy.
///
/// The system's certificates are read once: when a [`Connector`](crate::Connector) is built, beside its other work, and otherwise
/// when the first TLS connection is made. Reading and parsing the some 290 files of Debian's `ca-certificates` took 3 ms.
#[derive(Default)]
pub struct Roots {
    extra: Vec<CertificateDer<'static>>,
    config: OnceLock<Result<Arc<ClientConfig>, String>>,
}

/// Why a CA file was refused.
#[derive(Debug, Error)]
#[error("cannot use CA file {}: {reason}", path.display())]
pub struct CaError {
    path: PathBuf,
    reason: String,
}

impl Roots {
    /// The system's certificates.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// Also trusts the certificates of a PEM file.
    ///
    /// # Errors
    /// [`CaError`] when the file cannot be read, or holds no certificate.
    pub fn and_file(mut self, path: &Path) -> Result<Self, CaError> {
        let fail = |reason: String| CaError {
            path: path.to_owned(),
            reason,
        };
        let certificates = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| fail(error.to_string()))?;
        if certificates.is_empty() {
            return Err(fail(
                "it holds no certificate; it must be PEM, with -----BEGIN CERTIFICATE-----".to_owned(),
            ));
        }
        self.extra.extend(certificates);
        Ok(self)
    }

    /// Also trusts the certificates of a PEM text.
    ///
    /// # Errors
    /// [`CaError`] when it holds no certificate.
    pub fn and_pem(mut self, pem: &str) -> Result<Self, CaError> {
        let fail = |reason: String| CaError {
            path: PathBuf::from("(PEM text)"),
            reason,
        };
        let certificates = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| fail(error.to_string()))?;
        if certificates.is_empty() {
            return Err(fail("it holds no certificate".to_owned()));
        }
        self.extra.extend(certificates);
        Ok(self)
    }

    /// Returns the TLS settings. Reads the certificates if that was not done before, and so blocks the thread.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, String> {
        self.config.get_or_init(|| self.load().map(Arc::new)).clone()
    }

    /// Returns the TLS settings if the certificates have been read.
    pub(super) fn config_if_read(&self) -> Option<Result<Arc<ClientConfig>, String>> {
        self.config.get().cloned()
    }

    fn load(&self) -> Result<ClientConfig, String> {
        let mut roots = RootCertStore::empty();
        let system = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(system.certs);
        roots.add_parsable_certificates(self.extra.iter().cloned());
        if roots.is_empty() {
            let why = system
                .errors
                .first()
                .map(|error| format!(" ({error})"))
                .unwrap_or_default();
            return Err(format!(
                "no trusted certificates were found{why}; install the package ca-certificates, or set SSL_CERT_FILE"
            ));
        }
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}
