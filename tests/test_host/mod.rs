//! The host of all tests of the core: secrets, keys and files in memory, repeatable random numbers, over a network of the test's own. The
//! network brings the time with it, since scripted, emulated and real requests each take time in their own way.
//!
//! Several targets include this module by its path. It depends on the core alone.
#![allow(dead_code, reason = "each target uses a part of it")]

mod files;
mod keys;
mod secrets;

use std::cell::Cell;

use outlook_connector::{
    host::{
        AttachmentError, AttachmentStore, Certificate, Clock, Entropy, KeyError, SecretStore, SecretStoreError,
        SigningKeys, StoredSecret,
    },
    http::{Request, Response, Transport, TransportError},
};

pub use files::{File, Files};
pub use keys::Keys;
pub use secrets::Secrets;

/// Carries requests, and knows the time.
pub trait Network: Clock {
    /// Sends a request and returns the response. `files` holds the attachments of the body; see [`Files::body_of`].
    fn send(&self, request: &Request, files: &Files) -> Result<Response, TransportError>;
}

/// The host.
pub struct TestHost<N> {
    pub network: N,
    pub secrets: Secrets,
    pub keys: Keys,
    pub files: Files,
    random: Random,
}

/// Random numbers that are the same in every run.
pub enum Random {
    /// One number, for tests that compare what is made of it.
    Constant(u64),
    /// xorshift64, for ids that must differ.
    Sequence(Cell<u64>),
}

impl Random {
    pub fn seeded(seed: u64) -> Self {
        Self::Sequence(Cell::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1))
    }
}

impl<N> TestHost<N> {
    /// A host without secrets, keys and files.
    pub fn over(network: N, random: Random) -> Self {
        Self {
            network,
            secrets: Secrets::default(),
            keys: Keys::default(),
            files: Files::default(),
            random,
        }
    }
}

impl<N: Network> Transport for TestHost<N> {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        self.network.send(request, &self.files)
    }
}

impl<N: Network> Clock for TestHost<N> {
    fn unix_seconds(&self) -> u64 {
        self.network.unix_seconds()
    }

    fn monotonic_ms(&self) -> u64 {
        self.network.monotonic_ms()
    }

    fn sleep_ms(&self, milliseconds: u64) {
        self.network.sleep_ms(milliseconds);
    }
}

impl<N> Entropy for TestHost<N> {
    fn random(&self) -> u64 {
        match &self.random {
            Random::Constant(number) => *number,
            Random::Sequence(state) => {
                let mut x = state.get();
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                state.set(x);
                x
            }
        }
    }
}

impl<N> SecretStore for TestHost<N> {
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError> {
        self.secrets.get(name)
    }

    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError> {
        self.secrets.put(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.secrets.delete(name)
    }
}

impl<N> SigningKeys for TestHost<N> {
    fn certificate(&self, key: &str) -> Result<Certificate, KeyError> {
        self.keys.certificate(key)
    }

    fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.keys.sign(key, algorithm, payload)
    }
}

impl<N> AttachmentStore for TestHost<N> {
    fn size(&self, name: &str) -> Result<u64, AttachmentError> {
        self.files.size(name)
    }

    fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, AttachmentError> {
        self.files.read(name, offset, length)
    }
}
