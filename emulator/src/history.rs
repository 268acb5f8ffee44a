//! The records of requests: one for each, without secrets.

use serde::{Deserialize, Serialize};

/// A kind of request.
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
    /// `GET` of another well-known folder.
    OtherFolder,
    /// `POST /users/{id}/messages`.
    CreateDraft,
    /// `GET /users/{id}/messages`.
    ListMessages,
    /// `GET /users/{id}/messages/{id}`.
    GetMessage,
    /// `PATCH /users/{id}/messages/{id}`.
    PatchMessage,
    /// `DELETE /users/{id}/messages/{id}`.
    DeleteMessage,
    /// `POST /users/{id}/messages/{id}/permanentDelete`.
    PermanentDelete,
    /// `POST /users/{id}/messages/{id}/send`.
    SendDraft,
    /// `POST /users/{id}/messages/{id}/attachments`.
    AddAttachment,
    /// `GET /users/{id}/messages/{id}/attachments`.
    ListAttachments,
    /// `POST /users/{id}/messages/{id}/attachments/createUploadSession`.
    CreateUploadSession,
    /// `PUT` of an upload URL.
    UploadChunk,
    /// `GET` of an upload URL.
    UploadStatus,
    /// `DELETE` of an upload URL.
    CancelUpload,
    /// Anything else.
    Other,
}

impl Operation {
    /// Every variant, for generated tests.
    pub const ALL: [Self; 20] = [
        Self::Any,
        Self::Connection,
        Self::Token,
        Self::SendMail,
        Self::DraftsFolder,
        Self::OtherFolder,
        Self::CreateDraft,
        Self::ListMessages,
        Self::GetMessage,
        Self::PatchMessage,
        Self::DeleteMessage,
        Self::PermanentDelete,
        Self::SendDraft,
        Self::AddAttachment,
        Self::ListAttachments,
        Self::CreateUploadSession,
        Self::UploadChunk,
        Self::UploadStatus,
        Self::CancelUpload,
        Self::Other,
    ];

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
    /// Kind of request.
    pub operation: Operation,
    /// Header names and values. `authorization` is redacted but for its scheme.
    pub headers: Vec<(String, String)>,
    /// Bytes of body that were read.
    pub body_length: u64,
    /// HTTP status of the response. None when there was no whole response, or not yet.
    pub status: Option<u16>,
    /// The fault that was played, by the name of its effect.
    pub fault: Option<&'static str>,
    /// Why it was refused: the error code of the response, or an explanation for a request that the services do not know.
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
