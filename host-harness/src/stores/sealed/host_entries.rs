//! Entries of the store that only the host uses: private keys, and where secrets come from.

use std::sync::Arc;

use super::{Content, Entry, SealedError, SealedSecrets, Store};
use crate::stores::StoredSecret;

/// Entries that only the host uses. They have a file of their own, `host.sealed`, under the same key. The store of secrets does not
/// return them, so that no component can read them.
///
/// The methods block like those of [`SealedSecrets`].
#[derive(Clone)]
pub struct HostEntries(Arc<Store>);

impl HostEntries {
    /// The entries of the host in that store.
    #[must_use]
    pub fn of(store: &SealedSecrets) -> Self {
        Self(Arc::clone(&store.0))
    }

    /// Names that begin with a prefix, without it, sorted.
    ///
    /// # Errors
    /// [`SealedError`] when the store cannot be read.
    pub fn names(&self, prefix: &str) -> Result<Vec<String>, SealedError> {
        let entries = self.0.load(Content::Host)?;
        Ok(entries
            .into_keys()
            .filter_map(|name| Some(name.strip_prefix(prefix)?.to_owned()))
            .collect())
    }

    /// Returns an entry.
    ///
    /// # Errors
    /// [`SealedError`] when the store cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<StoredSecret>, SealedError> {
        Ok(self.0.load(Content::Host)?.remove(name).map(|entry| entry.secret))
    }

    /// Stores an entry in place of any earlier one.
    ///
    /// # Errors
    /// [`SealedError`] when it was not stored. The earlier one is still there.
    pub fn set(&self, name: &str, entry: StoredSecret) -> Result<(), SealedError> {
        let insert = |entries: &mut super::Entries| {
            entries.insert(name.to_owned(), Entry::new(entry));
            true
        };
        self.0.change(Content::Host, insert).map(drop)
    }

    /// Removes an entry. Returns whether it was there.
    ///
    /// # Errors
    /// [`SealedError`] when it was not removed.
    pub fn remove(&self, name: &str) -> Result<bool, SealedError> {
        self.0.change(Content::Host, |entries| entries.remove(name).is_some())
    }
}
