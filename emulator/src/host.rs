//! The hosts that the emulator plays, by name.

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
