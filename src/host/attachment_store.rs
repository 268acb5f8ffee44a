//! The host's attachment store.

/// Why attachment bytes cannot be read. The texts come from the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentError {
    /// There is nothing with this name.
    NotFound,
    /// The connector may not read this name.
    Denied(String),
    /// The bytes cannot be read now.
    Unavailable(String),
}

/// Attachment bytes by name. The host keeps them.
pub trait AttachmentStore {
    /// Returns the size in bytes.
    ///
    /// # Errors
    /// [`AttachmentError`] if there is nothing to read.
    fn size(&self, name: &str) -> Result<u64, AttachmentError>;
    /// Returns up to `length` bytes, starting at `offset`. It returns fewer bytes only at the end.
    ///
    /// # Errors
    /// [`AttachmentError`] if there is nothing to read.
    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError>;
}
