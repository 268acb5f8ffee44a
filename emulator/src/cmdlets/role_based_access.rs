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
pub(super) fn principal<'w>(tenant: &'w Tenant, identity: &str) -> Option<(&'w Application, Uuid)> {
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
pub(super) fn kind_and_name(tenant: &Tenant, scope: &Scope) -> (&'static str, String) {
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
                .with("Identity", &scope.name)
                .with("ScopeRestrictionType", "RecipientScope")
                .with_bool("Exclusive", false)
                .with("RecipientFilter", &scope.recipient_restriction_filter)
        })
        .collect())
}

/// Roles that exist in every organization (RBAC for Applications, supported roles), among others.
pub(super) const ROLES: [&str; 8] = [
    "Application Mail.Read",
    "Application Mail.ReadBasic",
    "Application Mail.ReadWrite",
    "Application Mail.Send",
    "Application Calendars.Read",
    "Application Contacts.Read",
    "Application Mail Full Access",
    "Mail Recipients",
];

/// `Get-ManagementRole`.
pub(super) fn roles(_: &Tenant, _: &Command) -> Returned {
    Ok(ROLES.iter().map(|role| Object::new().with("Name", role)).collect())
}

/// Name of an assignment: Exchange makes it of the role and the assignee.
pub(super) fn name_of(app: &Application, assignment: &ExchangeAssignment) -> String {
    format!("{}-{}", assignment.role, app.display_name)
}

/// `Get-ManagementRoleAssignment`: those of apps, and one of a role group. `RoleAssigneeName` is the display name of Exchange's
/// service principal, and `RoleAssignee` its object ID, as public scripts expect them. A scope that is a group shows as
/// `RecipientWriteScope` and `CustomResourceScope` (live reports).
pub(super) fn assignments(tenant: &Tenant, _: &Command) -> Returned {
    let of_role_group = Object::new()
        .with("Name", "Mail Recipients-Organization Management")
        .with("Identity", "Mail Recipients-Organization Management")
        .with("Role", "Mail Recipients")
        .with("RoleAssignee", "Organization Management")
        .with("RoleAssigneeName", "Organization Management")
        .with("RoleAssigneeType", "RoleGroup")
        .with("RecipientWriteScope", "Organization")
        .with("CustomRecipientWriteScope", "")
        .with("CustomResourceScope", "")
        .with_bool("Enabled", true);
    let of_app = |(app, id): (&Application, Uuid)| -> Vec<Object> {
        let object = |assignment: &ExchangeAssignment| {
            let (kind, scope) = match &assignment.scope {
                Scope::Organization => ("Organization", String::new()),
                Scope::Group(address) => (
                    "Group",
                    tenant
                        .group(address)
                        .map_or_else(|| address.clone(), |group| group.name().to_owned()),
                ),
                scope => kind_and_name(tenant, scope),
            };
            Object::new()
                .with("Name", name_of(app, assignment))
                .with("Identity", name_of(app, assignment))
                .with("Role", &assignment.role)
                .with("RoleAssignee", id)
                .with("RoleAssigneeName", &app.display_name)
                .with("RoleAssigneeType", "ServicePrincipal")
                .with("RecipientWriteScope", kind)
                .with("CustomRecipientWriteScope", "")
                .with("CustomResourceScope", scope)
                .with_bool("Enabled", true)
        };
        app.exchange_roles.iter().map(object).collect()
    };
    let of_apps = principals(tenant).flat_map(of_app);
    Ok(std::iter::once(of_role_group).chain(of_apps).collect())
}
