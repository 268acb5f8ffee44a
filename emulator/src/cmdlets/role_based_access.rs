//! RBAC for Applications: pointers to apps, management scopes, role assignments, and the test of them.

use super::command::{Command, CommandError};
use super::object::Object;
use super::{Printed, Session, recipients};
use crate::world::Tenant;
use crate::world::application::Application;
use crate::world::exchange::{ExchangeAssignment, Scope};
use uuid::Uuid;

/// Exchange's service principals, each with its object ID.
fn pointers(tenant: &Tenant) -> impl Iterator<Item = (&Application, Uuid)> {
    let pointer = |app: &'_ Application| app.exchange_object_id();
    tenant
        .applications
        .iter()
        .filter_map(move |app| Some((app, pointer(app)?)))
}

/// Finds one by app ID, object ID or name.
fn pointer<'w>(
    session: Session<'w>,
    command: &Command,
    identity: &str,
) -> Result<(&'w Application, Uuid), CommandError> {
    let named = |text: String| text.eq_ignore_ascii_case(identity);
    pointers(session.tenant)
        .find(|(app, id)| named(app.client_id.to_string()) || named(id.to_string()) || named(app.display_name.clone()))
        .ok_or_else(|| CommandError::not_found(command, identity))
}

/// `Get-ServicePrincipal`. A value that names none of them may return all (the reference's caution): it does here.
pub(super) fn service_principals(session: Session<'_>, command: &Command) -> Printed {
    let named = command
        .get("Identity")
        .and_then(|identity| pointer(session, command, identity).ok());
    let chosen = match named {
        Some(one) => vec![one],
        None => pointers(session.tenant).collect(),
    };
    let object = |(app, id): (&Application, Uuid)| {
        Object::new()
            .with("DisplayName", &app.display_name)
            .with("AppId", app.client_id)
            .with("ObjectId", id)
            .with("Identity", id)
    };
    Ok(chosen.into_iter().map(object).collect())
}

/// `Test-ServicePrincipalAuthorization`: goes by what stands in Exchange, bypasses the cache, and knows nothing of Entra.
pub(super) fn test_authorization(session: Session<'_>, command: &Command) -> Printed {
    let (app, _) = pointer(session, command, command.required("Identity")?)?;
    let resource = match command.get("Resource") {
        Some(name) => Some(recipients::mailbox(session, command, name)?),
        None => None,
    };
    let row = |assignment: &ExchangeAssignment| {
        let in_scope = match resource {
            None => "Not Run",
            Some(mailbox) if assignment.scope.covers(session.tenant, mailbox) => "True",
            Some(_) => "False",
        };
        let (kind, scope) = shown(session.tenant, &assignment.scope);
        Object::new()
            .with("RoleName", &assignment.role)
            .with("GrantedPermissions", granted(&assignment.role))
            .with("AllowedResourceScope", scope)
            .with("ScopeType", kind)
            .with("InScope", in_scope)
    };
    Ok(app.exchange_roles.iter().map(row).collect())
}

/// Permissions in a role.
fn granted(role: &str) -> String {
    match role {
        "Application Mail Full Access" => "Mail.ReadWrite, Mail.Send".to_owned(),
        _ => role.strip_prefix("Application ").unwrap_or(role).to_owned(),
    }
}

/// Kind and name of a scope.
fn shown(tenant: &Tenant, scope: &Scope) -> (&'static str, String) {
    match scope {
        Scope::Organization => ("Organization", "Organization".to_owned()),
        Scope::ManagementScope(name) => ("CustomRecipientScope", name.clone()),
        Scope::Group(address) => {
            let group = tenant.group(address);
            let name = group.map_or_else(|| address.clone(), |group| tenant.distinguished_name(group));
            ("Group", name)
        }
        Scope::Mailboxes(ids) => {
            let unit = Uuid::new_v5(&tenant.id, ids.join(",").as_bytes());
            ("AdministrativeUnit", unit.to_string())
        }
    }
}

/// `Get-ManagementRoleAssignment`, for the roles of apps.
pub(super) fn assignments(session: Session<'_>, command: &Command) -> Printed {
    let assignee = match command.get("RoleAssignee") {
        Some(identity) => Some(pointer(session, command, identity)?.1),
        None => None,
    };
    let mut objects = Vec::new();
    for (app, id) in pointers(session.tenant).filter(|(_, id)| assignee.is_none_or(|own| own == *id)) {
        for assignment in &app.exchange_roles {
            let name = format!("{}-{id}", assignment.role);
            let is = |parameter: &str, own: &str| {
                command
                    .get(parameter)
                    .is_none_or(|given| own.eq_ignore_ascii_case(given))
            };
            if !is("Role", &assignment.role) || !is("Identity", &name) {
                continue;
            }
            let (kind, scope) = shown(session.tenant, &assignment.scope);
            let object = Object::new()
                .with("Name", name)
                .with("Role", &assignment.role)
                .with("RoleAssigneeName", id)
                .with("RoleAssigneeType", "ServicePrincipal")
                .with("RecipientWriteScope", kind)
                .with(
                    "CustomRecipientWriteScope",
                    if kind == "Organization" {
                        String::new()
                    } else {
                        scope.clone()
                    },
                )
                .with(
                    "CustomResourceScope",
                    if kind == "CustomRecipientScope" {
                        scope
                    } else {
                        String::new()
                    },
                )
                .with_bool("Enabled", true);
            objects.push(object);
        }
    }
    match command.get("Identity") {
        Some(name) if objects.is_empty() => Err(CommandError::not_found(command, name)),
        _ => Ok(objects),
    }
}

/// `Get-ManagementScope`.
pub(super) fn scopes(session: Session<'_>, command: &Command) -> Printed {
    let identity = command.get("Identity");
    let objects: Vec<Object> = session
        .tenant
        .management_scopes
        .iter()
        .filter(|scope| identity.is_none_or(|name| scope.name.eq_ignore_ascii_case(name)))
        .map(|scope| {
            Object::new()
                .with("Name", &scope.name)
                .with("ScopeRestrictionType", "RecipientScope")
                .with_bool("Exclusive", false)
                .with("RecipientRoot", "")
                .with("RecipientFilter", &scope.recipient_restriction_filter)
        })
        .collect();
    match identity {
        Some(name) if objects.is_empty() => Err(CommandError::not_found(command, name)),
        _ => Ok(objects),
    }
}
