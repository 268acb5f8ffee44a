//! A connection that passed its checks: the value that every operation works with. It holds no rule; the rules stand in
//! `validate::connection`.

use crate::{
    cloud::Cloud,
    contract::{Connection, Credential},
    link::LinkValues,
    time::{self, Date, OffsetDateTime},
};

/// Store names with this prefix belong to the connector's token cache.
pub const CACHE_PREFIX: &str = "cache:";

/// A checked connection: texts are trimmed, and IDs are in lower case.
#[derive(Debug, Clone)]
pub struct CheckedConnection {
    /// Microsoft cloud.
    pub cloud: Cloud,
    /// Tenant: a GUID or a domain. It is safe in a path.
    pub tenant_id: String,
    /// Client ID: a GUID.
    pub client_id: String,
    /// Credential that the app signs in with.
    pub credential: Credential,
    /// Credential that replaces it in a rotation.
    pub next_credential: Option<Credential>,
    /// Mailbox to send from. It is not percent-encoded.
    pub mailbox: String,
    /// Day on which the credential expires.
    pub credential_expires: Option<Date>,
    /// Mailbox that the app must not reach. It is not percent-encoded.
    pub out_of_scope_mailbox: Option<String>,
    /// Time of the last change of a grant.
    pub granted_at: Option<OffsetDateTime>,
}

impl CheckedConnection {
    /// A connection with empty fields, for tests.
    #[cfg(test)]
    pub fn example() -> Self {
        Self {
            cloud: Cloud::Global,
            tenant_id: String::new(),
            client_id: String::new(),
            credential: Credential::default(),
            next_credential: None,
            mailbox: String::new(),
            credential_expires: None,
            out_of_scope_mailbox: None,
            granted_at: None,
        }
    }

    /// Returns the credentials in the order in which they are tried.
    pub fn credentials(&self) -> impl Iterator<Item = &Credential> {
        std::iter::once(&self.credential).chain(&self.next_credential)
    }

    /// Returns the values that addresses of web pages contain.
    pub fn link_values(&self) -> LinkValues<'_> {
        LinkValues {
            cloud: Some(self.cloud),
            client_id: Some(&self.client_id),
            object_id: None,
        }
    }

    /// Returns the connection as a platform should save it.
    pub fn to_contract(&self) -> Connection {
        Connection {
            cloud: Some(self.cloud.id().to_owned()),
            tenant_id: self.tenant_id.clone(),
            client_id: self.client_id.clone(),
            credential: self.credential.clone(),
            mailbox: self.mailbox.clone(),
            credential_expires: self.credential_expires.map(|date| date.to_string()),
            out_of_scope_mailbox: self.out_of_scope_mailbox.clone(),
            granted_at: self.granted_at.map(time::moment_rfc3339),
            next_credential: self.next_credential.clone(),
        }
    }
}
