//! What an Exchange organization says about apps: its pointers to them, management scopes, and the lists of client programs.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Tenant;
use super::filter::Filter;
use super::mailbox::Mailbox;

/// Exchange's own service principal for an app, made with `New-ServicePrincipal`: a pointer to the enterprise application.
/// Role assignments hang on it, and have no effect unless its object ID is the `oid` of the app's tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExchangePointer {
    /// With the object ID of the enterprise application, as it should be.
    #[default]
    EnterpriseApplication,
    /// With the object ID of the app registration: the usual mistake. Exchange accepts it without an error.
    AppRegistration,
    /// With another object ID, such as that of an enterprise application that was deleted and made again.
    ObjectId(Uuid),
    /// There is none.
    Missing,
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
    /// All mailboxes of the tenant: an assignment without a scope.
    Organization,
    /// The recipients that a management scope's filter matches, by the scope's name (`-CustomResourceScope`).
    ManagementScope(String),
    /// The direct members of a group, given by its address (`-RecipientGroupScope`). Members of nested groups do not count.
    Group(String),
    /// These mailboxes, each by object id, user principal name or primary address: stands for an administrative unit.
    Mailboxes(Vec<String>),
}

impl Scope {
    pub(crate) fn covers(&self, tenant: &Tenant, mailbox: &Mailbox) -> bool {
        match self {
            Self::Organization => true,
            Self::ManagementScope(name) => tenant
                .management_scope(name)
                .is_some_and(|scope| scope.filter().matches(tenant, mailbox)),
            Self::Group(address) => tenant.group(address).is_some_and(|group| group.has_as_member(mailbox)),
            Self::Mailboxes(ids) => ids.iter().any(|id| mailbox.is_called(id)),
        }
    }
}

/// A management scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManagementScope {
    /// Name.
    pub name: String,
    /// `RecipientRestrictionFilter`, such as `MemberOfGroup -eq 'CN=…'`. Exchange stores the text and does not check
    /// whether it can match anybody.
    pub recipient_restriction_filter: String,
}

impl ManagementScope {
    pub(crate) fn filter(&self) -> Filter {
        Filter::parse(&self.recipient_restriction_filter)
    }
}

/// How Exchange keeps what it once knew of an app's rights ("RBAC for Applications", limitations): until the app has made no
/// call for 30 minutes; of an app in use, for 2 hours.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RightsCache {
    /// Seconds without a call after which the next call sees the present rights.
    pub idle_seconds: u32,
    /// Seconds after which even an app in use sees the present rights.
    pub active_seconds: u32,
}

impl Default for RightsCache {
    fn default() -> Self {
        Self {
            idle_seconds: 30 * 60,
            active_seconds: 2 * 3600,
        }
    }
}

/// What else an organization in Exchange Online is: by default, one in which everything works.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Organization {
    /// The tenant has no subscription with Exchange Online. Sign-in to Exchange fails with AADSTS500014, and Graph finds no mailbox.
    #[serde(default)]
    pub has_no_exchange: bool,
    /// `IsDehydrated`: nobody has run `Enable-OrganizationCustomization`. Exchange refuses new role assignments.
    #[serde(default)]
    pub is_dehydrated: bool,
    /// `DistributionGroupNamingPolicy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_naming_policy: Option<String>,
}

/// What a group of administrators may do (`Get-RoleGroup`). Exchange offers each account the cmdlets of its roles, and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleGroup {
    /// Everything.
    OrganizationManagement,
    /// Recipients and groups; neither roles and scopes nor service principals.
    RecipientManagement,
    /// Reading.
    ViewOnlyOrganizationManagement,
    /// No role group: an account that is no administrator.
    None,
}

/// Settings of an organization (`Set-OrganizationConfig`) or a mailbox (`Set-CASMailbox`) on which programs may use EWS and REST.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientAccess {
    /// `EwsEnabled`. It switches EWS only. Graph works on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ews_enabled: Option<bool>,
    /// `EwsApplicationAccessPolicy`: which list holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<ClientAccessPolicy>,
    /// `EwsAllowList`: user agents, with `*` for any text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow_list: Vec<String>,
    /// `EwsBlockList`, alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub block_list: Vec<String>,
}

/// `EwsApplicationAccessPolicy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClientAccessPolicy {
    /// Only programs of the allow list reach EWS and REST.
    EnforceAllowList,
    /// All but those of the block list do.
    EnforceBlockList,
}

impl ClientAccess {
    pub(crate) fn blocks(&self, user_agent: &str) -> bool {
        let on = |list: &[String]| list.iter().any(|pattern| is_like(user_agent, pattern));
        match self.policy {
            Some(ClientAccessPolicy::EnforceAllowList) => !on(&self.allow_list),
            Some(ClientAccessPolicy::EnforceBlockList) => on(&self.block_list),
            None => false,
        }
    }
}

/// Whether a text fits a pattern in which `*` stands for any text, without regard to case.
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.to_ascii_lowercase(), pattern.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(mut left) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match left.split_once(piece) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn stars_stand_for_any_text() {
        assert!(is_like("Outlook-Connector/1.0", "outlook-connector/*"));
        assert!(is_like("anything", "*"));
        assert!(is_like("a-b-c", "a*b*c"));
        assert!(!is_like("a-b-c", "a*c*b"));
        assert!(!is_like("Outlook", "outlook-connector/*"));
        assert!(!is_like("ab", "ab*b"));
    }
}
