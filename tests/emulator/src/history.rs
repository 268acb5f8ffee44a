//! What arrived: one record per request, without anything secret.

use serde::{Deserialize, Serialize};

use crate::host::Service;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// In a fault: every request. Never in a record.
    Any,
    /// In a fault: a new connection, before anything is read from it. Never in a record.
    Connection,
    /// A request to the token endpoint.
    Token,
    /// `POST /users/{id}/sendMail`.
    SendMail,
    /// `GET /users/{id}/mailFolders/drafts`.
    DraftsFolder,
    /// `POST /users/{id}/messages/{id}/send`.
    SendDraft,
    /// Anything else.
    Other,
}

impl Operation {
    /// Whether a fault for `self` hits a request of kind `other`.
    pub(crate) fn covers(self, other: Self) -> bool {
        self == other || (self == Self::Any && other != Self::Connection)
    }
}

/// One request as it arrived, and how it ended.
#[derive(Clone, Debug)]
pub struct RequestRecord {
    /// Number of the request, from 1, in order of arrival.
    pub number: u64,
    /// Number of the connection: equal numbers show that it was used again.
    pub connection: u64,
    /// Whether the connection is TLS.
    pub tls: bool,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub http_version: String,
    /// Host that the request names, in lower case, without port.
    pub host: String,
    /// Method.
    pub method: String,
    /// Path, without query.
    pub path: String,
    /// What it is for.
    pub operation: Operation,
    /// Header names and values. `authorization` is redacted but for its scheme.
    pub headers: Vec<(String, String)>,
    /// Bytes of body that were read.
    pub body_length: u64,
    /// HTTP status of the answer. None when there was no whole answer, or not yet.
    pub status: Option<u16>,
    /// The fault that was played, by the name of its effect.
    pub fault: Option<&'static str>,
    /// Why it was refused: the error code that was answered, or an explanation for a request that nobody understands.
    pub note: Option<String>,
}

impl RequestRecord {
    /// Returns the first value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Tells what a request is for by its head alone: faults have to be found before the body is read.
pub(crate) fn operation(service: Option<Service>, method: &http::Method, path: &str) -> Operation {
    match service {
        Some(Service::Entra(_)) if path.ends_with("/oauth2/v2.0/token") => Operation::Token,
        Some(Service::Graph(_)) => {
            let mut segments = path
                .rsplit('/')
                .map(|segment| segment.strip_prefix("microsoft.graph.").unwrap_or(segment));
            match (segments.next(), segments.nth(1), method.as_str()) {
                (Some(last), _, "POST") if last.eq_ignore_ascii_case("sendMail") => Operation::SendMail,
                (Some("send"), Some("messages"), "POST") => Operation::SendDraft,
                (Some(last), _, "GET") if last.eq_ignore_ascii_case("drafts") => Operation::DraftsFolder,
                _ => Operation::Other,
            }
        }
        _ => Operation::Other,
    }
}

/// Header names and values for a record.
pub(crate) fn redacted(headers: &http::HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = if name == http::header::AUTHORIZATION {
                format!("{} [redacted]", value.split(' ').next().unwrap_or_default())
            } else {
                value.into_owned()
            };
            (name.as_str().to_owned(), value)
        })
        .collect()
}
