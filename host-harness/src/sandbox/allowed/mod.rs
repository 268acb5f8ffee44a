//! What one call may use: the names in its stores and the requests that its own arguments contain, and no others.
//!
//! So a call for one connection cannot read the secret of another, use the other's tokens, or reach the other's mailbox, whatever the
//! guest does.

mod cache;

use crate::{
    policy::Connected,
    stores::{CACHE_PREFIX, KeyError, ReadError, StoreError},
    types::{Connection, Content, Credential, Mail},
};
use cache::CacheNames;

/// What one call may use. By default nothing: no name and no request.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Allowed {
    secrets: Vec<String>,
    keys: Vec<String>,
    attachments: Vec<String>,
    cache: CacheNames,
    connected: Option<Connected>,
}

impl Allowed {
    /// What the connection names: the secrets and keys of its credential and of the next one, the tokens of each, and requests to its
    /// tenant and its mailbox.
    pub fn of_connection(connection: &Connection) -> Self {
        let mut allowed = Self {
            cache: CacheNames::of(connection),
            connected: Connected::new(connection.cloud.as_deref(), &connection.tenant_id, &connection.mailbox),
            ..Self::default()
        };
        for credential in credentials(connection) {
            let (kind, name) = match credential {
                Credential::ClientSecret(name) | Credential::FederatedAssertion(name) => (&mut allowed.secrets, name),
                Credential::Certificate(name) => (&mut allowed.keys, name),
            };
            // The connector trims what people paste, and so must the comparison.
            kind.push(name.trim().to_owned());
        }
        allowed
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

    /// Lets `test-connection` look whether the connection's out-of-scope mailbox refuses the app, as it should.
    pub fn and_out_of_scope_mailbox(mut self, connection: &Connection) -> Self {
        let other = connection.out_of_scope_mailbox.as_deref();
        self.connected = self.connected.map(|connected| connected.and_out_of_scope(other));
        self
    }

    /// Keeps the tokens of the call apart from those of other customers of the embedder, by the embedder's name for the customer.
    /// [`Connector`](crate::Connector) does this by itself. Stores that a customer has alone need it as well: two customers may
    /// write the same connection.
    pub fn for_tenant(mut self, name: &str) -> Self {
        name.clone_into(&mut self.cache.tenant);
        self
    }

    /// Returns the name in the store under which the guest may read a secret.
    pub(super) fn read_secret(&self, name: &str) -> Result<String, StoreError> {
        if name.starts_with(CACHE_PREFIX) {
            return self.write_secret(name);
        }
        let name = name.trim();
        if self.secrets.iter().any(|allowed| allowed == name) {
            return Ok(name.to_owned());
        }
        Err(StoreError::Denied(
            "this call's connection does not name that secret".to_owned(),
        ))
    }

    /// Returns the name in the store under which the guest may keep a token.
    pub(super) fn write_secret(&self, name: &str) -> Result<String, StoreError> {
        let asked = name.strip_prefix(CACHE_PREFIX).ok_or_else(|| {
            StoreError::Denied(format!(
                "the connector may write names that begin with {CACHE_PREFIX} only"
            ))
        })?;
        self.cache
            .name(asked)
            .ok_or_else(|| StoreError::Denied("this call has no connection".to_owned()))
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

    /// Takes the connection that requests must belong to.
    pub(super) fn take_connected(&mut self) -> Option<Connected> {
        self.connected.take()
    }
}

/// The connection's credential, and the one that follows it.
fn credentials(connection: &Connection) -> impl Iterator<Item = &Credential> {
    [Some(&connection.credential), connection.next_credential.as_ref()]
        .into_iter()
        .flatten()
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
        let names = Allowed::of_connection(&connection(Credential::ClientSecret(" mine ".to_owned())))
            .and_mail(&Mail::Mime(Content::Stored("file".to_owned())));
        assert_eq!(names.read_secret("mine "), Ok("mine".to_owned()));
        assert!(names.read_secret("cache:token").is_ok());
        assert!(names.write_secret("cache:token").is_ok());
        assert!(matches!(
            Allowed::default().read_secret("cache:token"),
            Err(StoreError::Denied(_))
        ));
        assert!(names.read_attachment("file").is_ok());
        assert!(matches!(names.read_secret("theirs"), Err(StoreError::Denied(_))));
        assert!(matches!(names.write_secret("mine"), Err(StoreError::Denied(_))));
        assert!(matches!(names.read_attachment("other"), Err(ReadError::Denied(_))));
        assert!(matches!(names.use_key("mine"), Err(KeyError::Denied(_))));
    }

    #[test]
    fn of_both_credentials_each_by_its_kind() {
        let names = Allowed::of_connection(&Connection {
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
