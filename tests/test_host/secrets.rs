//! Secrets in memory.

use std::{cell::RefCell, collections::BTreeMap};

use outlook_connector::host::{SecretStore, SecretStoreError, StoredSecret};

/// A secret store that can be told to fail.
#[derive(Default)]
pub struct Secrets {
    values: RefCell<BTreeMap<String, StoredSecret>>,
    get_error: RefCell<Option<SecretStoreError>>,
    put_error: RefCell<Option<SecretStoreError>>,
}

impl Secrets {
    /// Stores a secret that never expires.
    pub fn set(&self, name: &str, value: &str) {
        self.set_until(name, value, None);
    }

    /// Stores a secret. `expires_at` is in seconds since 1970.
    pub fn set_until(&self, name: &str, value: &str, expires_at: Option<u64>) {
        let secret = StoredSecret {
            value: value.to_owned(),
            expires_at,
        };
        self.values.borrow_mut().insert(name.to_owned(), secret);
    }

    /// Returns value and expiry of a secret.
    pub fn stored(&self, name: &str) -> Option<(String, Option<u64>)> {
        let values = self.values.borrow();
        values.get(name).map(|secret| (secret.value.clone(), secret.expires_at))
    }

    pub fn contains(&self, name: &str) -> bool {
        self.values.borrow().contains_key(name)
    }

    pub fn clear(&self) {
        self.values.borrow_mut().clear();
    }

    /// Makes every read fail, except of what the connector caches itself.
    pub fn fail_to_get(&self, error: SecretStoreError) {
        *self.get_error.borrow_mut() = Some(error);
    }

    /// Makes every write fail.
    pub fn fail_to_put(&self, error: SecretStoreError) {
        *self.put_error.borrow_mut() = Some(error);
    }
}

impl SecretStore for Secrets {
    fn get(&self, name: &str) -> Result<Option<StoredSecret>, SecretStoreError> {
        match &*self.get_error.borrow() {
            Some(error) if !name.starts_with("cache:") => Err(error.clone()),
            _ => Ok(self.values.borrow().get(name).cloned()),
        }
    }

    fn put(&self, name: &str, secret: &StoredSecret) -> Result<(), SecretStoreError> {
        if let Some(error) = &*self.put_error.borrow() {
            return Err(error.clone());
        }
        self.values.borrow_mut().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.values.borrow_mut().remove(name);
        Ok(())
    }
}
