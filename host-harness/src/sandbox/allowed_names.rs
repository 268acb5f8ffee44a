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
    secret: Option<String>,
    key: Option<String>,
    attachments: Vec<String>,
}

impl AllowedNames {
    /// The name of the secret or the key that the connection signs in with.
    pub fn of_connection(connection: &Connection) -> Self {
        // The connector trims what people paste, and so must the comparison.
        match &connection.credential {
            Credential::ClientSecret(name) | Credential::FederatedAssertion(name) => Self {
                secret: Some(name.trim().to_owned()),
                ..Self::default()
            },
            Credential::Certificate(name) => Self {
                key: Some(name.trim().to_owned()),
                ..Self::default()
            },
        }
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
        if name.starts_with(CACHE_PREFIX) || self.secret.as_deref() == Some(name.trim()) {
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
        if self.key.as_deref() == Some(name.trim()) {
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
}
