//! A session of Exchange Online PowerShell: the cmdlets that Exchange offers an account, and their objects.

use super::command::Command;
use super::{CMDLETS, changes};
use crate::emulator::Emulator;
use crate::world::exchange::RoleGroup;

/// An object that a cmdlet returns: its properties, as the console prints them. A list is `{a, b}`.
pub type CmdletObject = Vec<(&'static str, String)>;

/// Parameters that every cmdlet takes, and that change nothing here.
const COMMON_PARAMETERS: [&str; 3] = ["ErrorAction", "Confirm", "ResultSize"];

/// A session of one account.
#[derive(Debug)]
pub struct ExchangeSession<'e> {
    emulator: &'e Emulator,
    role_group: RoleGroup,
}

impl<'e> ExchangeSession<'e> {
    pub(crate) fn new(emulator: &'e Emulator, role_group: RoleGroup) -> Result<Self, String> {
        let has_none = emulator.update(|world| {
            let tenant = world.tenants.first();
            tenant.is_none_or(|tenant| tenant.exchange_organization.has_no_exchange)
        });
        if has_none {
            // Entra ID error codes; the resource is that of Exchange Online.
            return Err(
                "AADSTS500014: The service principal for resource 'https://outlook.office365.com' is disabled. \
                 This indicate that a subscription within the tenant has lapsed, or that the administrator for this \
                 tenant has disabled the application, preventing tokens from being issued for it."
                    .to_owned(),
            );
        }
        Ok(Self { emulator, role_group })
    }

    /// Whether Exchange offers the account this cmdlet.
    pub fn has(&self, cmdlet: &str) -> bool {
        let read = CMDLETS.iter().any(|(name, ..)| *name == cmdlet) && !cmdlet.contains("-Mg");
        let changes = changes::CMDLETS.iter().any(|(name, ..)| *name == cmdlet);
        // Feature permissions in Exchange Online.
        let of_recipients = cmdlet.contains("-DistributionGroup");
        let of_roles = cmdlet.contains("-Management") || cmdlet.contains("ServicePrincipal");
        match self.role_group {
            RoleGroup::OrganizationManagement => read || changes,
            RoleGroup::RecipientManagement => read && !of_roles || changes && of_recipients,
            RoleGroup::ViewOnlyOrganizationManagement => read && cmdlet.starts_with("Get-"),
            RoleGroup::None => false,
        }
    }

    /// Runs a cmdlet.
    ///
    /// # Errors
    /// The error record that the cmdlet writes. It is also an error if the emulator does not play the cmdlet or a parameter.
    pub fn invoke(&self, cmdlet: &str, parameters: &[(&str, &str)]) -> Result<Vec<CmdletObject>, String> {
        if !self.has(cmdlet) {
            return Err(format!("The term '{cmdlet}' is not recognized as a name of a cmdlet."));
        }
        let own: Vec<(&str, &str)> = parameters
            .iter()
            .copied()
            .filter(|(name, _)| !COMMON_PARAMETERS.contains(name))
            .collect();
        let command = Command::of(cmdlet, &own);
        let refuse = |known: &[&str]| match command.unknown_parameter(known) {
            Some(name) => Err(format!(
                "A parameter cannot be found that matches parameter name '{name}'."
            )),
            None => Ok(()),
        };
        let objects = self.emulator.update(|world| {
            let tenant = world.tenants.first_mut().ok_or("There is no tenant.")?;
            if let Some((_, known, change)) = changes::CMDLETS.iter().find(|(name, ..)| *name == cmdlet) {
                refuse(known)?;
                return change(tenant, &command);
            }
            let (_, known, read) = CMDLETS
                .iter()
                .find(|(name, ..)| *name == cmdlet)
                .ok_or("The emulator does not play it.")?;
            refuse(known)?;
            read(tenant, &command)
        })?;
        Ok(objects.into_iter().map(super::Object::into_properties).collect())
    }
}
