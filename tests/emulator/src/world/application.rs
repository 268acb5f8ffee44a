//! Apps: registration, service principal, secrets, and the two kinds of grant that are kept apart.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Tenant;
use super::mailbox::Mailbox;

/// An app registration, with what the tenant around it grants it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Application {
    /// Application (client) ID.
    pub client_id: Uuid,
    /// Name shown in the portal, and in the token.
    #[serde(default)]
    pub display_name: String,
    /// The enterprise application. Absent: nobody has consented or created it (AADSTS7000229).
    #[serde(default)]
    pub service_principal: Option<ServicePrincipal>,
    /// "Allow public client flows" is set: a credential is refused (AADSTS700025).
    #[serde(default)]
    pub public_client: bool,
    /// Client secrets.
    #[serde(default)]
    pub secrets: Vec<AppSecret>,
    /// Application permissions with admin consent in Entra. They are tenant-wide and show in the token's `roles`.
    #[serde(default)]
    pub entra_permissions: Vec<String>,
    /// Role assignments of Exchange RBAC for Applications. They never show in the token.
    #[serde(default)]
    pub exchange_roles: Vec<ExchangeAssignment>,
    /// Legacy application access policies. They restrict Entra grants only.
    #[serde(default)]
    pub access_policies: Vec<AccessPolicy>,
    /// Conditional Access for workload identities blocks the app (AADSTS53003).
    #[serde(default)]
    pub blocked_by_conditional_access: bool,
}

/// The enterprise application: what an app is inside one tenant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServicePrincipal {
    /// Object ID of the enterprise application; `oid` in the token.
    pub object_id: Uuid,
    /// "Enabled for users to sign-in". Off gives AADSTS7000112.
    #[serde(default = "super::yes")]
    pub enabled: bool,
}

/// A client secret as the portal lists it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppSecret {
    /// Secret ID: the GUID that people paste by mistake.
    pub secret_id: Uuid,
    /// The Value.
    pub value: SecretValue,
    /// End of its validity. Absent means never.
    #[serde(
        default,
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires: Option<OffsetDateTime>,
}

/// The Value of a client secret. It opens nothing but this emulator, so a scenario file may hold it; it still stays out of
/// `Debug`, for a test log must not teach anybody that printing secrets is fine.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretValue(String);

impl SecretValue {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    pub(crate) fn matches(&self, presented: &str) -> bool {
        self.0 == presented
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue([redacted])")
    }
}

/// One role assignment of Exchange RBAC for Applications.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExchangeAssignment {
    /// Role, such as `Application Mail.Send`.
    pub role: String,
    /// Mailboxes that it covers.
    pub scope: Scope,
    /// When it was made; it works once the world's propagation time has passed. Absent means long ago.
    #[serde(
        default,
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub assigned_at: Option<OffsetDateTime>,
}

/// Set of mailboxes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// All mailboxes of the tenant: an assignment without a management scope.
    Organization,
    /// The direct members of a group, given by its address. Members of nested groups do not count.
    Group(String),
    /// These mailboxes, each by object id, user principal name or primary address.
    Mailboxes(Vec<String>),
}

impl Scope {
    pub(crate) fn covers(&self, tenant: &Tenant, mailbox: &Mailbox) -> bool {
        match self {
            Self::Organization => true,
            Self::Group(address) => tenant
                .group(address)
                .is_some_and(|group| group.members.iter().any(|member| mailbox.is_addressed_by(member))),
            Self::Mailboxes(ids) => ids.iter().any(|id| mailbox.is_addressed_by(id)),
        }
    }
}

/// A legacy application access policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessPolicy {
    /// What the policy does.
    pub right: AccessRight,
    /// Mailboxes that it names.
    pub scope: Scope,
}

/// Right of an application access policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AccessRight {
    /// Only the mailboxes named may be reached.
    RestrictAccess,
    /// The mailboxes named may not be reached.
    DenyAccess,
}
