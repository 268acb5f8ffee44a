//! Apps: registration, service principal, secrets, and the two kinds of grant that are kept apart.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Tenant;
use super::credentials::{FederatedIdentityCredential, KeyCredential};
use super::exchange::{ExchangeAssignment, ExchangePointer, Scope};
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
    /// Object ID of the app registration. People mistake it for that of the enterprise application. Absent means an ID that is
    /// derived from the client ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_object_id: Option<Uuid>,
    /// The enterprise application. Absent: nobody has consented or created it (AADSTS7000229).
    #[serde(default)]
    pub service_principal: Option<ServicePrincipal>,
    /// "Allow public client flows" is set: a credential is refused (AADSTS700025).
    #[serde(default)]
    pub public_client: bool,
    /// Client secrets.
    #[serde(default)]
    pub secrets: Vec<AppSecret>,
    /// Certificates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<KeyCredential>,
    /// Federated identity credentials.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub federated_credentials: Vec<FederatedIdentityCredential>,
    /// Application permissions with admin consent in Entra. They are tenant-wide and show in the token's `roles`.
    #[serde(default)]
    pub entra_permissions: Vec<String>,
    /// Delegated permissions with admin consent in Entra. They need a signed-in user: a token of the app alone never holds them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegated_permissions: Vec<String>,
    /// Exchange's own service principal for the app.
    #[serde(default)]
    pub exchange_pointer: ExchangePointer,
    /// Role assignments of Exchange RBAC for Applications. They never show in the token.
    #[serde(default)]
    pub exchange_roles: Vec<ExchangeAssignment>,
    /// Legacy application access policies. They restrict Entra grants only.
    #[serde(default)]
    pub access_policies: Vec<AccessPolicy>,
    /// Conditional Access for workload identities blocks the app (AADSTS53003).
    #[serde(default)]
    pub blocked_by_conditional_access: bool,
    /// Tokens issued before this moment are revoked (continuous access evaluation): Graph responds with a claims challenge.
    #[serde(
        default,
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub tokens_revoked_at: Option<OffsetDateTime>,
}

impl Application {
    /// Object ID of the app registration.
    pub fn registration_object_id(&self) -> Uuid {
        let derived = || Uuid::new_v5(&self.client_id, b"app registration");
        self.registration_object_id.unwrap_or_else(derived)
    }

    /// Returns whether the legacy access policies allow access. Deny beats Restrict; a matching Restrict grants; Restrict without a
    /// match denies; no policy allows.
    pub(crate) fn access_policies_allow(&self, tenant: &Tenant, mailbox: &Mailbox) -> bool {
        let matching = |right: AccessRight| {
            self.access_policies
                .iter()
                .any(|policy| policy.right == right && policy.scope.covers(tenant, mailbox))
        };
        let restricted = self
            .access_policies
            .iter()
            .any(|policy| policy.right == AccessRight::RestrictAccess);
        !matching(AccessRight::DenyAccess) && (!restricted || matching(AccessRight::RestrictAccess))
    }

    /// Returns the object ID that Exchange's service principal for the app holds. `None` if there is no such service principal.
    pub(crate) fn exchange_object_id(&self) -> Option<Uuid> {
        match self.exchange_pointer {
            ExchangePointer::EnterpriseApplication => self.service_principal.as_ref().map(|own| own.object_id),
            ExchangePointer::AppRegistration => Some(self.registration_object_id()),
            ExchangePointer::ObjectId(id) => Some(id),
            ExchangePointer::Missing => None,
        }
    }
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

/// The Value of a client secret. It opens nothing but this emulator, so that a scenario file may hold it. `Debug` does not show it
/// all the same: a test log must not teach anybody that secrets may be printed.
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
