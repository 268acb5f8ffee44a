//! Routes: requests to a Microsoft host go to an address on this machine instead, where the emulator listens.
//!
//! The component keeps using Microsoft's real host names, and so do the host header and the TLS server name. Only the address
//! of the connection changes, and for `http` the scheme. A route leads to loopback and nowhere else, so that nobody can use
//! one to send tokens away.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use http::Uri;
use thiserror::Error;

use super::Policy;

/// Sends the requests for one Microsoft host to an address on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    host: String,
    target: Target,
}

/// Where a route leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target {
    /// A loopback address.
    pub address: SocketAddr,
    /// Whether the connection uses TLS.
    pub tls: bool,
}

impl Route {
    /// Sends requests for `host`, which the policy must allow, to a loopback target such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`RouteError`], whose text says what to write instead.
    pub fn new(host: &str, target: &str) -> Result<Self, RouteError> {
        let host = host.trim().to_ascii_lowercase();
        if Policy::all_clouds().role(&host).is_none() {
            return Err(RouteError::Host(host));
        }
        Ok(Self {
            host,
            target: parse_target(target.trim())?,
        })
    }

    /// Sends the requests for every Microsoft host to one loopback target.
    ///
    /// # Errors
    /// [`RouteError`], whose text says what to write instead.
    pub fn all_hosts(target: &str) -> Result<Vec<Self>, RouteError> {
        let target = parse_target(target.trim())?;
        let hosts = Policy::all_clouds().hosts();
        Ok(hosts
            .into_iter()
            .map(|host| Self {
                host: host.to_owned(),
                target,
            })
            .collect())
    }

    /// The host name, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Where it leads to.
    #[must_use]
    pub fn target(&self) -> Target {
        self.target
    }
}

impl fmt::Display for Route {
    /// Writes the form that [`FromStr`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.target.tls { "https" } else { "http" };
        write!(f, "{}={scheme}://{}", self.host, self.target.address)
    }
}

impl FromStr for Route {
    type Err = RouteError;

    /// Reads `host=http://127.0.0.1:8080` or `host=https://127.0.0.1:8443`.
    fn from_str(text: &str) -> Result<Self, RouteError> {
        let (host, target) = text.split_once('=').ok_or_else(|| RouteError::Form(text.to_owned()))?;
        Self::new(host, target)
    }
}

/// Why a route was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RouteError {
    /// No `=`.
    #[error("`{0}` is not a route; write login.microsoftonline.com=http://127.0.0.1:8080")]
    Form(String),
    /// Not one of Microsoft's hosts.
    #[error(
        "`{0}` is not a host that the connector calls, so a route for it has no effect; see `outlook-host describe`"
    )]
    Host(String),
    /// Not a URL of the right form.
    #[error("`{0}` is not a target; write http://127.0.0.1:PORT or https://127.0.0.1:PORT, without a path")]
    Target(String),
    /// Not loopback.
    #[error("`{0}` is not on this machine; a route may lead to 127.0.0.1, [::1] or localhost only")]
    NotLoopback(String),
}

fn parse_target(text: &str) -> Result<Target, RouteError> {
    let bad = || RouteError::Target(text.to_owned());
    let uri: Uri = text.parse().map_err(|_| bad())?;
    let tls = match uri.scheme_str() {
        Some("http") => false,
        Some("https") => true,
        _ => return Err(bad()),
    };
    if !matches!(uri.path(), "" | "/") || uri.query().is_some() || text.contains('@') {
        return Err(bad());
    }
    let port = uri.port_u16().filter(|port| *port != 0).ok_or_else(bad)?;
    let host = uri.host().ok_or_else(bad)?;
    let address = match host.trim_start_matches('[').trim_end_matches(']') {
        "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        literal => literal.parse().map_err(|_| RouteError::NotLoopback(text.to_owned()))?,
    };
    let loopback = match address {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6 == Ipv6Addr::LOCALHOST,
    };
    if !loopback {
        return Err(RouteError::NotLoopback(text.to_owned()));
    }
    Ok(Target {
        address: SocketAddr::new(address, port),
        tls,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_routes() {
        for (text, host, address, tls) in [
            (
                "login.microsoftonline.com=http://127.0.0.1:8080",
                "login.microsoftonline.com",
                "127.0.0.1:8080",
                false,
            ),
            (
                " Graph.Microsoft.com = https://127.0.0.1:8443/ ",
                "graph.microsoft.com",
                "127.0.0.1:8443",
                true,
            ),
            (
                "graph.microsoft.us=http://[::1]:1",
                "graph.microsoft.us",
                "[::1]:1",
                false,
            ),
            (
                "graph.microsoft.com=http://localhost:80",
                "graph.microsoft.com",
                "127.0.0.1:80",
                false,
            ),
            (
                "graph.microsoft.com=http://127.9.9.9:80",
                "graph.microsoft.com",
                "127.9.9.9:80",
                false,
            ),
        ] {
            let route: Route = text.parse().unwrap();
            assert_eq!(
                (route.host(), route.target()),
                (
                    host,
                    Target {
                        address: address.parse().unwrap(),
                        tls
                    }
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn bad_routes() {
        let form = |text: &str| matches!(text.parse::<Route>(), Err(RouteError::Form(_)));
        let host = |text: &str| matches!(text.parse::<Route>(), Err(RouteError::Host(_)));
        let target = |text: &str| matches!(text.parse::<Route>(), Err(RouteError::Target(_)));
        let elsewhere = |text: &str| matches!(text.parse::<Route>(), Err(RouteError::NotLoopback(_)));
        assert!(form("graph.microsoft.com"));
        assert!(host("example.com=http://127.0.0.1:1"));
        assert!(target("graph.microsoft.com=127.0.0.1:80"));
        assert!(target("graph.microsoft.com=ftp://127.0.0.1:80"));
        assert!(target("graph.microsoft.com=http://127.0.0.1"));
        assert!(target("graph.microsoft.com=http://127.0.0.1:0"));
        assert!(target("graph.microsoft.com=http://127.0.0.1:80/path"));
        assert!(target("graph.microsoft.com=http://u:p@127.0.0.1:80"));
        assert!(elsewhere("graph.microsoft.com=http://10.0.0.1:80"));
        assert!(elsewhere("graph.microsoft.com=http://example.com:80"));
        assert!(elsewhere("graph.microsoft.com=http://[::ffff:127.0.0.1]:80"));
        assert!(elsewhere("graph.microsoft.com=http://0.0.0.0:80"));
    }

    #[test]
    fn all_hosts_lead_to_one_place() {
        let routes = Route::all_hosts("http://127.0.0.1:8080").unwrap();
        assert_eq!(routes.len(), Policy::all_clouds().hosts().len());
    }
}
