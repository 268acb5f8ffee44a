//! What may stand between an app and a mailbox besides rights: lists of client programs, and legacy access policies.

use uuid::Uuid;

use super::command::{Command, CommandError};
use super::object::Object;
use super::{Printed, Session, recipients};
use crate::world::application::{AccessPolicy, AccessRight, Application};
use crate::world::exchange::{ClientAccess, ClientAccessPolicy, Scope};

/// `Get-CASMailbox`.
pub(super) fn cas_mailboxes(session: Session<'_>, command: &Command) -> Printed {
    let mailbox = recipients::mailbox(session, command, command.required("Identity")?)?;
    let object = Object::new()
        .with("Name", &mailbox.display_name)
        .with("DisplayName", &mailbox.display_name)
        .with("PrimarySmtpAddress", &mailbox.primary_address);
    Ok(vec![lists(object, &mailbox.client_access, Some(true))])
}

/// `Get-OrganizationConfig`.
pub(super) fn organization(session: Session<'_>, _: &Command) -> Printed {
    let object = Object::new().with("Name", session.tenant.organization());
    Ok(vec![lists(object, &session.tenant.client_access, None)])
}

/// Adds the settings that hold for EWS and REST. `enabled` is what stands for EWS when nobody set it.
fn lists(object: Object, access: &ClientAccess, enabled: Option<bool>) -> Object {
    let policy = match access.policy {
        Some(ClientAccessPolicy::EnforceAllowList) => "EnforceAllowList",
        Some(ClientAccessPolicy::EnforceBlockList) => "EnforceBlockList",
        None => "",
    };
    let list = |object: Object, name, values: &[String]| match values {
        [] => object.with(name, ""),
        values => object.with_list(name, values),
    };
    let object = list(object, "EwsAllowList", &access.allow_list).with("EwsApplicationAccessPolicy", policy);
    let object = list(object, "EwsBlockList", &access.block_list);
    match access.ews_enabled.or(enabled) {
        Some(enabled) => object.with_bool("EwsEnabled", enabled),
        None => object.with("EwsEnabled", ""),
    }
}

/// `Get-ApplicationAccessPolicy`.
pub(super) fn access_policies(session: Session<'_>, command: &Command) -> Printed {
    let all = session
        .tenant
        .applications
        .iter()
        .flat_map(|app| app.access_policies.iter().map(move |policy| (app, policy)));
    let found: Vec<Object> = all
        .map(|(app, policy)| policy_object(session, app, policy))
        .filter(|(identity, _)| {
            command
                .get("Identity")
                .is_none_or(|given| identity.eq_ignore_ascii_case(given))
        })
        .map(|(_, object)| object)
        .collect();
    match command.get("Identity") {
        Some(identity) if found.is_empty() => Err(CommandError::not_found(command, identity)),
        _ => Ok(found),
    }
}

fn policy_object(session: Session<'_>, app: &Application, policy: &AccessPolicy) -> (String, Object) {
    let (scope, name) = match &policy.scope {
        Scope::Group(address) => (
            address.clone(),
            session.tenant.group(address).map_or(address.as_str(), |one| one.name()),
        ),
        Scope::Mailboxes(ids) => (ids.join(", "), ids.first().map_or("", String::as_str)),
        Scope::ManagementScope(name) => (name.clone(), name.as_str()),
        Scope::Organization => ("Organization".to_owned(), "Organization"),
    };
    let right = match policy.right {
        AccessRight::RestrictAccess => "RestrictAccess",
        AccessRight::DenyAccess => "DenyAccess",
    };
    let id = Uuid::new_v5(&app.client_id, format!("{right} {scope}").as_bytes());
    let identity = format!("{}\\{}:{id}", session.tenant.id, app.client_id);
    let object = Object::new()
        .with("ScopeName", name)
        .with("ScopeIdentity", &scope)
        .with("Identity", &identity)
        .with("AppId", app.client_id)
        .with("AccessRight", right);
    (identity, object)
}

/// `Test-ApplicationAccessPolicy`. It tells of policies alone: for an app without any, it says Granted.
pub(super) fn test_access_policy(session: Session<'_>, command: &Command) -> Printed {
    let mailbox = recipients::mailbox(session, command, command.required("Identity")?)?;
    let app_id = command.required("AppId")?;
    if Uuid::try_parse(app_id).is_err() {
        return Err(CommandError::new(format!(
            "{}: Cannot process argument transformation on parameter 'AppId'. Cannot convert value \"{app_id}\" to type \
             \"System.Guid\".",
            command.name()
        )));
    }
    let app = session.tenant.application(app_id);
    let granted = app.is_none_or(|app| app.access_policies_allow(session.tenant, mailbox));
    let object = Object::new()
        .with("AppId", app_id)
        .with("Mailbox", &mailbox.display_name)
        .with("MailboxId", mailbox.id)
        .with("AccessCheckResult", if granted { "Granted" } else { "Denied" });
    Ok(vec![object])
}
