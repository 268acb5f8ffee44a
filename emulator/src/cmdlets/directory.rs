//! Microsoft Graph PowerShell: the enterprise application, and what was consented to in Entra.

use uuid::{Uuid, uuid};

use super::Returned;
use super::command::Command;
use super::console::{self, Object};
use crate::world::Tenant;
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

/// The apps that have an enterprise application.
fn principals(tenant: &Tenant) -> impl Iterator<Item = (&Application, &ServicePrincipal)> {
    let all = tenant.applications.iter();
    all.filter_map(|app| Some((app, app.service_principal.as_ref()?)))
}

fn graph_id(tenant: &Tenant) -> Uuid {
    Uuid::new_v5(&tenant.id, GRAPH.as_bytes())
}

/// `Get-MgServicePrincipal -Filter "appId eq '…'"`.
pub(super) fn service_principals(tenant: &Tenant, command: &Command) -> Returned {
    let app_id = filter(command, "appId")?;
    let wanted = principals(tenant).filter(|(app, _)| app.client_id.to_string().eq_ignore_ascii_case(app_id));
    let object = |(app, principal): (&Application, &ServicePrincipal)| {
        Object::new()
            .with_bool("AccountEnabled", principal.enabled)
            .with("AppId", app.client_id)
            .with("DisplayName", &app.display_name)
            .with("Id", principal.object_id)
            .with("ServicePrincipalType", "Application")
    };
    Ok(wanted.map(object).collect())
}

/// `Get-MgServicePrincipalAppRoleAssignment`: application permissions.
pub(super) fn app_role_assignments(tenant: &Tenant, command: &Command) -> Returned {
    let id = command.get("ServicePrincipalId").unwrap_or_default();
    let (app, principal) = principals(tenant)
        .find(|(_, principal)| principal.object_id.to_string().eq_ignore_ascii_case(id))
        .ok_or_else(|| console::no_resource(command.name(), id))?;
    let row = |name: &String| {
        let known = APP_ROLES.iter().find(|(own, _)| own == name);
        let role = known.map_or_else(|| Uuid::new_v5(&GRAPH, name.as_bytes()), |(_, id)| *id);
        Object::new()
            .with("AppRoleId", role)
            .with("PrincipalDisplayName", &app.display_name)
            .with("PrincipalId", principal.object_id)
            .with("ResourceDisplayName", "Microsoft Graph")
            .with("ResourceId", graph_id(tenant))
    };
    Ok(app.entra_permissions.iter().map(row).collect())
}

/// `Get-MgOauth2PermissionGrant -Filter "clientId eq '…'"`: delegated permissions. `clientId` is the object ID of the enterprise
/// application. All permissions on Graph are in one object.
pub(super) fn permission_grants(tenant: &Tenant, command: &Command) -> Returned {
    let client_id = filter(command, "clientId")?;
    let of_client = |principal: &ServicePrincipal| principal.object_id.to_string().eq_ignore_ascii_case(client_id);
    let wanted = principals(tenant).filter(|(app, one)| of_client(one) && !app.delegated_permissions.is_empty());
    let object = |(app, principal): (&Application, &ServicePrincipal)| {
        Object::new()
            .with("Id", Uuid::new_v5(&principal.object_id, b"delegated").simple())
            .with("ClientId", principal.object_id)
            .with("ConsentType", "AllPrincipals")
            .with("PrincipalId", "")
            .with("ResourceId", graph_id(tenant))
            .with("Scope", app.delegated_permissions.join(" "))
    };
    Ok(wanted.map(object).collect())
}

/// Reads the value out of `property eq 'value'`.
fn filter<'c>(command: &'c Command, property: &str) -> Result<&'c str, String> {
    let filter = command.get("Filter").unwrap_or_default();
    let value = filter
        .strip_prefix(property)
        .and_then(|rest| rest.strip_prefix(" eq '"));
    value
        .and_then(|rest| rest.strip_suffix('\''))
        .ok_or_else(|| format!("{}_List : Invalid filter clause: {filter}\n", command.name()))
}
