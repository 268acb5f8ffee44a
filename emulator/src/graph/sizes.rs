//! Sizes that the service limits, as people measured them. Microsoft's pages say "3 MB", "4 MB" and "150 MB" and not which.
//!
//! One request has at most 4,194,304 bytes (`server::receive`). The world says from which size on a session can be opened.

use super::error::GraphError;
use crate::store::item::Content;
use crate::world::World;
use crate::world::mailbox::Mailbox;

/// Largest file of an upload session: "File sizes between 3 MB and 150 MB" (attachment: createUploadSession). 150 MB of Exchange.
pub(super) const LARGEST_SESSION_BYTES: i64 = 157_286_400;

/// MIME above about 2,240 KB got a 200 and was not sent, in sendMail and in createMessage (microsoft-graph-docs-contrib#3079, 2021).
const DROPPED_MIME_BYTES: usize = 2240 * 1024;

/// Whether a message in MIME gets a 200 and nothing else. Today's page says 413 beyond 4 MB, and does not mention this.
pub(super) fn is_dropped(world: &World, mime: &[u8]) -> bool {
    world.large_mime_is_dropped && mime.len() > DROPPED_MIME_BYTES
}

/// Whether a message may grow by a file, or by what of it has arrived. The mailbox's limit holds when the item is saved already
/// (motze92/office365-mail#39), and while a file is uploaded (microsoft-graph-docs#15579: after 39 of 43 MB, where 35 MB is the
/// default). The tolerance that the latter shows is not played: it is documented nowhere.
pub(super) fn check_growth(mailbox: &Mailbox, content: &Content, more: usize) -> Result<(), GraphError> {
    let files: usize = content.files.iter().map(|file| file.bytes.len()).sum();
    if files + more > mailbox.max_send_size {
        return Err(GraphError::message_too_large_to_save());
    }
    Ok(())
}
