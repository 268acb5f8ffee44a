//! A host that never reaches anybody: what is judged here is judged before the first request.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use outlook_connector::{
    host::{AttachmentError, AttachmentStore, Clock, Entropy, SecretStore, SecretStoreError, StoredSecret},
    http::{Request, Response, Transport, TransportError, TransportFault},
};

/// Name of the stored attachment that is too large for any mailbox.
pub const HUGE: &str = "huge.bin";
/// Name of a stored attachment.
pub const SMALL: &str = "small.bin";

/// The host, with the secrets of its store.
#[derive(Default)]
pub struct Nowhere {
    /// Secrets by name.
    pub secrets: RefCell<BTreeMap<String, String>>,
    clock: Cell<u64>,
    drawn: Cell<u64>,
}

impl Transport for Nowhere {
    fn send(&self, _: &Request) -> Result<Response, TransportError> {
        Err(TransportError::before_sending(TransportFault::Dns))
    }
}

impl Clock for Nowhere {
    fn unix_seconds(&self) -> u64 {
        1_795_392_000 + self.clock.get() / 1_000
    }

    fn monotonic_ms(&self) -> u64 {
        self.clock.get()
    }

    fn sleep_ms(&self, milliseconds: u64) {
        self.clock.set(self.clock.get() + milliseconds);
    }
}

impl Entropy for Nowhere {
    fn random(&self) -> u64 {
        self.drawn.set(self.drawn.get() + 1);
        self.drawn.get()
    }
}

impl SecretStore for Nowhere {
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError> {
        Ok(self.secrets.borrow().get(name).map(|value| StoredSecret {
            value: value.clone(),
            expires_at: None,
        }))
    }

    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError> {
        self.secrets.borrow_mut().insert(name.to_owned(), secret.value.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.secrets.borrow_mut().remove(name);
        Ok(())
    }
}

impl AttachmentStore for Nowhere {
    fn size(&self, name: &str) -> Result<u64, AttachmentError> {
        match name {
            HUGE => Ok(150_000_001),
            SMALL => Ok(MAIL.len() as u64),
            _ => Err(AttachmentError::NotFound),
        }
    }

    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        match name {
            SMALL => Ok(MAIL.bytes().skip(offset as usize).take(length as usize).collect()),
            _ => Err(AttachmentError::NotFound),
        }
    }
}

/// A complete message.
pub const MAIL: &str = "To: megan@contoso.com\r\nSubject: x\r\n\r\nbody\r\n";
