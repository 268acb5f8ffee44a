//! Translates failures into the errors of `wasi:http`, finely enough for the guest to decide whether a repeat is safe.

use std::{error::Error as StdError, io};

use hyper_util::client::legacy;
use rustls::AlertDescription;
use thiserror::Error as ThisError;
use wasmtime_wasi_http::Error;

use crate::policy::AddressRefusal;

/// Why there is no connection. Nothing was sent.
#[derive(Debug, ThisError)]
pub(super) enum ConnectFault {
    #[error("the host name did not resolve")]
    Dns(#[source] io::Error),
    #[error("the host name resolved only to addresses that may not be called ({0})")]
    Prohibited(AddressRefusal),
    #[error("no connection")]
    Tcp(#[source] io::Error),
    #[error("TLS failed")]
    Tls(#[source] io::Error),
    #[error("the proxy refused")]
    Proxy(#[source] Box<dyn StdError + Send + Sync>),
    #[error("proxy URLs must begin with http://, socks5:// or socks5h://")]
    ProxyScheme,
    #[error("{0}")]
    Roots(String),
    #[error("the URI names no host")]
    NoHost,
}

impl ConnectFault {
    fn to_wasi(&self) -> Error {
        match self {
            Self::Dns(error) if error.kind() == io::ErrorKind::TimedOut => Error::DnsTimeout,
            Self::Dns(_) => Error::DnsError {
                rcode: None,
                info_code: None,
            },
            Self::Prohibited(_) => Error::DestinationIpProhibited,
            Self::Tcp(error) => tcp(error.kind()),
            Self::Tls(error) => tls(error),
            Self::Proxy(error) => match find::<io::Error>(error.as_ref()) {
                Some(error) => tcp(error.kind()),
                None => Error::DestinationUnavailable,
            },
            // The only code for a misconfigured host that guests treat as "nothing was sent".
            Self::ProxyScheme | Self::Roots(_) => Error::DestinationUnavailable,
            Self::NoHost => Error::HttpRequestDenied,
        }
    }
}

fn tcp(kind: io::ErrorKind) -> Error {
    match kind {
        io::ErrorKind::ConnectionRefused => Error::ConnectionRefused,
        io::ErrorKind::TimedOut => Error::ConnectionTimeout,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => Error::DestinationIpUnroutable,
        _ => Error::DestinationUnavailable,
    }
}

fn tls(error: &io::Error) -> Error {
    match find::<rustls::Error>(error) {
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => {
            Error::TlsCertificateError
        }
        Some(rustls::Error::AlertReceived(alert)) => Error::TlsAlertReceived {
            alert_id: Some(u8::from(*alert)),
            alert_message: alert_name(*alert),
        },
        _ => Error::TlsProtocolError,
    }
}

fn alert_name(alert: AlertDescription) -> Option<String> {
    alert.as_str().map(str::to_owned)
}

/// A failure to get a connection.
pub(super) fn before_sending(error: &legacy::Error) -> Error {
    let fault = find::<ConnectFault>(error);
    tracing::debug!(target: "outlook_host::http", fault = fault.map(|fault| report(fault)), "no connection");
    fault.map_or(Error::DestinationUnavailable, ConnectFault::to_wasi)
}

/// A failure after the connection was made: nobody can tell what the service did.
pub(super) fn while_sending(error: &legacy::Error) -> Error {
    match find::<hyper::Error>(error) {
        Some(error) if error.is_parse_too_large() => Error::HttpResponseHeaderSectionSize(None),
        Some(error) if error.is_parse() => Error::HttpProtocolError,
        Some(error) if error.is_timeout() => Error::HttpResponseTimeout,
        // Reset, closed without a response, HTTP/2 stream errors, a body that the guest broke off.
        _ => Error::ConnectionTerminated,
    }
}

/// A failure within the body of a response.
pub(super) fn in_response(error: &hyper::Error) -> Error {
    if error.is_timeout() {
        Error::ConnectionReadTimeout
    } else {
        Error::HttpResponseIncomplete
    }
}

/// Returns the first error of that type in a chain. Looks into `io::Error` too, since `source` does not return the error that it
/// wraps.
pub(super) fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        current = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

/// An error with its causes, for the redacted log. They name hosts and addresses at most.
fn report(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
