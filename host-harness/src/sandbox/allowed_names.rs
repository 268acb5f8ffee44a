//! The names that one call may ask its stores for: those that its own arguments contain, and no others.
//!
//! So a call for one connection cannot read the secret of another, whatever the guest does.

use crate::{
    stores::{CACHE_PREFIX, KeyError, ReadError, StoreError},
    types::{Connection, Content, Credential, Mail},
};

/// The names that one call may ask its stores for. By default none, except the connector's own `cache:` entries in the store of
/// secrets, which every call may read and write.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct AllowedNames {
    secrets: Vec<String>,
    keys: Vec<String>,
    attachments: Vec<String>,
}

impl AllowedNames {
    /// The names of the secrets and keys that the connection signs in with: of its credential and of the next one.
    pub fn of_connection(connection: &Connection) -> Self {
        let mut names = Self::default();
        for credential in [Some(&connection.credential), connection.next_credential.as_ref()]
            .into_iter()
            .flatten()
        {
            let (kind, name) = match credential {
                Credential::ClientSecret(name) | Credential::FederatedAssertion(name) => (&mut names.secrets, name),
                Credential::Certificate(name) => (&mut names.keys, name),
            };
            // The connector trims what people paste, and so must the comparison.
            kind.push(name.trim().to_owned());
        }
        names
    }

    /// Adds the names of the mail's stored attachments.
    pub fn and_mail(mut self, mail: &Mail) -> Self {
        let stored = |content: &Content| match content {
            Content::Stored(name) => Some(name.clone()),
            Content::Bytes(_) | Content::Base64(_) => None,
        };
        self.attachments = match mail {
            Mail::Message(message) => message
                .attachments
                .iter()
                .filter_map(|file| stored(&file.content))
                .collect(),
            Mail::Mime(content) => stored(content).into_iter().collect(),
        };
        self
    }

    pub(super) fn read_secret(&self, name: &str) -> Result<(), StoreError> {
        if name.starts_with(CACHE_PREFIX) || self.secrets.iter().any(|allowed| allowed == name.trim()) {
            return Ok(());
        }
        Err(StoreError::Denied(
            "this call's connection does not name that secret".to_owned(),
        ))
    }

    pub(super) fn write_secret(&self, name: &str) -> Result<(), StoreError> {
        if name.starts_with(CACHE_PREFIX) {
            return Ok(());
        }
        Err(StoreError::Denied(format!(
            "the connector may write names that begin with {CACHE_PREFIX} only"
        )))
    }

    pub(super) fn read_attachment(&self, name: &str) -> Result<(), ReadError> {
        if self.attachments.iter().any(|allowed| allowed == name) {
            return Ok(());
        }
        Err(ReadError::Denied(
            "this call's mail does not name that attachment".to_owned(),
        ))
    }

    pub(super) fn use_key(&self, name: &str) -> Result<(), KeyError> {
        if self.keys.iter().any(|allowed| allowed == name.trim()) {
            return Ok(());
        }
        Err(KeyError::Denied(
            "this call's connection does not name that key".to_owned(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(credential: Credential) -> Connection {
        Connection {
            credential,
            ..Connection::default()
        }
    }

    #[test]
    fn only_what_the_arguments_name() {
        let names = AllowedNames::of_connection(&connection(Credential::ClientSecret(" mine ".to_owned())))
            .and_mail(&Mail::Mime(Content::Stored("file".to_owned())));
        assert!(names.read_secret("mine").is_ok());
        assert!(names.read_secret("cache:token").is_ok());
        assert!(names.write_secret("cache:token").is_ok());
        assert!(names.read_attachment("file").is_ok());
        assert!(matches!(names.read_secret("theirs"), Err(StoreError::Denied(_))));
        assert!(matches!(names.write_secret("mine"), Err(StoreError::Denied(_))));
        assert!(matches!(names.read_attachment("other"), Err(ReadError::Denied(_))));
        assert!(matches!(names.use_key("mine"), Err(KeyError::Denied(_))));
    }

    #[test]
    fn of_both_credentials_each_by_its_kind() {
        let names = AllowedNames::of_connection(&Connection {
            next_credential: Some(Credential::Certificate(" rotated ".to_owned())),
            ..connection(Credential::FederatedAssertion("workload".to_owned()))
        });
        assert!(names.read_secret("workload").is_ok());
        assert!(names.use_key("rotated").is_ok());
        assert!(matches!(names.read_secret("rotated"), Err(StoreError::Denied(_))));
        assert!(matches!(names.use_key("workload"), Err(KeyError::Denied(_))));
        for name in ["", "other"] {
            assert!(matches!(names.read_secret(name), Err(StoreError::Denied(_))), "{name}");
            assert!(matches!(names.use_key(name), Err(KeyError::Denied(_))), "{name}");
        }
    }
}
