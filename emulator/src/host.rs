//! The hosts that the emulator plays, by name.

use http::{Uri, header, request::Parts, uri::PathAndQuery};

use crate::world::cloud::Cloud;

/// A service that is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    /// The token endpoint. Several clouds can share one login host, so this is the host itself.
    Entra(&'static str),
    /// Microsoft Graph of a cloud.
    Graph(Cloud),
    /// A host of upload URLs.
    Upload,
}

/// Returns the service of a host, given in lower case without port.
pub(crate) fn service(host: &str) -> Option<Service> {
    Cloud::ALL.iter().find_map(|cloud| {
        if cloud.graph_host() == host {
            return Some(Service::Graph(*cloud));
        }
        if cloud.upload_hosts().contains(&host) {
            return Some(Service::Upload);
        }
        cloud
            .login_hosts()
            .iter()
            .find(|login| **login == host)
            .map(|login| Service::Entra(login))
    })
}

/// All host names that are played: the names of the TLS certificate.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    Cloud::ALL.iter().flat_map(|cloud| {
        let hosts = cloud.login_hosts().iter().chain(cloud.upload_hosts()).copied();
        hosts.chain([cloud.graph_host()])
    })
}

/// Returns host without port, in lower case.
pub(crate) fn without_port(authority: &str) -> String {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host.to_ascii_lowercase()
}

/// Returns the host that a request is for, in lower case without port. HTTP/2 names it in `:authority`, HTTP/1.1 in `Host`.
///
/// A client that cannot route the real names may name the host in the path: `http://127.0.0.1:8080/graph.microsoft.com/v1.0/…`. The
/// host is then removed from the path, so that the services see the request as it is meant.
pub(crate) fn requested(parts: &mut Parts) -> String {
    let authority = parts.uri.authority().map(http::uri::Authority::as_str);
    let header = || parts.headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let host = without_port(authority.or_else(header).unwrap_or_default());
    if !["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str()) {
        return host;
    }
    let Some((named, uri)) = named_in_path(&parts.uri) else {
        return host;
    };
    parts.uri = uri;
    named.to_owned()
}

/// Returns the played host that is the first segment of a path, and the URI without it.
fn named_in_path(uri: &Uri) -> Option<(&'static str, Uri)> {
    let target = uri.path_and_query()?.as_str();
    let (first, rest) = target.strip_prefix('/')?.split_once('/')?;
    let named = all().find(|host| *host == first)?;
    Some((named, Uri::from(format!("/{rest}").parse::<PathAndQuery>().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requested_of(host: &str, uri: &str) -> (String, String) {
        let request = http::Request::get(uri).header(header::HOST, host).body(()).unwrap();
        let mut parts = request.into_parts().0;
        (requested(&mut parts), parts.uri.to_string())
    }

    #[test]
    fn a_loopback_address_may_name_the_host_in_the_path() {
        for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "LOCALHOST"] {
            assert_eq!(
                requested_of(host, "/graph.microsoft.com/v1.0/users?$top=1"),
                ("graph.microsoft.com".to_owned(), "/v1.0/users?$top=1".to_owned())
            );
        }
    }

    #[test]
    fn other_paths_and_other_hosts_stay_as_they_are() {
        for (host, uri) in [
            ("graph.microsoft.com", "/graph.microsoft.com/v1.0/users"),
            ("example.com", "/graph.microsoft.com/v1.0/users"),
            ("127.0.0.1:8080", "/v1.0/users"),
            ("127.0.0.1:8080", "/graph.microsoft.com"),
            ("127.0.0.1:8080", "/graph.example.com/v1.0/users"),
        ] {
            assert_eq!(
                requested_of(host, uri),
                (without_port(host), uri.to_owned()),
                "{host} {uri}"
            );
        }
    }
}
