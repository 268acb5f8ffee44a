//! Microsoft's hosts, by cloud.

/// The role of a host. It decides which requests it may get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostRole {
    /// Entra's token endpoint.
    Login,
    /// Microsoft Graph.
    Graph,
    /// Upload sessions of large attachments; their URLs come from Graph.
    Upload,
}

/// A Microsoft cloud.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cloud {
    /// Name in the contract.
    pub name: &'static str,
    /// Token endpoints. China has an alias that MSAL prefers.
    pub login: &'static [&'static str],
    /// Microsoft Graph.
    pub graph: &'static str,
    /// Hosts of upload sessions. Documented for the global cloud only; the others are Exchange Online's own hosts there, as in
    /// the component, which refuses upload URLs that lead elsewhere.
    pub upload: &'static [&'static str],
}

impl Cloud {
    pub(super) fn role(&self, host: &str) -> Option<HostRole> {
        let is = |known: &&str| known.eq_ignore_ascii_case(host);
        if is(&self.graph) {
            Some(HostRole::Graph)
        } else if self.login.iter().any(is) {
            Some(HostRole::Login)
        } else if self.upload.iter().any(is) {
            Some(HostRole::Upload)
        } else {
            None
        }
    }

    pub(super) fn hosts(&self) -> impl Iterator<Item = &'static str> {
        self.login.iter().chain([&self.graph]).chain(self.upload).copied()
    }
}

/// Every cloud that the connector knows. Source: Microsoft Graph, "National cloud deployments"; MSAL's
/// `KnownMetadataProvider` for the alias in China; "Attach large files to Outlook messages" for uploads,
/// and for those of national clouds "Office 365 URLs and IP address ranges" of each.
pub(super) const CLOUDS: &[Cloud] = &[
    Cloud {
        name: "global",
        login: &["login.microsoftonline.com"],
        graph: "graph.microsoft.com",
        upload: &["outlook.office.com", "outlook.office365.com"],
    },
    Cloud {
        name: "us-gov-l4",
        login: &["login.microsoftonline.us"],
        graph: "graph.microsoft.us",
        upload: &["outlook.office365.us"],
    },
    Cloud {
        name: "us-gov-l5",
        login: &["login.microsoftonline.us"],
        graph: "dod-graph.microsoft.us",
        upload: &["outlook-dod.office365.us"],
    },
    Cloud {
        name: "china",
        login: &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
        graph: "microsoftgraph.chinacloudapi.cn",
        upload: &["partner.outlook.cn"],
    },
];
