//! Names of a Microsoft cloud in the portals and in PowerShell.
//!
//! Sources: PowerShell reference of `Connect-ExchangeOnline` and `Connect-MgGraph`; Entra's frequently asked questions (its portals);
//! announcement of the Exchange admin center for GCC High.

use crate::cloud::Cloud;

/// Names of one cloud.
pub struct Portals {
    /// Microsoft Entra admin center.
    pub entra: &'static str,
    /// Exchange admin center.
    pub exchange: &'static str,
    /// Value of `Connect-ExchangeOnline -ExchangeEnvironmentName`.
    pub exchange_environment: &'static str,
    /// Value of `Connect-MgGraph -Environment`.
    pub graph_environment: &'static str,
}

/// Returns the names of a cloud.
pub fn of(cloud: Cloud) -> Portals {
    match cloud {
        Cloud::Global => Portals {
            entra: "entra.microsoft.com",
            exchange: "admin.exchange.microsoft.com",
            exchange_environment: "O365Default",
            graph_environment: "Global",
        },
        Cloud::UsGovL4 => Portals {
            entra: "entra.microsoft.us",
            exchange: "admin.exchange.office365.us",
            exchange_environment: "O365USGovGCCHigh",
            graph_environment: "USGov",
        },
        Cloud::UsGovL5 => Portals {
            entra: "entra.microsoft.us",
            exchange: "admin.exchange.apps.mil",
            exchange_environment: "O365USGovDoD",
            graph_environment: "USGovDoD",
        },
        Cloud::China => Portals {
            entra: "entra.microsoftonline.cn",
            exchange: "portal.partner.microsoftonline.cn > Admin centers > Exchange",
            exchange_environment: "O365China",
            graph_environment: "China",
        },
    }
}
