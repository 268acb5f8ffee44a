//! The folders that are played.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use uuid::Uuid;

/// A well-known mail folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Folder {
    /// Drafts, where a message also stays while it is being submitted.
    Drafts,
    /// Sent Items.
    SentItems,
    /// Deleted Items.
    DeletedItems,
    /// Inbox.
    Inbox,
    /// Recoverable Items > Deletions: what was removed from Deleted Items, or with Shift+Delete. It lies outside the folders that
    /// listings of all messages show; people see it in "Recover items deleted from this folder" (mailFolder resource,
    /// `recoverableitemsdeletions`).
    RecoverableItems,
}

impl Folder {
    /// All folders.
    pub const ALL: [Self; 5] = [
        Self::Drafts,
        Self::SentItems,
        Self::DeletedItems,
        Self::Inbox,
        Self::RecoverableItems,
    ];

    /// Whether a listing of all messages shows what is in it.
    pub(crate) fn is_listed(self) -> bool {
        self != Self::RecoverableItems
    }

    /// Name in paths ("well-known folder names" of the mailFolder resource).
    pub(crate) fn well_known_name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::SentItems => "sentitems",
            Self::DeletedItems => "deleteditems",
            Self::Inbox => "inbox",
            Self::RecoverableItems => "recoverableitemsdeletions",
        }
    }

    pub(crate) fn display_name(self) -> &'static str {
        match self {
            Self::Drafts => "Drafts",
            Self::SentItems => "Sent Items",
            Self::DeletedItems => "Deleted Items",
            Self::Inbox => "Inbox",
            Self::RecoverableItems => "Deletions",
        }
    }

    /// Id of the folder that holds all others.
    pub(crate) fn root_id(mailbox: Uuid) -> String {
        format!(
            "AQMkAD{}AA",
            URL_SAFE.encode([mailbox.as_bytes().as_slice(), &[0, 1]].concat())
        )
    }

    /// Id of the folder in a mailbox. Ids of folders never change, immutable or not.
    pub(crate) fn id(self, mailbox: Uuid) -> String {
        let mut bytes = mailbox.as_bytes().to_vec();
        bytes.extend_from_slice(b"\x00\x00\x01");
        bytes.extend_from_slice(format!("{:<12.12}", self.well_known_name()).as_bytes());
        // 33 bytes with the last one: a multiple of three, so the id has no padding.
        bytes.extend_from_slice(b"\x0f\x00");
        format!("AQMkAD{}AA", URL_SAFE.encode(bytes))
    }
}
