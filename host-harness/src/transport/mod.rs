//! The transport: HTTP/1.1 and HTTP/2 over pooled connections, under the egress policy.
//!
//! The transport of wasmtime-wasi-http does not fit: it opens a connection per request, trusts only built-in roots and reports
//! every connect failure as the same error. This one follows no redirects, uses nothing but https outside of routes, and logs
//! no path, query, header or body.

mod body;
mod connect;
mod fault;
mod first_connection;
mod journal;
mod proxies;
mod tls;
mod trace;

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use http::{HeaderValue, Method, Request, Response, Uri, header::CONTENT_LENGTH, uri::Scheme};
use http_body::Body;
use hyper_util::{
    client::{
        legacy::{Client, connect::capture_connection},
        proxy::matcher::Matcher,
    },
    rt::{TokioExecutor, TokioTimer},
};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

pub use journal::{EndedRequest, Journal, OnRequest, Progress};
pub use proxies::ProxyError;
pub use tls::{CaError, Roots};

use crate::policy::{Policy, Route, Target};
use connect::Connector;
use first_connection::FirstConnections;

/// Idle connections kept per host. A cap of 4 was seen to open 1,625 sockets for 3,000 requests where 32 opened 31
/// (wasmCloud, `http_client.rs`).
const IDLE_PER_HOST: usize = 32;

/// Time after which an idle connection is dropped. Load balancers commonly allow 60 s and more. A shorter time means that we
/// rarely write into a connection that the other side is just closing: after that nobody knows whether the mail was sent.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// Longest wait for a connection when the guest sets none.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Longest wait for a response when the guest sets none. Graph itself gives up on slow requests after 100 s and less.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(120);

/// Longest pause within a response when the guest sets none.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(60);

/// Carries requests to Microsoft over pooled connections, under the egress policy. Share one among all calls: it holds the
/// connection pool.
pub struct Transport {
    client: Client<Connector, WasiBody>,
    connector: Connector,
    first_connections: FirstConnections,
    policy: Policy,
    routes: Arc<HashMap<String, Target>>,
}

/// Settings of a [`Transport`]. By default: every Microsoft cloud, no routes, the system's certificates, no proxy.
#[derive(Default)]
#[must_use]
pub struct TransportOptions {
    policy: Policy,
    routes: Vec<Route>,
    roots: Roots,
    proxies: Option<Matcher>,
}

impl TransportOptions {
    /// The default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the hosts that may be called.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Adds routes: hosts whose requests go to this machine.
    pub fn routes(mut self, routes: impl IntoIterator<Item = Route>) -> Self {
        self.routes.extend(routes);
        self
    }

    /// Sets the certificates that are trusted.
    pub fn roots(mut self, roots: Roots) -> Self {
        self.roots = roots;
        self
    }

    /// Uses the proxies that `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` name now, as curl honours them. By default none is used. Requests
    /// that follow a route never use a proxy.
    ///
    /// # Errors
    /// [`ProxyError`] for a proxy that cannot be used. It is never left out silently.
    pub fn proxies_from_env(mut self) -> Result<Self, ProxyError> {
        self.proxies = Some(proxies::from_env()?);
        Ok(self)
    }
}

impl Transport {
    /// Returns the hosts that may be called.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Makes a transport. Opens no connection and reads no certificate yet: reading them takes milliseconds.
    /// [`ConnectorBuilder::build`](crate::ConnectorBuilder::build) does it beside its other work, and otherwise the first TLS
    /// connection.
    #[must_use]
    pub fn new(options: TransportOptions) -> Self {
        let proxies = options.proxies.unwrap_or_else(|| Matcher::builder().build());
        let routes: HashMap<_, _> = options
            .routes
            .into_iter()
            .map(|route| (route.host().to_owned(), route.target()))
            .collect();
        let routes = Arc::new(routes);
        let connector = Connector::new(Arc::clone(&routes), proxies, options.roots);
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            .build(connector.clone());
        Self {
            client,
            connector,
            first_connections: FirstConnections::default(),
            policy: options.policy,
            routes,
        }
    }

    /// Begins to read the trusted certificates, unless every host has a route without TLS. Does not wait for the end.
    pub(crate) fn read_roots(&self) {
        let plain = |host: &str| self.routes.get(host).is_some_and(|target| !target.tls);
        if !self.policy.hosts().into_iter().all(plain) {
            self.connector.read_roots();
        }
    }

    /// Sends a request and returns the response, whatever its status. The response may arrive before the body is sent.
    ///
    /// A body without announced length is collected up to 64 KiB and then sent with its length, since it is not documented
    /// that Entra takes chunked bodies.
    ///
    /// A request that the policy does not know, and one beyond the call's limits, is denied.
    ///
    /// The error shows whether anything can have been sent: after a DNS failure, a refused or timed-out connection, a TLS
    /// failure, a prohibited address or a denied request nothing has left this machine; after any other error something may have.
    pub(crate) async fn send(
        &self,
        request: Request<WasiBody>,
        options: RequestOptions,
        journal: &Arc<Journal>,
    ) -> Result<Response<WasiBody>, Error> {
        let on_request = journal.on_request();
        if !trace::is_on() && on_request.is_none() {
            return self.send_under_policy(request, options, journal).await;
        }
        let started = Instant::now();
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let known = self.policy.check_request(&method, &uri, request.headers());
        let path = known.ok().map(|known| known.path);
        let response = self.send_under_policy(request, options, journal).await;
        let duration = started.elapsed();
        trace::request(path, &method, &uri, &response, duration);
        if let Some(on_request) = on_request {
            on_request(&EndedRequest {
                method: method.to_string(),
                host: uri.host().unwrap_or("(none)").to_owned(),
                path: path.unwrap_or("(other)"),
                status: response.as_ref().ok().map(|response| response.status().as_u16()),
                duration,
            });
        }
        response
    }

    async fn send_under_policy(
        &self,
        request: Request<WasiBody>,
        options: RequestOptions,
        journal: &Arc<Journal>,
    ) -> Result<Response<WasiBody>, Error> {
        let place = journal.admit().ok_or(Error::HttpRequestDenied)?;
        let effect = self
            .policy
            .check_request(request.method(), request.uri(), request.headers())
            .map_err(|_| Error::HttpRequestDenied)?
            .effect;
        let (mut parts, body) = request.into_parts();
        self.follow_route(&mut parts.uri)?;

        let response_timeout = options.first_byte_timeout.unwrap_or(RESPONSE_TIMEOUT);
        let body = tokio::time::timeout(response_timeout, body::collected(&parts.headers, body))
            .await
            // Nothing was sent, but `wasi:http` has no such code for a guest that never finishes its body.
            .map_err(|_| Error::ConnectionWriteTimeout)??;
        // hyper sends no length for an empty body, and servers respond with 411 to a POST without one.
        if body.is_end_stream() && parts.method != Method::GET && parts.method != Method::DELETE {
            parts
                .headers
                .entry(CONTENT_LENGTH)
                .or_insert(HeaderValue::from_static("0"));
        }
        let entry = journal.begin(effect);
        let connect_timeout = options.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        let mut no_connection = std::pin::pin!(tokio::time::sleep(connect_timeout));
        // Without TLS there is no HTTP/2: each request has a connection of its own.
        let host = parts.uri.host().filter(|_| parts.uri.scheme() == Some(&Scheme::HTTPS));
        let first = match host {
            Some(host) => tokio::select! {
                biased;
                first = self.first_connections.turn(host) => first,
                () = &mut no_connection => return Err(entry.not_sent(Error::ConnectionTimeout)),
            },
            None => None,
        };
        let mut request = Request::from_parts(parts, body::counted(body, entry.clone()));
        let mut connection = capture_connection(&mut request);
        entry.leaves_through(connection.clone());

        let mut response = std::pin::pin!(self.client.request(request));
        let early = tokio::select! {
            biased;
            response = &mut response => Some(response),
            _ = connection.wait_for_connection_metadata() => None,
            () = &mut no_connection => return Err(entry.not_sent(Error::ConnectionTimeout)),
        };
        if let Some(first) = first.filter(|_| !matches!(early, Some(Err(_)))) {
            first.opened();
        }
        let response = match early {
            Some(response) => response,
            None => tokio::time::timeout(response_timeout, response)
                .await
                .map_err(|_| entry.broken(Error::HttpResponseTimeout))?,
        };
        match response {
            Ok(response) => {
                entry.responded(response.status());
                let pause = options.between_bytes_timeout.unwrap_or(PAUSE_TIMEOUT);
                Ok(response.map(|incoming| body::response(incoming, pause, place)))
            }
            Err(error) if error.is_connect() => Err(entry.not_sent(fault::before_sending(&error))),
            Err(error) => Err(entry.broken(fault::while_sending(&error))),
        }
    }

    /// Changes the scheme to `http` where a route asks for it. The URI's port does not matter: the connector knows the address.
    fn follow_route(&self, uri: &mut Uri) -> Result<(), Error> {
        let plain = uri
            .host()
            .and_then(|host| self.routes.get(&host.to_ascii_lowercase()))
            .is_some_and(|target| !target.tls);
        if plain {
            let mut parts = std::mem::take(uri).into_parts();
            parts.scheme = Some(Scheme::HTTP);
            *uri = Uri::from_parts(parts).map_err(|_| Error::HttpRequestUriInvalid)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
