//! Microsoft's clouds and their hosts. Source: microsoftgraph/microsoft-graph-docs-contrib `concepts/deployments.md`.
//!
//! There is no way to name another host: a free-text URL would be a way to send a client secret to a stranger. An emulator
//! is reached by routing these names in the host engine.

/// A Microsoft cloud. Tenants and tokens never cross from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cloud {
    /// Worldwide, including US GCC.
    Global,
    /// US Government L4: GCC High.
    UsGovL4,
    /// US Government L5: Department of Defense.
    UsGovL5,
    /// China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// All clouds.
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGovL4, Self::UsGovL5, Self::China];

    /// Finds a cloud by its id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.id() == id)
    }

    /// Id used in the contract.
    pub fn id(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::UsGovL4 => "us-gov-l4",
            Self::UsGovL5 => "us-gov-l5",
            Self::China => "china",
        }
    }

    /// Name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Global => "Global (worldwide, including GCC)",
            Self::UsGovL4 => "US Government (GCC High)",
            Self::UsGovL5 => "US Government (DoD)",
            Self::China => "China (operated by 21Vianet)",
        }
    }

    /// Host of the token endpoint.
    pub fn login_host(self) -> &'static str {
        match self {
            Self::Global => "login.microsoftonline.com",
            Self::UsGovL4 | Self::UsGovL5 => "login.microsoftonline.us",
            // The documentation names login.chinacloudapi.cn, MSAL prefers this one and treats both as aliases
            // (microsoft-authentication-library-for-dotnet, KnownMetadataProvider.cs).
            Self::China => "login.partner.microsoftonline.cn",
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

    /// Hosts of upload sessions. Documented for the global cloud only; the others are Exchange Online's own hosts there
    /// ("Office 365 URLs and IP address ranges" of each cloud), and nobody has seen an upload URL of them here.
    pub fn upload_hosts(self) -> &'static [&'static str] {
        match self {
            Self::Global => &["outlook.office.com", "outlook.office365.com"],
            Self::UsGovL4 => &["outlook.office365.us"],
            Self::UsGovL5 => &["outlook-dod.office365.us"],
            Self::China => &["partner.outlook.cn"],
        }
    }

    /// The only scope that client credentials may ask for: one resource, `/.default`.
    pub fn scope(self) -> String {
        format!("https://{}/.default", self.graph_host())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_cloud() {
        for cloud in Cloud::ALL {
            assert_eq!(Cloud::from_id(cloud.id()), Some(cloud));
        }
        assert_eq!(Cloud::from_id("germany"), None);
    }
}
