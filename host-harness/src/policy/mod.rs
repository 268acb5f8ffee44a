//! The egress policy: which requests may leave the sandbox. Two independent checks: host name, scheme, port and method before
//! anything else happens, and the resolved address before a connection is opened.
//!
//! Both are pure functions. A refusal names what was refused and never shows a path, a query or a header.

mod address;
mod hosts;
mod route;

pub(crate) use address::{AddressRefusal, check_address};
pub(crate) use hosts::HostRole;
pub use route::{Route, RouteError, Target};

use http::{Method, Uri};
use thiserror::Error;

use hosts::{CLOUDS, Cloud};

/// The hosts of Microsoft that requests may go to: all clouds' unless narrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    clouds: Vec<&'static Cloud>,
}

impl Default for Policy {
    fn default() -> Self {
        Self::all_clouds()
    }
}

impl Policy {
    /// The hosts of every Microsoft cloud that the connector knows.
    #[must_use]
    pub fn all_clouds() -> Self {
        Self {
            clouds: CLOUDS.iter().collect(),
        }
    }

    /// No host: for programs that call only the operations without requests, such as `explain`.
    #[must_use]
    pub fn no_hosts() -> Self {
        Self { clouds: Vec::new() }
    }

    /// The hosts of these clouds only, named as in the contract (`global`, `us-gov-l4`, `us-gov-l5`, `china`).
    ///
    /// # Errors
    /// [`UnknownCloud`] with the first name that is no cloud.
    pub fn for_clouds<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownCloud> {
        let clouds = names
            .into_iter()
            .map(|name| {
                CLOUDS
                    .iter()
                    .find(|cloud| cloud.name == name)
                    .ok_or_else(|| UnknownCloud(name.to_owned()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { clouds })
    }

    /// Returns the role of a host. Returns `None` when the host may not be called.
    pub(crate) fn role(&self, host: &str) -> Option<HostRole> {
        self.clouds.iter().find_map(|cloud| cloud.role(host))
    }

    /// Returns every host that may be called, each once.
    #[must_use]
    pub fn hosts(&self) -> Vec<&'static str> {
        let mut hosts: Vec<_> = self.clouds.iter().flat_map(|cloud| cloud.hosts()).collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }

    /// Checks a request's method and URI.
    pub(crate) fn check_request(&self, method: &Method, uri: &Uri) -> Result<HostRole, Refusal> {
        let host = uri.host().ok_or(Refusal::NoHost)?;
        let role = self.role(host).ok_or(Refusal::Host)?;
        if uri.scheme_str() != Some("https") {
            return Err(Refusal::Scheme);
        }
        // `user@host` in the authority is a way to disguise a host, and none of ours has it.
        if uri
            .authority()
            .is_some_and(|authority| authority.as_str().contains('@'))
        {
            return Err(Refusal::UserInfo);
        }
        if uri.port_u16().is_some_and(|port| port != 443) || (uri.port().is_some() && uri.port_u16().is_none()) {
            return Err(Refusal::Port);
        }
        if !role.methods().contains(method) {
            return Err(Refusal::Method);
        }
        Ok(role)
    }
}

/// A name that is not that of a Microsoft cloud.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a Microsoft cloud; use global, us-gov-l4, us-gov-l5 or china")]
pub struct UnknownCloud(String);

/// Why a request may not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum Refusal {
    /// No host in the URI.
    #[error("the request names no host")]
    NoHost,
    /// The host is not on the list.
    #[error("this policy does not allow the host")]
    Host,
    /// Not https.
    #[error("only https may be used")]
    Scheme,
    /// User name in the URI.
    #[error("the URI holds a user name")]
    UserInfo,
    /// A port other than 443.
    #[error("only port 443 may be used")]
    Port,
    /// A method that this kind of host has no use for.
    #[error("this method may not be used with this host")]
    Method,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &str, uri: &str) -> Result<HostRole, Refusal> {
        Policy::all_clouds().check_request(&method.parse().unwrap(), &uri.parse().unwrap())
    }

    #[test]
    fn requests_that_may_leave() {
        for (method, uri, role) in [
            (
                "POST",
                "https://login.microsoftonline.com/t/oauth2/v2.0/token",
                HostRole::Login,
            ),
            (
                "POST",
                "https://login.microsoftonline.com:443/t/oauth2/v2.0/token",
                HostRole::Login,
            ),
            (
                "POST",
                "https://login.partner.microsoftonline.cn/t/oauth2/v2.0/token",
                HostRole::Login,
            ),
            ("POST", "https://LOGIN.microsoftonline.US/t", HostRole::Login),
            (
                "GET",
                "https://graph.microsoft.com/v1.0/users/u/mailFolders/drafts",
                HostRole::Graph,
            ),
            (
                "DELETE",
                "https://dod-graph.microsoft.us/v1.0/users/u/messages/m",
                HostRole::Graph,
            ),
            (
                "PATCH",
                "https://microsoftgraph.chinacloudapi.cn/v1.0/users/u/messages/m",
                HostRole::Graph,
            ),
            ("PUT", "https://outlook.office.com/api/v2.0/upload", HostRole::Upload),
            ("PUT", "https://outlook.office365.com/api/v2.0/upload", HostRole::Upload),
        ] {
            assert_eq!(check(method, uri), Ok(role), "{method} {uri}");
        }
    }

    #[test]
    fn requests_that_may_not() {
        for (method, uri, refusal) in [
            ("POST", "/relative", Refusal::NoHost),
            ("POST", "https://example.com/", Refusal::Host),
            ("POST", "https://login.microsoftonline.com.example.com/", Refusal::Host),
            ("POST", "https://xlogin.microsoftonline.com/", Refusal::Host),
            ("POST", "https://login.microsoftonline.com./", Refusal::Host),
            ("POST", "https://169.254.169.254/metadata", Refusal::Host),
            ("POST", "https://[::1]/", Refusal::Host),
            ("POST", "http://graph.microsoft.com/v1.0", Refusal::Scheme),
            ("GET", "http://login.microsoftonline.com/", Refusal::Scheme),
            (
                "POST",
                "https://graph.microsoft.com@login.microsoftonline.com/",
                Refusal::UserInfo,
            ),
            ("POST", "https://graph.microsoft.com:8443/v1.0", Refusal::Port),
            ("GET", "https://login.microsoftonline.com/t", Refusal::Method),
            ("CONNECT", "https://graph.microsoft.com/", Refusal::Method),
            ("TRACE", "https://graph.microsoft.com/", Refusal::Method),
            ("POST", "https://outlook.office.com/", Refusal::Method),
        ] {
            assert_eq!(check(method, uri), Err(refusal), "{method} {uri}");
        }
    }

    #[test]
    fn one_cloud_only() {
        let policy = Policy::for_clouds(["china"]).unwrap();
        assert_eq!(policy.role("graph.microsoft.com"), None);
        assert_eq!(policy.role("login.chinacloudapi.cn"), Some(HostRole::Login));
        assert!(Policy::for_clouds(["germany"]).is_err());
    }
}
