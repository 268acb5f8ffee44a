//! Cmdlets of Exchange Online PowerShell and Microsoft Graph PowerShell, played from the same world: the checks that an
//! administrator runs. They read, and change nothing.
//!
//! Objects, properties and errors follow the cmdlets' reference pages; nothing was run against the service. Output is that of
//! `Format-List` in a console of 120 columns, so that long values are broken as they are there.

mod command;
mod directory;
mod list;
mod mail_access;
mod object;
mod recipients;
mod role_based_access;

use crate::world::{Tenant, World};
use command::{Command, CommandError};
use object::Object;

/// What a cmdlet sees.
#[derive(Clone, Copy)]
struct Session<'w> {
    tenant: &'w Tenant,
}

/// Result of one cmdlet: objects, or the error record that PowerShell prints.
type Printed = Result<Vec<Object>, CommandError>;

type Cmdlet = fn(Session<'_>, &Command) -> Printed;

/// The cmdlets: name, parameters, what it does. Parameters that take no value begin with `?`; the first one may stand without
/// its name.
const CMDLETS: &[(&str, &[&str], Cmdlet)] = &[
    (
        "Test-ServicePrincipalAuthorization",
        &["Identity", "Resource"],
        role_based_access::test_authorization,
    ),
    (
        "Get-ServicePrincipal",
        &["Identity"],
        role_based_access::service_principals,
    ),
    (
        "Get-ManagementRoleAssignment",
        &["Identity", "RoleAssignee", "Role"],
        role_based_access::assignments,
    ),
    ("Get-ManagementScope", &["Identity"], role_based_access::scopes),
    ("Get-DistributionGroup", &["Identity"], recipients::groups),
    (
        "Get-DistributionGroupMember",
        &["Identity", "ResultSize"],
        recipients::group_members,
    ),
    (
        "Get-Mailbox",
        &["Identity", "?SoftDeletedMailbox"],
        recipients::mailboxes,
    ),
    (
        "Get-Recipient",
        &["Identity", "Filter", "?IncludeSoftDeletedRecipients"],
        recipients::recipients,
    ),
    ("Get-User", &["Identity"], recipients::users),
    (
        "Get-RecipientPermission",
        &["Identity", "Trustee"],
        recipients::permissions,
    ),
    ("Get-CASMailbox", &["Identity"], mail_access::cas_mailboxes),
    ("Get-OrganizationConfig", &[], mail_access::organization),
    (
        "Get-ApplicationAccessPolicy",
        &["Identity"],
        mail_access::access_policies,
    ),
    (
        "Test-ApplicationAccessPolicy",
        &["Identity", "AppId"],
        mail_access::test_access_policy,
    ),
    (
        "Get-MgServicePrincipal",
        &["ServicePrincipalId", "Filter", "Property", "?All"],
        directory::service_principals,
    ),
    (
        "Get-MgServicePrincipalAppRoleAssignment",
        &["ServicePrincipalId", "?All"],
        directory::app_role_assignments,
    ),
    (
        "Get-MgServicePrincipalOauth2PermissionGrant",
        &["ServicePrincipalId", "?All"],
        directory::permission_grants_of,
    ),
    (
        "Get-MgOauth2PermissionGrant",
        &["Filter", "?All"],
        directory::permission_grants,
    ),
];

/// Runs a line of commands and returns what the console shows. An error of one does not stop the next, as in PowerShell; the
/// outcome is an error when any of them failed.
pub(crate) fn run(world: &World, line: &str) -> Result<String, String> {
    let Some(tenant) = world.tenants.first() else {
        return Err("The emulator's world holds no tenant to connect to.".to_owned());
    };
    let session = Session { tenant };
    let mut console = String::new();
    let mut failed = false;
    let commands = match command::parse(line) {
        Ok(commands) => commands,
        Err(error) => return Err(error.to_string()),
    };
    for command in &commands {
        match run_one(session, command) {
            Ok(objects) => console.push_str(&list::format(&objects, command.properties())),
            Err(error) => {
                failed = true;
                console.push_str(&format!("{error}\n"));
            }
        }
    }
    match failed {
        true => Err(console),
        false => Ok(console),
    }
}

fn run_one(session: Session<'_>, command: &Command) -> Printed {
    let known = CMDLETS.iter().find(|(name, ..)| command.is(name));
    let (name, parameters, cmdlet) = known.ok_or_else(|| CommandError::unknown_command(command.name()))?;
    cmdlet(session, &command.bind(name, parameters)?)
}
