//! TLS, and mutual TLS: certificates from files, read anew when they change hands.

mod listener;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
    server::WebPkiClientVerifier,
};
use thiserror::Error;
use tokio::sync::watch;

pub(crate) use listener::{Peer, TlsListener};

/// Files of certificates and keys in PEM.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate of the service, and the certificates between it and its CA.
    pub certificates: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// CAs of client certificates. A client with a certificate is the tenant that has its digest; a client without one needs a token.
    pub client_cas: Option<PathBuf>,
}

/// Why TLS cannot be served. The text holds no key.
#[derive(Debug, Error)]
#[error("{}: {why}", path.display())]
pub struct TlsError {
    path: PathBuf,
    why: String,
}

/// TLS of a service. Clones share it.
#[derive(Debug, Clone)]
pub struct Tls {
    files: TlsFiles,
    config: watch::Sender<Arc<ServerConfig>>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// [`TlsError`] if a file cannot be read, or if certificate and key do not fit.
    pub fn from_files(files: TlsFiles) -> Result<Self, TlsError> {
        let config = watch::Sender::new(Arc::new(server_config(&files)?));
        Ok(Self { files, config })
    }

    /// Reads the files anew. New connections have the new certificate, and those that are open stay.
    ///
    /// # Errors
    /// [`TlsError`] as at the start. The earlier certificate then stays in use.
    pub fn reload(&self) -> Result<(), TlsError> {
        self.config.send_replace(Arc::new(server_config(&self.files)?));
        Ok(())
    }

    fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config.borrow())
    }
}

fn server_config(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let at = |path: &Path| {
        let path = path.to_owned();
        move |why: &dyn std::fmt::Display| TlsError {
            path: path.clone(),
            why: why.to_string(),
        }
    };
    let at_certificates = at(&files.certificates);
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| at_certificates(&error))?;
    let builder = match &files.client_cas {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let at_cas = at(path);
            let mut roots = RootCertStore::empty();
            for certificate in certificates(path)? {
                roots.add(certificate).map_err(|error| at_cas(&error))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .allow_unauthenticated()
                .build()
                .map_err(|error| at_cas(&error))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| at(&files.key)(&readable(&error)))?;
    let mut config = builder
        .with_single_cert(certificates(&files.certificates)?, key)
        .map_err(|error| at_certificates(&error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The certificates in a file of PEM: at least one.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let error = |why: String| TlsError {
        path: path.to_owned(),
        why,
    };
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let all = read.map_err(|why| error(readable(&why)))?;
    if all.is_empty() {
        return Err(error("there is no certificate in PEM".to_owned()));
    }
    Ok(all)
}

/// What is wrong with a file of PEM. The reader's own text may quote a line, and a line may be one of a key.
fn readable(error: &pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "there is no such section of PEM".to_owned(),
        _ => "this is not PEM".to_owned(),
    }
}
