//! The administrator's checks: cmdlets of Exchange Online PowerShell and Microsoft Graph PowerShell that read the emulator's world.
//! Only the cmdlets and parameters that the connector's checks and its set-up script use are played.
//!
//! Names of cmdlets, parameters and properties come from the reference pages. Nothing was run against the service.

mod changes;
mod command;
mod console;
mod directory;
mod mail_access;
mod recipients;
mod role_based_access;
pub(crate) mod session;

use crate::world::{Tenant, World};
use command::Command;
use console::Object;

/// What a cmdlet returns: objects, or an error record.
type Returned = Result<Vec<Object>, String>;

type Cmdlet = fn(&Tenant, &Command) -> Returned;

/// The cmdlets: name, parameters, function.
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
    ("Get-ManagementScope", &[], role_based_access::scopes),
    ("Get-ManagementRole", &[], role_based_access::roles),
    ("Get-ManagementRoleAssignment", &[], role_based_access::assignments),
    ("Get-DistributionGroup", &["Identity"], recipients::groups),
    ("Get-AcceptedDomain", &[], recipients::accepted_domains),
    ("Get-ApplicationAccessPolicy", &[], mail_access::access_policies),
    ("Get-DistributionGroupMember", &["Identity"], recipients::group_members),
    (
        "Get-Mailbox",
        &["Identity", "SoftDeletedMailbox"],
        recipients::mailboxes,
    ),
    ("Get-Recipient", &["Identity", "Filter"], recipients::recipients),
    ("Get-User", &["Identity"], recipients::users),
    ("Get-RecipientPermission", &["Identity"], recipients::permissions),
    ("Get-CASMailbox", &["Identity"], mail_access::client_access_of_mailbox),
    (
        "Get-OrganizationConfig",
        &[],
        mail_access::client_access_of_organization,
    ),
    (
        "Test-ApplicationAccessPolicy",
        &["Identity", "AppId"],
        mail_access::test_access_policy,
    ),
    ("Get-MgServicePrincipal", &["Filter"], directory::service_principals),
    (
        "Get-MgServicePrincipalAppRoleAssignment",
        &["ServicePrincipalId"],
        directory::app_role_assignments,
    ),
    ("Get-MgOauth2PermissionGrant", &["Filter"], directory::permission_grants),
];

/// Runs a command and returns what the console shows. It is an error when the emulator does not play the command.
pub(crate) fn run(world: &World, line: &str) -> Result<String, String> {
    let tenant = world
        .tenants
        .first()
        .ok_or("The emulator's world holds no tenant to connect to.")?;
    let command = Command::parse(line)?;
    let (name, parameters, cmdlet) = CMDLETS
        .iter()
        .find(|(name, ..)| *name == command.name())
        .ok_or_else(|| format!("The emulator does not play the cmdlet {}.", command.name()))?;
    if let Some(parameter) = command.unknown_parameter(parameters) {
        return Err(format!(
            "The emulator does not play the parameter {parameter} of {name}."
        ));
    }
    Ok(match cmdlet(tenant, &command) {
        Ok(objects) => console::format_list(&objects, command.properties()),
        Err(record) => record,
    })
}
