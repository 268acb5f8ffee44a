//! The egress policy: which requests may leave the sandbox. Independent checks: scheme, authority, shape and headers of the
//! request before anything else happens, then that it belongs to the call's connection ([`Binding`]), and the resolved address
//! before a connection is opened.
//!
//! All are pure functions. A refusal names what was refused and never shows a path, a query or a header.

mod address;
mod binding;
mod endpoint;
mod hosts;
mod query;
mod route;

pub(crate) use address::{AddressRefusal, check_address};
pub(crate) use binding::{Binding, Connected};
pub(crate) use endpoint::{Effect, Endpoint, KnownRequest};
pub(crate) use hosts::HostRole;
pub use route::{Route, RouteError, Target};

use http::{HeaderMap, Method, Uri, uri::Scheme};
use thiserror::Error;

use hosts::CLOUDS;
pub(crate) use hosts::Cloud;

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

    /// Checks a request. Returns its kind.
    pub(crate) fn check_request<'u>(
        &self,
        method: &Method,
        uri: &'u Uri,
        headers: &HeaderMap,
    ) -> Result<KnownRequest<'u>, Refusal> {
        let authority = uri.authority().ok_or(Refusal::NoHost)?;
        let role = self.role(authority.host()).ok_or(Refusal::Host)?;
        if uri.scheme() != Some(&Scheme::HTTPS) {
            return Err(Refusal::Scheme);
        }
        // The authority is compared as it is written: `user@host` disguises a host, and `http` makes no port of `:99999` or
        // `:-443`.
        match authority.as_str().strip_prefix(authority.host()) {
            Some("" | ":443") => {}
            _ if authority.as_str().contains('@') => return Err(Refusal::UserInfo),
            _ => return Err(Refusal::Port),
        }
        if !headers.keys().all(|name| HEADERS.contains(&name.as_str())) {
            return Err(Refusal::Header);
        }
        KnownRequest::of(role, method, uri).ok_or(Refusal::Request)
    }
}

/// Headers that a request may have: those of the connector. Others may change what a request means, such as
/// `x-http-method-override` and `te`.
const HEADERS: &[&str] = &[
    "accept",
    "authorization",
    "client-request-id",
    "content-length",
    "content-range",
    "content-type",
    "if-match",
    "prefer",
    "return-client-request-id",
];

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
    /// A header that the connector does not send.
    #[error("a header may not be used")]
    Header,
    /// A request that the connector does not make.
    #[error("this method, path or query may not be used with this host")]
    Request,
    /// Another tenant, another mailbox, or an upload URL that Graph did not name in this call.
    #[error("the request is not one of this call's connection")]
    Binding,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &str, uri: &str) -> Result<HostRole, Refusal> {
        let uri: Uri = uri.parse().unwrap();
        let known = Policy::all_clouds().check_request(&method.parse().unwrap(), &uri, &HeaderMap::new());
        known.map(|known| known.role)
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
            (
                "POST",
                "https://LOGIN.microsoftonline.US/t/oauth2/v2.0/token",
                HostRole::Login,
            ),
            (
                "GET",
                "https://graph.microsoft.com/v1.0/users/u/mailFolders/drafts?$select=id",
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
        let path = "/v1.0/users/u/sendMail";
        for (method, authority, refusal) in [
            ("POST", "https://example.com", Refusal::Host),
            ("POST", "https://graph.microsoft.com.example.com", Refusal::Host),
            ("POST", "https://xgraph.microsoft.com", Refusal::Host),
            ("POST", "https://graph.microsoft.com.", Refusal::Host),
            ("POST", "https://169.254.169.254", Refusal::Host),
            ("POST", "https://[::1]", Refusal::Host),
            ("POST", "http://graph.microsoft.com", Refusal::Scheme),
            (
                "POST",
                "https://login.microsoftonline.com@graph.microsoft.com",
                Refusal::UserInfo,
            ),
            ("POST", "https://graph.microsoft.com:8443", Refusal::Port),
            ("POST", "https://graph.microsoft.com:99999", Refusal::Port),
            ("POST", "https://graph.microsoft.com:-443", Refusal::Port),
            ("POST", "https://graph.microsoft.com:+443", Refusal::Port),
            ("POST", "https://graph.microsoft.com:0443", Refusal::Port),
            ("POST", "https://graph.microsoft.com:", Refusal::Port),
            ("POST", "https://login.microsoftonline.com", Refusal::Request),
            ("POST", "https://outlook.office.com", Refusal::Request),
            ("CONNECT", "https://graph.microsoft.com", Refusal::Request),
            ("TRACE", "https://graph.microsoft.com", Refusal::Request),
        ] {
            // Some of these are no URI for `http` either.
            let Ok(uri) = format!("{authority}{path}").parse::<Uri>() else {
                assert_eq!(refusal, Refusal::Port, "{authority}");
                continue;
            };
            assert_eq!(check(method, &uri.to_string()), Err(refusal), "{method} {authority}");
        }
        assert_eq!(check("POST", path), Err(Refusal::NoHost));
    }

    #[test]
    fn headers_that_may_not() {
        let uri = Uri::from_static("https://graph.microsoft.com/v1.0/users/u/sendMail");
        let with = |name: &'static str| {
            let headers =
                HeaderMap::from_iter([(http::HeaderName::from_static(name), http::HeaderValue::from_static("x"))]);
            Policy::all_clouds()
                .check_request(&Method::POST, &uri, &headers)
                .map(|known| known.endpoint)
        };
        for name in HEADERS {
            assert_eq!(with(name), Ok(Endpoint::SendMail), "{name}");
        }
        for name in [
            "te",
            "x-http-method-override",
            "x-http-method",
            "x-original-url",
            "x-forwarded-host",
            "expect",
            "cookie",
        ] {
            assert_eq!(with(name), Err(Refusal::Header), "{name}");
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
