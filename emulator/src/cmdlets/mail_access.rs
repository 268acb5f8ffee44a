//! What may stand between an app and a mailbox besides rights: lists of client programs, and legacy access policies.

use super::command::Command;
use super::console::Object;
use super::{Returned, recipients, role_based_access};
use crate::world::Tenant;
use crate::world::application::{AccessPolicy, Application};
use crate::world::exchange::{ClientAccess, ClientAccessPolicy};

/// `Get-CASMailbox`. Its order of properties is not that of `Get-OrganizationConfig`; both are recorded.
pub(super) fn client_access_of_mailbox(tenant: &Tenant, command: &Command) -> Returned {
    let mailbox = recipients::mailbox(tenant, command, command.get("Identity").unwrap_or_default())?;
    let settings = Settings::of(&mailbox.client_access);
    Ok(vec![
        Object::new()
            .with("EwsEnabled", settings.enabled)
            .with("EwsAllowOutlook", "")
            .with("EwsAllowMacOutlook", "")
            .with("EwsAllowEntourage", "")
            .with("EwsApplicationAccessPolicy", settings.policy)
            .with("EwsAllowList", settings.allow_list)
            .with("EwsBlockList", settings.block_list),
    ])
}

/// `Get-OrganizationConfig`.
pub(super) fn client_access_of_organization(tenant: &Tenant, _: &Command) -> Returned {
    let settings = Settings::of(&tenant.client_access);
    Ok(vec![
        Object::new()
            .with("EwsAllowEntourage", "")
            .with("EwsAllowList", settings.allow_list)
            .with("EwsAllowMacOutlook", "")
            .with("EwsAllowOutlook", "")
            .with("EwsApplicationAccessPolicy", settings.policy)
            .with("EwsBlockList", settings.block_list)
            .with("EwsEnabled", settings.enabled)
            .with_bool("IsDehydrated", tenant.exchange_organization.is_dehydrated)
            .with(
                "DistributionGroupNamingPolicy",
                tenant
                    .exchange_organization
                    .group_naming_policy
                    .as_deref()
                    .unwrap_or_default(),
            ),
    ])
}

/// `Get-ApplicationAccessPolicy`.
pub(super) fn access_policies(tenant: &Tenant, _: &Command) -> Returned {
    let of_app = tenant
        .applications
        .iter()
        .flat_map(|app| app.access_policies.iter().map(move |policy| (app, policy)));
    let object = |(app, policy): (&Application, &AccessPolicy)| {
        Object::new()
            .with("AppId", app.client_id)
            .with("AccessRight", format!("{:?}", policy.right))
            .with("ScopeName", role_based_access::kind_and_name(tenant, &policy.scope).1)
    };
    Ok(of_app.map(object).collect())
}

/// The settings for EWS and REST as they are printed. What nobody set is blank.
struct Settings {
    policy: &'static str,
    allow_list: String,
    block_list: String,
    enabled: &'static str,
}

impl Settings {
    fn of(access: &ClientAccess) -> Self {
        let list = |values: &[String]| match values {
            [] => String::new(),
            values => format!("{{{}}}", values.join(", ")),
        };
        Self {
            policy: match access.policy {
                Some(ClientAccessPolicy::EnforceAllowList) => "EnforceAllowList",
                Some(ClientAccessPolicy::EnforceBlockList) => "EnforceBlockList",
                None => "",
            },
            allow_list: list(&access.allow_list),
            block_list: list(&access.block_list),
            enabled: match access.ews_enabled {
                Some(true) => "True",
                Some(false) => "False",
                None => "",
            },
        }
    }
}

/// `Test-ApplicationAccessPolicy`. It looks at policies alone: for an app without any, it prints Granted.
pub(super) fn test_access_policy(tenant: &Tenant, command: &Command) -> Returned {
    let mailbox = recipients::mailbox(tenant, command, command.get("Identity").unwrap_or_default())?;
    let app_id = command.get("AppId").unwrap_or_default();
    let app = tenant.application(app_id);
    let granted = app.is_none_or(|app| app.access_policies_allow(tenant, mailbox));
    Ok(vec![
        Object::new()
            .with("AppId", app_id)
            .with("Mailbox", &mailbox.display_name)
            .with("MailboxId", mailbox.id)
            .with("AccessCheckResult", if granted { "Granted" } else { "Denied" }),
    ])
}
