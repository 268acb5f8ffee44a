//! Assertions of a federated credential (workload identity), read anew for every token.
//!
//! Such a token of another identity provider lives for minutes, and something else renews it: a file that Kubernetes or `spiffe-helper`
//! rewrites, a command, or a variable. [`AssertionSources`] puts named sources over a store of secrets.

mod command;
mod form;
mod source;

use std::collections::HashMap;

use async_trait::async_trait;

use super::{SecretStore, StoreError, StoredSecret};
pub use source::AssertionSource;

/// A store of secrets in which some names stand for sources of assertions. A source is read at each [`get`](SecretStore::get), and
/// nothing of it is kept.
#[derive(Debug)]
#[must_use]
pub struct AssertionSources<S> {
    secrets: S,
    sources: HashMap<String, AssertionSource>,
}

impl<S: SecretStore> AssertionSources<S> {
    /// All other names are those of `secrets`.
    pub fn over(secrets: S) -> Self {
        Self {
            secrets,
            sources: HashMap::new(),
        }
    }

    /// Adds a source under a name. It hides a secret of that name.
    pub fn with(mut self, name: impl Into<String>, source: AssertionSource) -> Self {
        self.sources.insert(name.into(), source);
        self
    }

    fn refuse_change(&self, name: &str) -> Result<(), StoreError> {
        match self.sources.get(name) {
            None => Ok(()),
            Some(source) => Err(StoreError::Denied(format!(
                "the value comes from {source} and cannot be changed here"
            ))),
        }
    }
}

#[async_trait]
impl<S: SecretStore> SecretStore for AssertionSources<S> {
    async fn get(&self, name: &str) -> Result<Option<StoredSecret>, StoreError> {
        match self.sources.get(name) {
            Some(source) => source.read().await.map(Some),
            None => self.secrets.get(name).await,
        }
    }

    async fn put(&self, name: &str, secret: StoredSecret) -> Result<(), StoreError> {
        self.refuse_change(name)?;
        self.secrets.put(name, secret).await
    }

    async fn delete(&self, name: &str) -> Result<(), StoreError> {
        self.refuse_change(name)?;
        self.secrets.delete(name).await
    }
}

#[cfg(test)]
mod tests;
