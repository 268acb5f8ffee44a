//! A host that never reaches anybody: everything that these tests look at is decided before the first request.

use std::cell::Cell;

use outlook_connector::{
    host::Clock,
    http::{Request, Response, TransportError, TransportFault},
};

use crate::test_host::{File, Files, Network, Random, TestHost};

/// Name of the stored attachment that is too large for any mailbox.
pub const HUGE: &str = "huge.bin";
/// Name of a stored attachment.
pub const SMALL: &str = "small.bin";
/// The content of [`SMALL`]: a complete message.
pub const MAIL: &str = "To: megan@contoso.com\r\nSubject: x\r\n\r\nbody\r\n";

/// No name resolves.
#[derive(Default)]
pub struct Offline {
    elapsed_ms: Cell<u64>,
}

/// The host.
pub type OfflineHost = TestHost<Offline>;

impl OfflineHost {
    /// Holds both files, and no secret.
    pub fn new() -> Self {
        let host = Self::over(Offline::default(), Random::seeded(1));
        host.files.set(HUGE, File::with_size(157_286_401, Vec::new()));
        host.files.set(SMALL, File::new(MAIL.as_bytes()));
        host
    }
}

impl Network for Offline {
    fn send(&self, _: &Request, _: &Files) -> Result<Response, TransportError> {
        Err(TransportError::before_sending(TransportFault::Dns))
    }
}

impl Clock for Offline {
    fn unix_seconds(&self) -> u64 {
        1_795_392_000 + self.elapsed_ms.get() / 1_000
    }

    fn monotonic_ms(&self) -> u64 {
        self.elapsed_ms.get()
    }

    fn sleep_ms(&self, milliseconds: u64) {
        self.elapsed_ms.set(self.elapsed_ms.get() + milliseconds);
    }
}
