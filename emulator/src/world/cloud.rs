//! Microsoft's clouds and their hosts, after "National cloud deployments" of the Graph documentation.

use serde::{Deserialize, Serialize};

/// A Microsoft cloud. Tenants and tokens never cross from one to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// The worldwide service; US GCC too.
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGovL4,
    /// US Government L5 (DoD).
    UsGovL5,
    /// China, operated by 21Vianet.
    China,
}

/// Host of the upload URLs in the global cloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UploadHost {
    /// The usual one.
    #[default]
    #[serde(rename = "outlook.office.com")]
    OutlookOffice,
    /// The one that Graph returns at times.
    #[serde(rename = "outlook.office365.com")]
    OutlookOffice365,
}

impl UploadHost {
    /// The host name.
    pub fn name(self) -> &'static str {
        match self {
            Self::OutlookOffice => "outlook.office.com",
            Self::OutlookOffice365 => "outlook.office365.com",
        }
    }
}

impl Cloud {
    /// All clouds.
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGovL4, Self::UsGovL5, Self::China];

    /// Hosts of the token endpoint. The two US clouds share one; China has two names for the same service.
    pub fn login_hosts(self) -> &'static [&'static str] {
        match self {
            Self::Global => &["login.microsoftonline.com"],
            Self::UsGovL4 | Self::UsGovL5 => &["login.microsoftonline.us"],
            Self::China => &["login.chinacloudapi.cn", "login.partner.microsoftonline.cn"],
        }
    }

    /// Host of Microsoft Graph.
    pub fn graph_host(self) -> &'static str {
        match self {
            Self::Global => "graph.microsoft.com",
            Self::UsGovL4 => "graph.microsoft.us",
            Self::UsGovL5 => "dod-graph.microsoft.us",
            Self::China => "microsoftgraph.chinacloudapi.cn",
        }
    }

    /// Hosts of upload URLs: the usual one, and for the global cloud the one that is met at times. Those of the national clouds
    /// are not documented for this use; Outlook on the web has these names there.
    pub fn upload_hosts(self) -> &'static [&'static str] {
        match self {
            Self::Global => &["outlook.office.com", "outlook.office365.com"],
            Self::UsGovL4 => &["outlook.office365.us"],
            Self::UsGovL5 => &["outlook-dod.office365.us"],
            Self::China => &["partner.outlook.cn"],
        }
    }

    /// Host of the issuer named in v1 access tokens.
    pub(crate) fn issuer_host(self) -> &'static str {
        match self {
            Self::Global | Self::UsGovL4 | Self::UsGovL5 => "sts.windows.net",
            Self::China => "sts.chinacloudapi.cn",
        }
    }
}
