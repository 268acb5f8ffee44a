//! RBAC for Applications: Exchange's service principals, management scopes, and the test of role assignments.

use uuid::Uuid;

use super::command::Command;
use super::console::{self, Object};
use super::{Returned, recipients};
use crate::world::Tenant;
use crate::world::application::Application;
use crate::world::exchange::{ExchangeAssignment, Scope};

/// Exchange's service principals, each with its object ID.
fn principals(tenant: &Tenant) -> impl Iterator<Item = (&Application, Uuid)> {
    let all = tenant.applications.iter();
    all.filter_map(|app| Some((app, app.exchange_object_id()?)))
}

/// Finds one by app ID, object ID or name.
fn principal<'w>(tenant: &'w Tenant, identity: &str) -> Option<(&'w Application, Uuid)> {
    let is = |text: &str| text.eq_ignore_ascii_case(identity);
    principals(tenant).find(|(app, id)| is(&app.client_id.to_string()) || is(&id.to_string()) || is(&app.display_name))
}

/// `Get-ServicePrincipal`. For a value that names none it returns all, which its reference page warns of. Others report an error
/// (see `tests/fixtures/cmdlets/not-found.txt`).
pub(super) fn service_principals(tenant: &Tenant, command: &Command) -> Returned {
    let named = command.get("Identity").and_then(|identity| principal(tenant, identity));
    let chosen = named.map_or_else(|| principals(tenant).collect(), |one| vec![one]);
    let object = |(app, id): (&Application, Uuid)| {
        Object::new()
            .with("DisplayName", &app.display_name)
            .with("ObjectId", id)
            .with("AppId", app.client_id)
    };
    Ok(chosen.into_iter().map(object).collect())
}

/// `Test-ServicePrincipalAuthorization`. It reads the assignments in Exchange. It bypasses the cache, and knows nothing of Entra.
pub(super) fn test_authorization(tenant: &Tenant, command: &Command) -> Returned {
    let identity = command.get("Identity").unwrap_or_default();
    let (app, _) = principal(tenant, identity).ok_or_else(|| console::not_found(command.name(), identity))?;
    let resource = command
        .get("Resource")
        .map(|name| recipients::mailbox(tenant, command, name))
        .transpose()?;
    let row = |assignment: &ExchangeAssignment| {
        let in_scope = match resource {
            None => "Not Run",
            Some(mailbox) if assignment.scope.covers(tenant, mailbox) => "True",
            Some(_) => "False",
        };
        let (kind, scope) = kind_and_name(tenant, &assignment.scope);
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
fn granted(role: &str) -> &str {
    match role {
        "Application Mail Full Access" => "Mail.ReadWrite, Mail.Send",
        _ => role.strip_prefix("Application ").unwrap_or(role),
    }
}

/// Kind and name of a scope.
fn kind_and_name(tenant: &Tenant, scope: &Scope) -> (&'static str, String) {
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

/// `Get-ManagementScope`.
pub(super) fn scopes(tenant: &Tenant, _: &Command) -> Returned {
    let scopes = tenant.management_scopes.iter();
    Ok(scopes
        .map(|scope| {
            Object::new()
                .with("Name", &scope.name)
                .with("ScopeRestrictionType", "RecipientScope")
                .with("RecipientFilter", &scope.recipient_restriction_filter)
        })
        .collect())
}
