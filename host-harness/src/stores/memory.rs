//! Stores in memory: for tests, and for hosts that fill a store for one call.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use async_trait::async_trait;

use super::{AttachmentStore, ReadError, SecretStore, StoreError, StoredSecret};

/// Secrets in memory. They are gone when the program ends.
#[derive(Default)]
pub struct MemorySecrets(Mutex<HashMap<String, StoredSecret>>);

impl MemorySecrets {
    /// A store with these names and values. None of them expires.
    pub fn with<N: Into<String>, V: Into<String>>(secrets: impl IntoIterator<Item = (N, V)>) -> Self {
        let secrets = secrets
            .into_iter()
            .map(|(name, value)| (name.into(), StoredSecret::new(value)));
        Self(Mutex::new(secrets.collect()))
    }

    /// Returns all names, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.lock().keys().cloned().collect();
        names.sort();
        names
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, StoredSecret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SecretStore for MemorySecrets {
    async fn get(&self, name: &str) -> Result<Option<StoredSecret>, StoreError> {
        let now = SystemTime::now();
        Ok(self.lock().get(name).filter(|secret| !secret.is_expired(now)).cloned())
    }

    async fn put(&self, name: &str, secret: StoredSecret) -> Result<(), StoreError> {
        let now = SystemTime::now();
        let mut secrets = self.lock();
        // Tokens of connections that nobody uses any more would stay for ever.
        secrets.retain(|_, secret| !secret.is_expired(now));
        secrets.insert(name.to_owned(), secret);
        Ok(())
    }

    async fn delete(&self, name: &str) -> Result<(), StoreError> {
        self.lock().remove(name);
        Ok(())
    }
}

/// Attachments in memory.
#[derive(Default)]
pub struct MemoryAttachments(HashMap<String, Vec<u8>>);

impl MemoryAttachments {
    /// A store with these names and bytes.
    pub fn with<N: Into<String>>(attachments: impl IntoIterator<Item = (N, Vec<u8>)>) -> Self {
        Self(
            attachments
                .into_iter()
                .map(|(name, bytes)| (name.into(), bytes))
                .collect(),
        )
    }
}

#[async_trait]
impl AttachmentStore for MemoryAttachments {
    async fn size(&self, name: &str) -> Result<u64, ReadError> {
        self.0
            .get(name)
            .map(|bytes| bytes.len() as u64)
            .ok_or(ReadError::NotFound)
    }

    async fn read(&self, name: &str, offset: u64, length: u32) -> Result<Vec<u8>, ReadError> {
        let bytes = self.0.get(name).ok_or(ReadError::NotFound)?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let end = start.saturating_add(length as usize).min(bytes.len());
        Ok(bytes[start..end].to_vec())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn what_has_expired_is_dropped() {
        let secrets = MemorySecrets::with([("for-ever", "v")]);
        let now = SystemTime::now();
        let until = |time| StoredSecret::new("v").with_expiry(Some(time));
        secrets.put("old", until(now - Duration::from_secs(1))).await.unwrap();
        secrets.put("new", until(now + Duration::from_secs(60))).await.unwrap();
        assert_eq!(secrets.names(), ["for-ever", "new"]);
    }
}
