//! Cmdlets that change the organization, with the conditions under which Exchange refuses them.

use uuid::Uuid;

use super::command::Command;
use super::console::{self, Object};
use super::{Returned, recipients, role_based_access};
use crate::world::Tenant;
use crate::world::application::Application;
use crate::world::exchange::{ExchangeAssignment, ExchangePointer, ManagementScope, Scope};
use crate::world::mailbox::{Group, GroupKind};

type Change = fn(&mut Tenant, &Command) -> Returned;

/// The cmdlets: name, parameters, function.
pub(super) const CMDLETS: &[(&str, &[&str], Change)] = &[
    (
        "New-DistributionGroup",
        &[
            "Name",
            "DisplayName",
            "Type",
            "MemberJoinRestriction",
            "MemberDepartRestriction",
            "IgnoreNamingPolicy",
        ],
        new_group,
    ),
    (
        "Add-DistributionGroupMember",
        &["Identity", "Member", "BypassSecurityGroupManagerCheck"],
        add_member,
    ),
    (
        "Remove-DistributionGroupMember",
        &["Identity", "Member", "BypassSecurityGroupManagerCheck"],
        remove_member,
    ),
    (
        "Remove-DistributionGroup",
        &["Identity", "BypassSecurityGroupManagerCheck"],
        remove_group,
    ),
    (
        "New-ServicePrincipal",
        &["AppId", "ObjectId", "DisplayName"],
        new_principal,
    ),
    ("Remove-ServicePrincipal", &["Identity"], remove_principal),
    (
        "New-ManagementScope",
        &["Name", "RecipientRestrictionFilter"],
        new_scope,
    ),
    (
        "Set-ManagementScope",
        &["Identity", "RecipientRestrictionFilter"],
        set_scope,
    ),
    ("Remove-ManagementScope", &["Identity"], remove_scope),
    (
        "New-ManagementRoleAssignment",
        &["App", "Role", "CustomResourceScope"],
        new_assignment,
    ),
    ("Remove-ManagementRoleAssignment", &["Identity"], remove_assignment),
];

/// What Exchange says in an organization that is not enabled for customization (case B25).
const DEHYDRATED: &str = "The command you tried to run isn't currently allowed in your organization. To run this command, you \
     first need to run the command: Enable-OrganizationCustomization.";

fn value<'c>(command: &'c Command, parameter: &str) -> &'c str {
    command.get(parameter).unwrap_or_default()
}

fn group<'w>(tenant: &'w mut Tenant, command: &Command) -> Result<&'w mut Group, String> {
    let identity = value(command, "Identity");
    let place = tenant
        .groups
        .iter()
        .position(|group| recipients::is_group(tenant, group, identity));
    let group = place.and_then(|place| tenant.groups.get_mut(place));
    let group = group.ok_or_else(|| console::not_found(command.name(), identity))?;
    if group.is_synchronized {
        return Err(format!(
            "The operation on {} failed because it's out of the current user's write scope. This action should be performed \
             on the object in your on-premises organization.",
            group.name()
        ));
    }
    Ok(group)
}

fn new_group(tenant: &mut Tenant, command: &Command) -> Returned {
    let name = value(command, "Name");
    let is_taken = |own: &str| own.eq_ignore_ascii_case(name);
    if tenant.groups.iter().any(|group| is_taken(group.name()))
        || tenant.mailboxes.iter().any(|user| is_taken(&user.display_name))
    {
        return Err(format!(
            "The name \"{name}\" is already being used. Please try another name."
        ));
    }
    // The filters that name the group hold its distinguished name as text.
    if name.contains(['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}']) {
        return Err("The emulator takes no typographic quotes in names of groups.".to_owned());
    }
    let alias: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let domain = tenant.domains.first().cloned().unwrap_or_default();
    let group = Group {
        id: Uuid::new_v5(&tenant.id, name.as_bytes()),
        address: format!("{}@{domain}", alias.to_ascii_lowercase()),
        name: Some(name.to_owned()),
        distinguished_name: None,
        kind: match value(command, "Type") {
            "Security" => GroupKind::Security,
            _ => GroupKind::Distribution,
        },
        members: Vec::new(),
        is_synchronized: false,
    };
    tenant.groups.push(group);
    recipients::groups(tenant, &Command::of("Get-DistributionGroup", &[("Identity", name)]))
}

/// The address of the mailbox that `Member` names by its distinguished name.
fn member(tenant: &Tenant, command: &Command) -> Result<String, String> {
    let name = value(command, "Member");
    let mut users = tenant.mailboxes.iter();
    users
        .find(|user| tenant.distinguished_name_of(user).eq_ignore_ascii_case(name))
        .map(|user| user.primary_address.clone())
        .ok_or_else(|| console::not_found(command.name(), name))
}

fn add_member(tenant: &mut Tenant, command: &Command) -> Returned {
    let address = member(tenant, command)?;
    let group = group(tenant, command)?;
    if group.has_member(&address) {
        return Err(format!(
            "The recipient \"{address}\" is already a member of the group \"{}\".",
            group.name()
        ));
    }
    group.members.push(address);
    Ok(Vec::new())
}

fn remove_member(tenant: &mut Tenant, command: &Command) -> Returned {
    let address = member(tenant, command)?;
    let group = group(tenant, command)?;
    if !group.has_member(&address) {
        return Err(format!("{address} isn't a member of the group."));
    }
    group.members.retain(|member| !member.eq_ignore_ascii_case(&address));
    Ok(Vec::new())
}

fn remove_group(tenant: &mut Tenant, command: &Command) -> Returned {
    let id = group(tenant, command)?.id;
    tenant.groups.retain(|group| group.id != id);
    Ok(Vec::new())
}

/// The app of a service principal, to change it.
fn app<'w>(tenant: &'w mut Tenant, command: &Command, parameter: &str) -> Result<&'w mut Application, String> {
    let identity = value(command, parameter);
    let found = role_based_access::principal(tenant, identity).map(|(app, _)| app.client_id);
    let mut apps = tenant.applications.iter_mut();
    apps.find(|app| Some(app.client_id) == found)
        .ok_or_else(|| console::not_found(command.name(), identity))
}

fn new_principal(tenant: &mut Tenant, command: &Command) -> Returned {
    let (app_id, object_id) = (value(command, "AppId"), value(command, "ObjectId"));
    let id = Uuid::try_parse(object_id).map_err(|_| format!("{object_id} is not a GUID."))?;
    let mut apps = tenant.applications.iter_mut();
    let app = apps
        .find(|app| app.client_id.to_string().eq_ignore_ascii_case(app_id))
        .ok_or_else(|| console::not_found(command.name(), app_id))?;
    if app.exchange_object_id().is_some() {
        return Err(format!("The service principal with AppId {app_id} already exists."));
    }
    app.exchange_pointer = match app.service_principal.as_ref() {
        Some(own) if own.object_id == id => ExchangePointer::EnterpriseApplication,
        _ => ExchangePointer::ObjectId(id),
    };
    Ok(vec![Object::new().with("AppId", app_id).with("ObjectId", object_id)])
}

fn remove_principal(tenant: &mut Tenant, command: &Command) -> Returned {
    let app = app(tenant, command, "Identity")?;
    if !app.exchange_roles.is_empty() {
        return Err("The service principal has role assignments.".to_owned());
    }
    app.exchange_pointer = ExchangePointer::Missing;
    Ok(Vec::new())
}

fn new_scope(tenant: &mut Tenant, command: &Command) -> Returned {
    let name = value(command, "Name");
    if tenant.management_scope(name).is_some() {
        return Err(format!("The management scope \"{name}\" already exists."));
    }
    tenant.management_scopes.push(ManagementScope {
        name: name.to_owned(),
        recipient_restriction_filter: value(command, "RecipientRestrictionFilter").to_owned(),
    });
    Ok(Vec::new())
}

fn set_scope(tenant: &mut Tenant, command: &Command) -> Returned {
    let name = value(command, "Identity");
    let mut scopes = tenant.management_scopes.iter_mut();
    let scope = scopes
        .find(|scope| scope.name.eq_ignore_ascii_case(name))
        .ok_or_else(|| console::not_found(command.name(), name))?;
    scope.recipient_restriction_filter = value(command, "RecipientRestrictionFilter").to_owned();
    Ok(Vec::new())
}

fn remove_scope(tenant: &mut Tenant, command: &Command) -> Returned {
    let name = value(command, "Identity");
    let uses = |assignment: &ExchangeAssignment| matches!(&assignment.scope, Scope::ManagementScope(own) if own.eq_ignore_ascii_case(name));
    if tenant
        .applications
        .iter()
        .any(|app| app.exchange_roles.iter().any(uses))
    {
        return Err(format!(
            "The management scope \"{name}\" is in use by role assignments."
        ));
    }
    if tenant.management_scope(name).is_none() {
        return Err(console::not_found(command.name(), name));
    }
    tenant
        .management_scopes
        .retain(|scope| !scope.name.eq_ignore_ascii_case(name));
    Ok(Vec::new())
}

fn new_assignment(tenant: &mut Tenant, command: &Command) -> Returned {
    if tenant.exchange_organization.is_dehydrated {
        return Err(DEHYDRATED.to_owned());
    }
    let (role, scope) = (value(command, "Role"), command.get("CustomResourceScope"));
    if !role_based_access::ROLES.contains(&role) {
        return Err(console::not_found(command.name(), role));
    }
    let scope = match scope {
        Some(name) if tenant.management_scope(name).is_none() => return Err(console::not_found(command.name(), name)),
        Some(name) => Scope::ManagementScope(name.to_owned()),
        None => Scope::Organization,
    };
    let app = app(tenant, command, "App")?;
    let assignment = ExchangeAssignment {
        role: role.to_owned(),
        scope,
        assigned_at: None,
    };
    if app.exchange_roles.iter().any(|own| own.role == role) {
        let name = role_based_access::name_of(app, &assignment);
        return Err(format!("The management role assignment \"{name}\" already exists."));
    }
    app.exchange_roles.push(assignment);
    Ok(Vec::new())
}

fn remove_assignment(tenant: &mut Tenant, command: &Command) -> Returned {
    let name = value(command, "Identity");
    for app in &mut tenant.applications {
        let named = |app: &Application, own: &ExchangeAssignment| role_based_access::name_of(app, own) == name;
        if let Some(place) = app.exchange_roles.iter().position(|own| named(app, own)) {
            app.exchange_roles.remove(place);
            return Ok(Vec::new());
        }
    }
    Err(console::not_found(command.name(), name))
}
