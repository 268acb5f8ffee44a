//! Microsoft Graph PowerShell: the enterprise application, and what was consented to in Entra.

use uuid::{Uuid, uuid};

use super::command::{Command, CommandError};
use super::object::Object;
use super::{Printed, Session};
use crate::world::application::{Application, ServicePrincipal};

/// App ID of Microsoft Graph, the same in every tenant.
const GRAPH: Uuid = uuid!("00000003-0000-0000-c000-000000000000");

/// Ids of application permissions (Microsoft Graph permissions reference).
const APP_ROLES: [(&str, Uuid); 6] = [
    ("Mail.Send", uuid!("b633e1c5-b582-4048-a93e-9f11b44c7e96")),
    ("Mail.ReadWrite", uuid!("e2a3a72e-5f79-4c64-b1b1-878b674786c9")),
    ("Mail.Read", uuid!("810c84a8-4a9e-49e6-bf7d-12d183f40d01")),
    ("Mail.ReadBasic", uuid!("6be147d2-ea4f-4b5a-a3fa-3eab6f3c140a")),
    ("Mail.ReadBasic.All", uuid!("693c5e45-0940-467d-9b8a-1022fb9d42ef")),
    ("User.Read.All", uuid!("df021288-bdef-4463-88db-98f22de89214")),
];

/// Enterprise applications.
fn principals(session: Session<'_>) -> impl Iterator<Item = (&Application, &ServicePrincipal)> {
    let all = session.tenant.applications.iter();
    all.filter_map(|app| Some((app, app.service_principal.as_ref()?)))
}

fn graph_id(session: Session<'_>) -> Uuid {
    Uuid::new_v5(&session.tenant.id, GRAPH.as_bytes())
}

fn object(id: Uuid, app_id: Uuid, name: &str, enabled: bool) -> Object {
    Object::new()
        .with_bool("AccountEnabled", enabled)
        .with("AppDisplayName", name)
        .with("AppId", app_id)
        .with("DisplayName", name)
        .with("Id", id)
        .with("ServicePrincipalType", "Application")
}

/// `Get-MgServicePrincipal`.
pub(super) fn service_principals(session: Session<'_>, command: &Command) -> Printed {
    let own = principals(session).map(|(app, principal)| {
        (
            principal.object_id,
            app.client_id,
            app.display_name.as_str(),
            principal.enabled,
        )
    });
    let all = own.chain([(graph_id(session), GRAPH, "Microsoft Graph", true)]);
    if let Some(id) = command.get("ServicePrincipalId") {
        let mut all = all;
        let found = all.find(|(own, ..)| own.to_string().eq_ignore_ascii_case(id));
        let (id, app, name, enabled) = found.ok_or_else(|| no_resource(command, id))?;
        return Ok(vec![object(id, app, name, enabled)]);
    }
    let filter = command.get("Filter").map(|text| equality(command, text)).transpose()?;
    let mut objects = Vec::new();
    for (id, app, name, enabled) in all {
        let wanted = match &filter {
            None => true,
            Some(("appId", value)) => app.to_string().eq_ignore_ascii_case(value),
            Some(("id", value)) => id.to_string().eq_ignore_ascii_case(value),
            Some(("displayName", value)) => name.eq_ignore_ascii_case(value),
            Some((other, _)) => return Err(unknown_property(command, other)),
        };
        if wanted {
            objects.push(object(id, app, name, enabled));
        }
    }
    Ok(objects)
}

/// `Get-MgServicePrincipalAppRoleAssignment`: application permissions.
pub(super) fn app_role_assignments(session: Session<'_>, command: &Command) -> Printed {
    let (app, principal) = principal(session, command)?;
    let row = |name: &String| {
        let known = APP_ROLES.iter().find(|(own, _)| own == name);
        let role = known.map_or_else(|| Uuid::new_v5(&GRAPH, name.as_bytes()), |(_, id)| *id);
        Object::new()
            .with("AppRoleId", role)
            .with("Id", Uuid::new_v5(&principal.object_id, role.as_bytes()).simple())
            .with("PrincipalDisplayName", &app.display_name)
            .with("PrincipalId", principal.object_id)
            .with("PrincipalType", "ServicePrincipal")
            .with("ResourceDisplayName", "Microsoft Graph")
            .with("ResourceId", graph_id(session))
    };
    Ok(app.entra_permissions.iter().map(row).collect())
}

/// `Get-MgServicePrincipalOauth2PermissionGrant`: delegated permissions of an app.
pub(super) fn permission_grants_of(session: Session<'_>, command: &Command) -> Printed {
    let (app, principal) = principal(session, command)?;
    Ok(grant(session, app, principal).into_iter().collect())
}

/// `Get-MgOauth2PermissionGrant`: delegated permissions, by the object ID of the enterprise application as `clientId`.
pub(super) fn permission_grants(session: Session<'_>, command: &Command) -> Printed {
    let filter = command.get("Filter").map(|text| equality(command, text)).transpose()?;
    let mut grants = Vec::new();
    for (app, principal) in principals(session) {
        let wanted = match &filter {
            None => true,
            Some(("clientId", value)) => principal.object_id.to_string().eq_ignore_ascii_case(value),
            Some((other, _)) => return Err(unknown_property(command, other)),
        };
        if wanted {
            grants.extend(grant(session, app, principal));
        }
    }
    Ok(grants)
}

/// All delegated permissions of an app on Graph: one object, whose scope lists them.
fn grant(session: Session<'_>, app: &Application, principal: &ServicePrincipal) -> Option<Object> {
    if app.delegated_permissions.is_empty() {
        return None;
    }
    let object = Object::new()
        .with("ClientId", principal.object_id)
        .with("ConsentType", "AllPrincipals")
        .with("Id", Uuid::new_v5(&principal.object_id, b"delegated").simple())
        .with("PrincipalId", "")
        .with("ResourceId", graph_id(session))
        .with("Scope", app.delegated_permissions.join(" "));
    Some(object)
}

fn principal<'w>(
    session: Session<'w>,
    command: &Command,
) -> Result<(&'w Application, &'w ServicePrincipal), CommandError> {
    let id = command.required("ServicePrincipalId")?;
    principals(session)
        .find(|(_, principal)| principal.object_id.to_string().eq_ignore_ascii_case(id))
        .ok_or_else(|| no_resource(command, id))
}

/// Reads `property eq 'value'`.
fn equality<'t>(command: &Command, filter: &'t str) -> Result<(&'t str, &'t str), CommandError> {
    let read = || {
        let (property, value) = filter.trim().split_once(" eq ")?;
        let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
        Some((property.trim(), value))
    };
    read().ok_or_else(|| CommandError::new(format!("{}_List: Invalid filter clause: {filter}", command.name())))
}

fn unknown_property(command: &Command, property: &str) -> CommandError {
    CommandError::new(format!(
        "{}_List: Could not find a property named '{property}' on this type, or the emulator does not play filters by it.",
        command.name()
    ))
}

fn no_resource(command: &Command, id: &str) -> CommandError {
    CommandError::new(format!(
        "{}_Get: Resource '{id}' does not exist or one of its queried reference-property objects are not present.",
        command.name()
    ))
}
