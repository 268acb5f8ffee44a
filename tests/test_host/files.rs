//! Files in memory.

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use outlook_connector::{
    host::{AttachmentError, AttachmentStore},
    http::{Request, TransportError, TransportFault},
};

/// A stored file. A clone shares the bytes.
#[derive(Clone)]
pub struct File {
    /// The size that the store reports.
    size: u64,
    /// The bytes that it reads.
    bytes: Arc<[u8]>,
}

impl File {
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let size = bytes.len() as u64;
        Self { size, bytes }
    }

    /// A file that reports another size than it has.
    pub fn with_size(size: u64, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { size, bytes }
    }
}

/// An attachment store that can be told to fail.
#[derive(Default)]
pub struct Files {
    files: RefCell<BTreeMap<String, File>>,
    size_error: RefCell<Option<AttachmentError>>,
    reads: RefCell<Vec<(u64, u32)>>,
}

impl Files {
    pub fn set(&self, name: &str, file: File) {
        self.files.borrow_mut().insert(name.to_owned(), file);
    }

    /// Makes every question for a size fail.
    pub fn fail(&self, error: AttachmentError) {
        *self.size_error.borrow_mut() = Some(error);
    }

    /// Returns offset and length of each read so far, and forgets them.
    pub fn take_reads(&self) -> Vec<(u64, u32)> {
        self.reads.take()
    }

    /// Collects the body of a request. On an error nothing was sent.
    pub fn body_of(&self, request: &Request) -> Result<Vec<u8>, TransportError> {
        let body = request.body.collect(self);
        body.map_err(|_| TransportError::before_sending(TransportFault::Source))
    }
}

impl AttachmentStore for Files {
    fn size(&self, name: &str) -> Result<u64, AttachmentError> {
        if let Some(error) = &*self.size_error.borrow() {
            return Err(error.clone());
        }
        let files = self.files.borrow();
        files.get(name).map(|file| file.size).ok_or(AttachmentError::NotFound)
    }

    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        self.reads.borrow_mut().push((offset, length));
        let files = self.files.borrow();
        let bytes = &files.get(name).ok_or(AttachmentError::NotFound)?.bytes;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let end = start.saturating_add(length as usize).min(bytes.len());
        Ok(bytes[start..end].to_vec())
    }
}
