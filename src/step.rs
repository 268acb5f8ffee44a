//! The requests that the connector makes. What a request is and what it may bring about is said here, once.

use crate::http::{Effect, Method};

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Requests an access token from Entra.
    Token,
    /// Sends a mail in one request (`sendMail`).
    SendMail,
    /// Reads the id of the Drafts folder.
    DraftsFolder,
    /// Reads the id of the Sent Items folder.
    SentItemsFolder,
    /// Sends a message that cannot exist, to learn whether the app may send. It needs Mail.Send alone, and no mail can result.
    SendProbe,
    /// Creates a draft.
    CreateDraft,
    /// Lists the messages of a reference.
    FindMessage,
    /// Reads one message.
    GetMessage,
    /// Sets extended properties of a draft.
    SetProperties,
    /// Deletes a draft.
    DeleteDraft,
    /// Lists the attachments of a draft.
    ListAttachments,
    /// Adds an attachment of less than 3 MB to a draft.
    AddAttachment,
    /// Creates an upload session for an attachment from 3 MB up.
    CreateUploadSession,
    /// Uploads a part of an attachment.
    UploadChunk,
    /// Asks an upload session which bytes it expects.
    UploadStatus,
    /// Cancels an upload session.
    CancelUpload,
    /// Sends a draft.
    SendDraft,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 17] = [
        Self::Token,
        Self::SendMail,
        Self::DraftsFolder,
        Self::SentItemsFolder,
        Self::SendProbe,
        Self::CreateDraft,
        Self::FindMessage,
        Self::GetMessage,
        Self::SetProperties,
        Self::DeleteDraft,
        Self::ListAttachments,
        Self::AddAttachment,
        Self::CreateUploadSession,
        Self::UploadChunk,
        Self::UploadStatus,
        Self::CancelUpload,
        Self::SendDraft,
    ];

    /// Returns the step with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }

    /// Returns the name of the step, as the record of requests has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::SendMail => "send-mail",
            Self::DraftsFolder => "drafts-folder",
            Self::SentItemsFolder => "sent-items-folder",
            Self::SendProbe => "send-probe",
            Self::CreateDraft => "create-draft",
            Self::FindMessage => "find-message",
            Self::GetMessage => "get-message",
            Self::SetProperties => "set-properties",
            Self::DeleteDraft => "delete-draft",
            Self::ListAttachments => "list-attachments",
            Self::AddAttachment => "add-attachment",
            Self::CreateUploadSession => "create-upload-session",
            Self::UploadChunk => "upload-chunk",
            Self::UploadStatus => "upload-status",
            Self::CancelUpload => "cancel-upload",
            Self::SendDraft => "send-draft",
        }
    }

    /// Returns what the request may have done when its response is lost.
    pub fn effect(self) -> Effect {
        match self {
            Self::SendMail | Self::SendDraft => Effect::SendsMail,
            Self::CreateDraft | Self::AddAttachment => Effect::Creates,
            // A second token or upload session does no harm: the unused one expires.
            Self::Token | Self::CreateUploadSession => Effect::Idempotent,
            Self::DraftsFolder
            | Self::SentItemsFolder
            | Self::SendProbe
            | Self::FindMessage
            | Self::GetMessage
            | Self::SetProperties
            | Self::DeleteDraft
            | Self::ListAttachments
            | Self::UploadChunk
            | Self::UploadStatus
            | Self::CancelUpload => Effect::Idempotent,
        }
    }

    /// Returns the HTTP method.
    pub fn method(self) -> Method {
        match self {
            Self::DraftsFolder
            | Self::SentItemsFolder
            | Self::FindMessage
            | Self::GetMessage
            | Self::ListAttachments
            | Self::UploadStatus => Method::Get,
            Self::Token
            | Self::SendMail
            | Self::SendProbe
            | Self::CreateDraft
            | Self::AddAttachment
            | Self::CreateUploadSession
            | Self::SendDraft => Method::Post,
            Self::UploadChunk => Method::Put,
            Self::SetProperties => Method::Patch,
            Self::DeleteDraft | Self::CancelUpload => Method::Delete,
        }
    }

    /// Returns the statuses that mean success.
    pub fn expected_statuses(self) -> &'static [u16] {
        match self {
            Self::Token
            | Self::DraftsFolder
            | Self::SentItemsFolder
            | Self::FindMessage
            | Self::GetMessage
            | Self::SetProperties
            | Self::ListAttachments
            | Self::UploadStatus => &[200],
            Self::CreateDraft | Self::AddAttachment => &[201],
            Self::CreateUploadSession => &[200, 201],
            Self::UploadChunk => &[200, 201, 202],
            // Only 202 means that Graph accepted the mail.
            Self::SendMail | Self::SendDraft => &[202],
            Self::DeleteDraft | Self::CancelUpload => &[204],
            // No such message can exist, so no response is a success.
            Self::SendProbe => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_step() {
        for step in Step::ALL {
            assert_eq!(Step::from_name(step.as_str()), Some(step));
        }
        assert_eq!(Step::from_name(""), None);
    }

    /// A 2xx for a send that is not 202 is no success: an over-long MIME message was answered 200 and not sent
    /// (microsoft-graph-docs-contrib#3079).
    #[test]
    fn a_send_is_accepted_with_202_alone() {
        for step in Step::ALL {
            if step.effect() == Effect::SendsMail {
                assert_eq!(step.expected_statuses(), [202], "{step:?}");
            }
        }
    }
}
