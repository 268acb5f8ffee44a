//! Names of a Microsoft cloud in its portals and in PowerShell.
//!
//! Sources: PowerShell reference of `Connect-ExchangeOnline` and `Connect-MgGraph`; Entra's frequently asked questions (its portals);
//! announcement of the Exchange admin center for GCC High; "Microsoft 365 admin center" of the US Government
//! (`portal.office365.us/adminportal/home`, `portal.apps.mil/adminportal/home`) and of 21Vianet; "Microsoft Defender for Office 365 for US
//! Government" (its portals). No address of the Exchange admin center and of Defender's portal is known for 21Vianet.

use crate::cloud::Cloud;

/// Names of one cloud.
pub struct Portals {
    /// Host of the Microsoft Entra admin center.
    pub entra: &'static str,
    /// Host of the Exchange admin center.
    pub exchange: Option<&'static str>,
    /// Host of the Microsoft 365 admin center.
    pub microsoft_365: &'static str,
    /// Host of the Microsoft Defender portal.
    pub defender: Option<&'static str>,
    /// Value of `Connect-ExchangeOnline -ExchangeEnvironmentName`.
    pub exchange_environment: &'static str,
    /// Value of `Connect-MgGraph -Environment`.
    pub graph_environment: &'static str,
}

impl Portals {
    /// Returns the hosts by their names in addresses of the catalogue.
    pub fn hosts(&self) -> [(&'static str, Option<&'static str>); 4] {
        [
            ("entra_portal", Some(self.entra)),
            ("exchange_portal", self.exchange),
            ("microsoft_365_portal", Some(self.microsoft_365)),
            ("defender_portal", self.defender),
        ]
    }

    /// Returns the way to the Exchange admin center, in words.
    pub fn way_to_exchange(&self) -> String {
        match self.exchange {
            Some(host) => host.to_owned(),
            None => format!("{} > Admin centers > Exchange", self.microsoft_365),
        }
    }
}

/// Returns the names of a cloud.
pub fn of(cloud: Cloud) -> Portals {
    match cloud {
        Cloud::Global => Portals {
            entra: "entra.microsoft.com",
            exchange: Some("admin.exchange.microsoft.com"),
            microsoft_365: "admin.microsoft.com",
            defender: Some("security.microsoft.com"),
            exchange_environment: "O365Default",
            graph_environment: "Global",
        },
        Cloud::UsGovL4 => Portals {
            entra: "entra.microsoft.us",
            exchange: Some("admin.exchange.office365.us"),
            microsoft_365: "portal.office365.us",
            defender: Some("security.microsoft.us"),
            exchange_environment: "O365USGovGCCHigh",
            graph_environment: "USGov",
        },
        Cloud::UsGovL5 => Portals {
            entra: "entra.microsoft.us",
            exchange: Some("admin.exchange.apps.mil"),
            microsoft_365: "portal.apps.mil",
            defender: Some("security.apps.mil"),
            exchange_environment: "O365USGovDoD",
            graph_environment: "USGovDoD",
        },
        Cloud::China => Portals {
            entra: "entra.microsoftonline.cn",
            exchange: None,
            microsoft_365: "portal.partner.microsoftonline.cn",
            defender: None,
            exchange_environment: "O365China",
            graph_environment: "China",
        },
    }
}
