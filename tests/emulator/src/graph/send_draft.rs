//! `POST /users/{id}/messages/{id}/send` while the emulator keeps no drafts: every id is made up.

use super::error::GraphError;

/// Returns why there is no such message. Ids are base64 in its URL-safe alphabet.
pub(super) fn refuse(id: &str) -> GraphError {
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    if id.is_empty() || !id.len().is_multiple_of(4) || !id.bytes().all(alphabet) {
        return GraphError::bad_request("ErrorInvalidIdMalformed", "Id is malformed.");
    }
    GraphError::item_not_found()
}
