//! Private keys.

use std::{cell::RefCell, collections::BTreeMap};

use outlook_connector::host::{Certificate, KeyError, SigningKeys};

/// Signs a payload with an algorithm of RFC 7518.
type Sign = dyn Fn(&str, &[u8]) -> Result<Vec<u8>, KeyError>;

/// A key store that can be told to fail.
#[derive(Default)]
pub struct Keys {
    keys: RefCell<BTreeMap<String, (Certificate, Box<Sign>)>>,
    error: RefCell<Option<KeyError>>,
}

impl Keys {
    /// Stores a key.
    pub fn set(
        &self,
        name: &str,
        certificate: Certificate,
        sign: impl Fn(&str, &[u8]) -> Result<Vec<u8>, KeyError> + 'static,
    ) {
        let key: (Certificate, Box<Sign>) = (certificate, Box::new(sign));
        self.keys.borrow_mut().insert(name.to_owned(), key);
    }

    /// Makes every use of a key fail.
    pub fn fail(&self, error: KeyError) {
        *self.error.borrow_mut() = Some(error);
    }
}

impl SigningKeys for Keys {
    fn certificate(&self, key: &str) -> Result<Certificate, KeyError> {
        if let Some(error) = &*self.error.borrow() {
            return Err(error.clone());
        }
        let keys = self.keys.borrow();
        keys.get(key)
            .map(|(certificate, _)| certificate.clone())
            .ok_or(KeyError::NotFound)
    }

    fn sign(&self, key: &str, algorithm: &str, payload: &[u8]) -> Result<Vec<u8>, KeyError> {
        let keys = self.keys.borrow();
        let (_, sign) = keys.get(key).ok_or(KeyError::NotFound)?;
        sign(algorithm, payload)
    }
}
