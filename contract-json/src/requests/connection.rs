//! Connections. They go both ways: a caller passes them, and `connect` returns the one to save.

use serde::{Deserialize, Serialize};

use crate::{contract as types, convert::Convert};

/// A saved connection: the app that signs in, the tenant that it signs in to, and the mailbox that it sends from. It holds names of
/// secrets and keys, never values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Connection {
    /// Microsoft cloud: `global` (also US GCC), `us-gov-l4` (GCC High), `us-gov-l5` (DoD) or `china` (21Vianet). Absent means
    /// `global`.
    pub cloud: Option<String>,
    /// Directory (tenant) ID: a GUID, or a domain that is verified in the tenant.
    pub tenant_id: String,
    /// Application (client) ID of the app registration: a GUID.
    pub client_id: String,
    /// The credential that the app signs in with.
    pub credential: Credential,
    /// User ID of the mailbox: its user principal name, its primary address, or the object ID of its user.
    pub mailbox: String,
    /// Day on which the credential expires, as `YYYY-MM-DD`.
    pub credential_expires: Option<String>,
    /// User ID of a mailbox that the app must not be able to reach, for the test.
    pub out_of_scope_mailbox: Option<String>,
    /// When a permission of this app was last granted or changed: an RFC 3339 date and time, or a day.
    pub granted_at: Option<String>,
    /// The credential that replaces `credential` in a rotation.
    pub next_credential: Option<Credential>,
}

/// The credential of an app: one case with the name under which the secret, the key or the token is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Credential {
    /// Name of a client secret.
    ClientSecret(String),
    /// Name of a private key with its certificate.
    Certificate(String),
    /// Name of a token of another identity provider.
    FederatedAssertion(String),
}

impl Convert<types::Credential> for Credential {
    fn convert(self) -> types::Credential {
        match self {
            Self::ClientSecret(name) => types::Credential::ClientSecret(name),
            Self::Certificate(name) => types::Credential::Certificate(name),
            Self::FederatedAssertion(name) => types::Credential::FederatedAssertion(name),
        }
    }
}

impl Convert<Credential> for types::Credential {
    fn convert(self) -> Credential {
        match self {
            Self::ClientSecret(name) => Credential::ClientSecret(name),
            Self::Certificate(name) => Credential::Certificate(name),
            Self::FederatedAssertion(name) => Credential::FederatedAssertion(name),
        }
    }
}

/// Converts in both directions.
macro_rules! both_ways {
    ($($field:ident)*) => {
        impl Convert<types::Connection> for Connection {
            fn convert(self) -> types::Connection {
                let Self { $($field),* } = self;
                types::Connection { $($field: $field.convert()),* }
            }
        }

        impl Convert<Connection> for types::Connection {
            fn convert(self) -> Connection {
                let Self { $($field),* } = self;
                Connection { $($field: $field.convert()),* }
            }
        }
    };
}

both_ways!(cloud tenant_id client_id credential mailbox credential_expires out_of_scope_mailbox granted_at next_credential);

impl From<Connection> for types::Connection {
    fn from(connection: Connection) -> Self {
        connection.convert()
    }
}

impl From<types::Connection> for Connection {
    fn from(connection: types::Connection) -> Self {
        connection.convert()
    }
}
