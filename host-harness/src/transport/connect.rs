//! Opens connections: by route, through a proxy, or directly after a check of the resolved address.

use std::{
    collections::HashMap,
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    thread,
};

use http::{Uri, uri::Scheme};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::{
    client::{
        legacy::connect::{
            HttpConnector,
            dns::{GaiResolver, Name},
            proxy::{SocksV5, Tunnel},
        },
        proxy::matcher::{Intercept, Matcher},
    },
    rt::TokioIo,
};
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::{
    fault::{ConnectFault, find},
    tls::Roots,
};
use crate::policy::{AddressRefusal, Target, check_address};

type Tcp = TokioIo<TcpStream>;
type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

#[derive(Clone)]
pub(super) struct Connector(Arc<Shared>);

struct Shared {
    routes: Arc<HashMap<String, Target>>,
    proxies: Matcher,
    direct: HttpConnector<PublicResolver>,
    /// The operator chooses the proxy, which commonly has a private address: it is not checked.
    to_proxy: HttpConnector,
    roots: Roots,
}

impl Connector {
    pub(super) fn new(routes: Arc<HashMap<String, Target>>, proxies: Matcher, roots: Roots) -> Self {
        let mut direct = HttpConnector::new_with_resolver(PublicResolver(GaiResolver::new()));
        direct.enforce_http(false);
        direct.set_nodelay(true);
        let mut to_proxy = HttpConnector::new();
        to_proxy.enforce_http(false);
        to_proxy.set_nodelay(true);
        Self(Arc::new(Shared {
            routes,
            proxies,
            direct,
            to_proxy,
            roots,
        }))
    }

    /// Reads the trusted certificates on a thread of its own, so that the first connection finds them read.
    pub(super) fn read_roots(&self) {
        let shared = Arc::clone(&self.0);
        let read = move || drop(shared.roots.config());
        // Without the thread, the first connection reads them.
        if let Err(error) = thread::Builder::new().name("outlook-host-roots".to_owned()).spawn(read) {
            tracing::debug!(%error, "no thread to read the trusted certificates");
        }
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<Tcp>;
    type Error = ConnectFault;
    type Future = BoxFuture<Result<Self::Response, ConnectFault>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectFault>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            if uri.scheme() == Some(&Scheme::HTTP) {
                return Ok(MaybeHttpsStream::Http(shared.tcp(&uri).await?));
            }
            let config = tls_config(&shared);
            let tcp = shared.tcp(&uri).await?;
            let config = config.await.map_err(ConnectFault::Roots)?;
            let host = uri.host().ok_or(ConnectFault::NoHost)?.to_owned();
            let name = ServerName::try_from(host).map_err(|_| ConnectFault::NoHost)?;
            let tls = TlsConnector::from(config)
                .connect(name, TokioIo::new(tcp))
                .await
                .map_err(ConnectFault::Tls)?;
            Ok(MaybeHttpsStream::Https(TokioIo::new(tls)))
        })
    }
}

/// Returns the TLS settings. If the certificates have not been read, this begins at once on a thread for blocking work, and goes
/// on while the connection is opened.
fn tls_config(shared: &Arc<Shared>) -> impl Future<Output = Result<Arc<ClientConfig>, String>> + Send + use<> {
    let read = shared.roots.config_if_read().ok_or_else(|| {
        let shared = Arc::clone(shared);
        tokio::task::spawn_blocking(move || shared.roots.config())
    });
    async {
        match read {
            Ok(config) => config,
            Err(reading) => reading
                .await
                .unwrap_or_else(|_| Err("reading the trusted certificates was interrupted".to_owned())),
        }
    }
}

impl Shared {
    async fn tcp(&self, uri: &Uri) -> Result<Tcp, ConnectFault> {
        let host = uri.host().ok_or(ConnectFault::NoHost)?;
        if let Some(target) = self.routes.get(&host.to_ascii_lowercase()) {
            let stream = TcpStream::connect(target.address).await.map_err(ConnectFault::Tcp)?;
            stream.set_nodelay(true).map_err(ConnectFault::Tcp)?;
            return Ok(TokioIo::new(stream));
        }
        if let Some(proxy) = self.proxies.intercept(uri) {
            return self.through(&proxy, uri).await;
        }
        self.direct
            .clone()
            .call(uri.clone())
            .await
            .map_err(|error| classify(&error))
    }

    async fn through(&self, proxy: &Intercept, uri: &Uri) -> Result<Tcp, ConnectFault> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| ConnectFault::Proxy(error);
        match proxy.uri().scheme_str() {
            Some("http") => {
                let mut tunnel = Tunnel::new(proxy.uri().clone(), self.to_proxy.clone());
                if let Some(auth) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(auth.clone());
                }
                tunnel.call(uri.clone()).await.map_err(|error| failed(error.into()))
            }
            Some(scheme @ ("socks5" | "socks5h")) => {
                let mut socks = SocksV5::new(proxy.uri().clone(), self.to_proxy.clone());
                if let Some((user, password)) = proxy.raw_auth() {
                    socks = socks.with_auth(user.to_owned(), password.to_owned());
                }
                // With `socks5` the name is resolved here, unchecked: the proxy decides what it connects to anyway.
                socks
                    .local_dns(scheme == "socks5")
                    .call(uri.clone())
                    .await
                    .map_err(|error| failed(error.into()))
            }
            _ => Err(ConnectFault::ProxyScheme),
        }
    }
}

/// Finds the cause in hyper-util's connect error: the resolver's error, or that of TCP.
fn classify(error: &(dyn std::error::Error + 'static)) -> ConnectFault {
    if let Some(ResolveError::Prohibited(refusal)) = find::<ResolveError>(error) {
        return ConnectFault::Prohibited(*refusal);
    }
    let copy = |error: &io::Error| io::Error::new(error.kind(), error.to_string());
    if let Some(ResolveError::Lookup(error)) = find::<ResolveError>(error) {
        return ConnectFault::Dns(copy(error));
    }
    match find::<io::Error>(error) {
        Some(error) => ConnectFault::Tcp(copy(error)),
        None => ConnectFault::Tcp(io::Error::other(error.to_string())),
    }
}

/// Resolves names and drops every address that is not of the public Internet.
#[derive(Clone)]
struct PublicResolver(GaiResolver);

#[derive(Debug, thiserror::Error)]
enum ResolveError {
    #[error("lookup failed")]
    Lookup(#[source] io::Error),
    #[error("resolved to a {0} address")]
    Prohibited(AddressRefusal),
}

impl Service<Name> for PublicResolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = ResolveError;
    type Future = BoxFuture<Result<Self::Response, ResolveError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ResolveError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let lookup = self.0.call(name);
        Box::pin(async move { public_only(lookup.await.map_err(ResolveError::Lookup)?).map(Vec::into_iter) })
    }
}

fn public_only(addresses: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, ResolveError> {
    let mut refusal = None;
    let allowed: Vec<_> = addresses
        .filter(|address| check_address(address.ip()).map_err(|why| refusal = Some(why)).is_ok())
        .collect();
    match (allowed.is_empty(), refusal) {
        (true, Some(refusal)) => Err(ResolveError::Prohibited(refusal)),
        (true, None) => Err(ResolveError::Lookup(io::Error::new(
            io::ErrorKind::NotFound,
            "no address",
        ))),
        (false, _) => Ok(allowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_the_network_are_dropped() {
        let parse = |list: &[&str]| {
            list.iter()
                .map(|a| a.parse().unwrap())
                .collect::<Vec<SocketAddr>>()
                .into_iter()
        };
        let mixed = public_only(parse(&["10.0.0.1:0", "20.190.160.1:0", "[::1]:0"])).unwrap();
        assert_eq!(mixed, parse(&["20.190.160.1:0"]).collect::<Vec<_>>());
        let inside = public_only(parse(&["169.254.169.254:0"])).unwrap_err();
        assert!(matches!(inside, ResolveError::Prohibited(AddressRefusal::LinkLocal)));
        assert!(matches!(public_only(parse(&[])).unwrap_err(), ResolveError::Lookup(_)));
    }

    /// The whole way: a name that resolves to loopback, as `localhost` does, never gets a connection.
    #[tokio::test]
    async fn a_name_that_resolves_to_loopback_is_prohibited() {
        let mut connector = Connector::new(Arc::default(), Matcher::builder().build(), Roots::system());
        let fault = connector
            .call(Uri::from_static("https://localhost/"))
            .await
            .map(drop)
            .unwrap_err();
        assert!(
            matches!(fault, ConnectFault::Prohibited(AddressRefusal::Loopback)),
            "{fault:?}"
        );
    }
}
