//! Faults in the words of many libraries.

use super::*;
use crate::http::TransportFault::{Broken, ConnectTimeout, Dns, Other, Timeout, Tls, Unreachable};

#[track_caller]
fn means(text: &str, expected: Option<(TransportFault, bool)>) {
    let found = find(text).map(|found| (found.error.fault, found.error.may_have_been_sent));
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_client_that_did_not_connect_sent_nothing() {
    for (text, fault) in [
        ("Error: connect ECONNREFUSED 10.0.0.1:443", Unreachable),
        ("Error: connect ETIMEDOUT 20.190.1.1:443", ConnectTimeout),
        ("getaddrinfo ENOTFOUND graph.microsoft.com", Dns),
        ("dial tcp 20.190.1.1:443: i/o timeout", ConnectTimeout),
        ("dial tcp: lookup graph.microsoft.com: no such host", Dns),
        ("net/http: TLS handshake timeout", Tls),
        ("java.net.ConnectException: Connection timed out", ConnectTimeout),
        ("java.net.SocketTimeoutException: Connect timed out", ConnectTimeout),
        (
            "cURL error 28: Connection timed out after 10001 milliseconds",
            ConnectTimeout,
        ),
        ("cURL error 6: Could not resolve host: graph.microsoft.com", Dns),
        (
            "Max retries exceeded with url: /x (Caused by NewConnectionError('<x>: Failed to establish a new connection'))",
            Unreachable,
        ),
        (
            "Connection to graph.microsoft.com timed out. (connect timeout=30)",
            ConnectTimeout,
        ),
        (
            "hyper_util::client::legacy::Error(Connect, ConnectError(\"tcp connect error\"))",
            Unreachable,
        ),
        ("javax.net.ssl.SSLHandshakeException: PKIX path building failed", Tls),
        ("Net::OpenTimeout: execution expired", ConnectTimeout),
        (
            "No connection could be made because the target machine actively refused it.",
            Unreachable,
        ),
    ] {
        means(text, Some((fault, false)));
    }
}

#[test]
fn a_client_that_stopped_waiting_may_have_sent_everything() {
    for (text, fault) in [
        ("Read timed out. (read timeout=30)", Timeout),
        ("httpx.ReadTimeout", Timeout),
        (
            "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
            Broken,
        ),
        ("AxiosError: timeout of 30000ms exceeded", Timeout),
        ("Error: socket hang up", Broken),
        ("read ECONNRESET", Broken),
        ("TypeError: fetch failed", Other),
        (
            "HeadersTimeoutError: Headers Timeout Error (UND_ERR_HEADERS_TIMEOUT)",
            Timeout,
        ),
        (
            "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            Timeout,
        ),
        ("Post \"https://graph.microsoft.com/x\": EOF", Broken),
        (
            "The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.",
            Timeout,
        ),
        (
            "System.Threading.Tasks.TaskCanceledException: A task was canceled.",
            Timeout,
        ),
        ("java.net.http.HttpTimeoutException: request timed out", Timeout),
        ("java.net.SocketTimeoutException: timeout", Timeout),
        (
            "java.io.IOException: unexpected end of stream on https://graph.microsoft.com/...",
            Broken,
        ),
        (
            "cURL error 28: Operation timed out after 30001 milliseconds with 0 bytes received",
            Timeout,
        ),
        ("curl: (52) Empty reply from server", Broken),
        (
            "GuzzleHttp\\Exception\\ConnectException: cURL error 28: Operation timed out",
            Timeout,
        ),
        (
            "error sending request for url (https://x): operation timed out",
            Timeout,
        ),
        ("connection closed before message completed", Broken),
        (
            "The underlying connection was closed: An unexpected error occurred on a send.",
            Broken,
        ),
        ("Net::ReadTimeout with #<TCPSocket:(closed)>", Timeout),
        ("AbortError: This operation was aborted", Timeout),
    ] {
        means(text, Some((fault, true)));
    }
}

#[test]
fn other_text_names_no_fault() {
    for text in ["", "Access is denied.", "a eofx", "the geofence"] {
        means(text, None);
    }
}

#[test]
fn of_several_attempts_the_one_that_may_have_sent_counts() {
    for text in [
        "attempt 1: connect ECONNREFUSED 10.0.0.1:443\nattempt 2: socket hang up",
        "attempt 1: socket hang up\nattempt 2: connect ECONNREFUSED 10.0.0.1:443",
    ] {
        means(text, Some((Broken, true)));
    }
    // One event in two lines.
    means(
        "SSLHandshakeException: Remote host terminated the handshake\nCaused by: java.net.SocketException: Connection reset",
        Some((Tls, false)),
    );
    means(
        "TimeoutError: timed out\nurllib3.exceptions.ConnectTimeoutError: (connect timeout=5)",
        Some((ConnectTimeout, false)),
    );
}
