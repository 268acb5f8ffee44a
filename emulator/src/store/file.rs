//! Files attached to messages.

use bytes::Bytes;
use time::OffsetDateTime;

/// A file attachment.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) content_id: Option<String>,
    pub(crate) is_inline: bool,
    pub(crate) bytes: Bytes,
    pub(crate) modified_at: OffsetDateTime,
    /// Whether the file came inside the MIME that the message was created from, and leaves inside it.
    pub(crate) in_mime: bool,
}

impl File {
    /// Whether the file is shown within the body instead of below it.
    pub(crate) fn is_shown_inline(&self) -> bool {
        self.is_inline && self.content_id.is_some()
    }
}
