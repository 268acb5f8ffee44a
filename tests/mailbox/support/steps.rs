//! What a request of the connector is for, told by its method and path.

use outlook_connector::http::{Method, Request};

/// A step of a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is named after the request")]
pub enum Step {
    Token,
    SendMail,
    Find,
    DraftsFolder,
    SentItemsFolder,
    CreateDraft,
    LookAt,
    MarkDraft,
    DeleteDraft,
    AddAttachment,
    ListAttachments,
    CreateUploadSession,
    UploadChunk,
    UploadStatus,
    CancelUpload,
    SendDraft,
}

impl Step {
    /// Tells the step of a request.
    ///
    /// # Panics
    /// On a request that is none of them: a new one must be named here, and so comes into the matrix.
    pub fn of(request: &Request) -> Self {
        let path = request.path.split('?').next().unwrap_or_default();
        let segments: Vec<&str> = path.trim_matches('/').split('/').skip(3).collect();
        if request.host.starts_with("login.") {
            return Self::Token;
        }
        if request.host.starts_with("outlook.") {
            return match request.method {
                Method::Put => Self::UploadChunk,
                Method::Get => Self::UploadStatus,
                Method::Delete => Self::CancelUpload,
                Method::Post | Method::Patch => panic!("{:?} to an upload URL", request.method),
            };
        }
        match (request.method, segments.as_slice()) {
            (Method::Post, ["sendMail"]) => Self::SendMail,
            (Method::Get, ["messages"]) => Self::Find,
            (Method::Get, ["mailFolders", "drafts"]) => Self::DraftsFolder,
            (Method::Get, ["mailFolders", "sentitems"]) => Self::SentItemsFolder,
            (Method::Post, ["messages"]) => Self::CreateDraft,
            (Method::Get, ["messages", _]) => Self::LookAt,
            (Method::Patch, ["messages", _]) => Self::MarkDraft,
            (Method::Delete, ["messages", _]) => Self::DeleteDraft,
            (Method::Post, ["messages", _, "attachments"]) => Self::AddAttachment,
            (Method::Get, ["messages", _, "attachments"]) => Self::ListAttachments,
            (Method::Post, ["messages", _, "attachments", "createUploadSession"]) => Self::CreateUploadSession,
            (Method::Post, ["messages", _, "send"]) => Self::SendDraft,
            (method, path) => panic!("no step is known for {method:?} of {} segments", path.len()),
        }
    }

    /// The name that the record of requests has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::SendMail => "send-mail",
            Self::Find => "find-message",
            Self::DraftsFolder => "drafts-folder",
            Self::SentItemsFolder => "sent-items-folder",
            Self::CreateDraft => "create-draft",
            Self::LookAt => "get-message",
            Self::MarkDraft => "set-properties",
            Self::DeleteDraft => "delete-draft",
            Self::AddAttachment => "add-attachment",
            Self::ListAttachments => "list-attachments",
            Self::CreateUploadSession => "create-upload-session",
            Self::UploadChunk => "upload-chunk",
            Self::UploadStatus => "upload-status",
            Self::CancelUpload => "cancel-upload",
            Self::SendDraft => "send-draft",
        }
    }

    /// Whether it makes Graph send.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendMail | Self::SendDraft)
    }
}
