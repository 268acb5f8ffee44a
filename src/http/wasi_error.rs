//! Error codes of `wasi:http`: what went wrong, and whether any part of the request may have been sent.
//!
//! This decides whether a mail may be sent a second time. A code counts as "nothing was sent" only if a host returns it before
//! the request can have left: there was no connection, or the host refused the request. Every other code counts as "may have
//! been sent".
//!
//! The codes are modelled on the registry "HTTP Proxy Error Types" (RFC 9209 §2.3). `wasi:http` does not say when in an exchange a
//! host may return which. A TLS error or alert can come during the handshake and after it, so both codes count as "may have been
//! sent". Only `TLS-certificate-error` belongs to the handshake.
//!
//! This module is compiled natively too, so that a test can go through every code.

use wasi::http::types::ErrorCode;

use super::{
    TransportError,
    TransportFault::{self, *},
};

impl From<&ErrorCode> for TransportError {
    fn from(code: &ErrorCode) -> Self {
        use ErrorCode as E;
        match code {
            // There was no connection.
            E::DnsTimeout | E::DnsError(_) | E::DestinationNotFound => not_sent(Dns),
            E::DestinationUnavailable
            | E::DestinationIpUnroutable
            | E::ConnectionRefused
            | E::ConnectionLimitReached => not_sent(Unreachable),
            E::ConnectionTimeout => not_sent(ConnectTimeout),
            E::TlsCertificateError => not_sent(Tls),
            // The host refused the request.
            E::HttpRequestDenied | E::DestinationIpProhibited => not_sent(Denied),
            E::HttpRequestLengthRequired
            | E::HttpRequestMethodInvalid
            | E::HttpRequestUriInvalid
            | E::HttpRequestUriTooLong
            | E::HttpRequestHeaderSectionSize(_)
            | E::HttpRequestHeaderSize(_) => not_sent(Unsupported),
            // The head of the request may have left before the host counted the body and saw the trailers.
            E::HttpRequestBodySize(_) | E::HttpRequestTrailerSectionSize(_) | E::HttpRequestTrailerSize(_) => {
                maybe_sent(Unsupported)
            }
            E::TlsProtocolError | E::TlsAlertReceived(_) => maybe_sent(Tls),
            E::ConnectionReadTimeout | E::ConnectionWriteTimeout | E::HttpResponseTimeout => maybe_sent(Timeout),
            E::ConnectionTerminated | E::HttpResponseIncomplete => maybe_sent(Broken),
            E::HttpResponseHeaderSectionSize(_)
            | E::HttpResponseHeaderSize(_)
            | E::HttpResponseBodySize(_)
            | E::HttpResponseTrailerSectionSize(_)
            | E::HttpResponseTrailerSize(_)
            | E::HttpResponseTransferCoding(_)
            | E::HttpResponseContentCoding(_)
            | E::HttpUpgradeFailed
            | E::HttpProtocolError => maybe_sent(NotHttp),
            E::LoopDetected | E::ConfigurationError | E::InternalError(_) => maybe_sent(Other),
        }
    }
}

fn not_sent(fault: TransportFault) -> TransportError {
    TransportError::before_sending(fault)
}

fn maybe_sent(fault: TransportFault) -> TransportError {
    TransportError::after_sending(fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasi::http::types::{DnsErrorPayload, FieldSizePayload, TlsAlertReceivedPayload};

    const NOT_SENT: bool = false;
    const MAYBE_SENT: bool = true;

    /// Every code, in the order of `wasi:http`, with the fault and whether the request may have been sent.
    fn table() -> [(ErrorCode, TransportFault, bool); 39] {
        use ErrorCode as E;
        let field = || FieldSizePayload {
            field_name: None,
            field_size: None,
        };
        let dns = DnsErrorPayload {
            rcode: None,
            info_code: None,
        };
        let alert = TlsAlertReceivedPayload {
            alert_id: None,
            alert_message: None,
        };
        [
            (E::DnsTimeout, Dns, NOT_SENT),
            (E::DnsError(dns), Dns, NOT_SENT),
            (E::DestinationNotFound, Dns, NOT_SENT),
            (E::DestinationUnavailable, Unreachable, NOT_SENT),
            (E::DestinationIpProhibited, Denied, NOT_SENT),
            (E::DestinationIpUnroutable, Unreachable, NOT_SENT),
            (E::ConnectionRefused, Unreachable, NOT_SENT),
            (E::ConnectionTerminated, Broken, MAYBE_SENT),
            (E::ConnectionTimeout, ConnectTimeout, NOT_SENT),
            (E::ConnectionReadTimeout, Timeout, MAYBE_SENT),
            (E::ConnectionWriteTimeout, Timeout, MAYBE_SENT),
            (E::ConnectionLimitReached, Unreachable, NOT_SENT),
            (E::TlsProtocolError, Tls, MAYBE_SENT),
            (E::TlsCertificateError, Tls, NOT_SENT),
            (E::TlsAlertReceived(alert), Tls, MAYBE_SENT),
            (E::HttpRequestDenied, Denied, NOT_SENT),
            (E::HttpRequestLengthRequired, Unsupported, NOT_SENT),
            (E::HttpRequestBodySize(None), Unsupported, MAYBE_SENT),
            (E::HttpRequestMethodInvalid, Unsupported, NOT_SENT),
            (E::HttpRequestUriInvalid, Unsupported, NOT_SENT),
            (E::HttpRequestUriTooLong, Unsupported, NOT_SENT),
            (E::HttpRequestHeaderSectionSize(None), Unsupported, NOT_SENT),
            (E::HttpRequestHeaderSize(None), Unsupported, NOT_SENT),
            (E::HttpRequestTrailerSectionSize(None), Unsupported, MAYBE_SENT),
            (E::HttpRequestTrailerSize(field()), Unsupported, MAYBE_SENT),
            (E::HttpResponseIncomplete, Broken, MAYBE_SENT),
            (E::HttpResponseHeaderSectionSize(None), NotHttp, MAYBE_SENT),
            (E::HttpResponseHeaderSize(field()), NotHttp, MAYBE_SENT),
            (E::HttpResponseBodySize(None), NotHttp, MAYBE_SENT),
            (E::HttpResponseTrailerSectionSize(None), NotHttp, MAYBE_SENT),
            (E::HttpResponseTrailerSize(field()), NotHttp, MAYBE_SENT),
            (E::HttpResponseTransferCoding(None), NotHttp, MAYBE_SENT),
            (E::HttpResponseContentCoding(None), NotHttp, MAYBE_SENT),
            (E::HttpResponseTimeout, Timeout, MAYBE_SENT),
            (E::HttpUpgradeFailed, NotHttp, MAYBE_SENT),
            (E::HttpProtocolError, NotHttp, MAYBE_SENT),
            (E::LoopDetected, Other, MAYBE_SENT),
            (E::ConfigurationError, Other, MAYBE_SENT),
            (E::InternalError(None), Other, MAYBE_SENT),
        ]
    }

    #[test]
    fn every_code_has_its_fault_and_says_whether_it_may_have_been_sent() {
        for (code, fault, may_have_been_sent) in table() {
            let expected = TransportError {
                fault,
                may_have_been_sent,
            };
            assert_eq!(TransportError::from(&code), expected, "{code:?}");
        }
    }

    /// The cases of `error-code` in the vendored WIT, by name and order.
    #[test]
    fn the_table_holds_every_code_of_the_interface() {
        let wit = include_str!("../../wit/deps/http.wit");
        let (_, cases) = wit.split_once("variant error-code {").unwrap();
        let (cases, _) = cases.split_once("\n  }").unwrap();
        let named = cases
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("//"))
            .map(|line| {
                line.split(['(', ','])
                    .next()
                    .unwrap()
                    .replace('-', "")
                    .to_ascii_lowercase()
            });
        let tested = table().map(|(code, ..)| {
            let code = format!("{code:?}");
            let name = code.trim_start_matches("ErrorCode::").split('(').next().unwrap();
            name.to_ascii_lowercase()
        });
        assert_eq!(named.collect::<Vec<_>>(), tested);
    }
}
