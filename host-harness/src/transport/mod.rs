//! The way out: HTTP/1.1 and HTTP/2 over pooled connections, under the policy.
//!
//! Why not the transport that comes with wasmtime-wasi-http: it opens a connection per request, trusts only built-in roots
//! and reports every connect failure as one. This one refuses to follow redirects, to speak anything but https outside of
//! routes, and to log a path, query, header or body.

mod body;
mod connect;
mod fault;
mod journal;
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

use journal::Effect;
pub use journal::{Journal, Progress};
pub use tls::{CaError, Roots};

use crate::{
    policy::Policy,
    route::{Route, Target},
};
use connect::Connector;

/// Idle connections kept per host. A cap of 4 was seen to open 1,625 sockets for 3,000 requests where 32 opened 31
/// (wasmCloud, `http_client.rs`).
const IDLE_PER_HOST: usize = 32;

/// Time after which an idle connection is dropped. Shorter than what load balancers commonly allow (60 s and more), so that
/// we rarely write into a connection that the other side is just closing: after that nobody knows whether the mail went out.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// Longest wait for a connection when the guest names none.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Longest wait for an answer when the guest names none. Graph itself gives up on slow requests after 100 s and less.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);

/// Longest pause within an answer when the guest names none.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(60);

/// Carries requests to Microsoft. Cheap to share; holds the connection pool.
pub struct Transport {
    client: Client<Connector, WasiBody>,
    policy: Policy,
    routes: Arc<HashMap<String, Target>>,
}

/// What a [`Transport`] is made of.
#[derive(Default)]
pub struct TransportOptions {
    /// Hosts that may be called.
    pub policy: Policy,
    /// Hosts that lead to this machine.
    pub routes: Vec<Route>,
    /// Certificates trusted.
    pub roots: Roots,
    /// Whether `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are honoured, as curl does. Routed hosts never use a proxy.
    pub proxies_from_env: bool,
}

impl Transport {
    /// Makes a transport. Opens nothing and reads no certificate yet: that costs milliseconds and waits for the first need.
    #[must_use]
    pub fn new(options: TransportOptions) -> Self {
        let proxies = if options.proxies_from_env {
            Matcher::from_env()
        } else {
            Matcher::builder().build()
        };
        Self::with_proxies(options, proxies)
    }

    fn with_proxies(options: TransportOptions, proxies: Matcher) -> Self {
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
            .build(connector);
        Self {
            client,
            policy: options.policy,
            routes,
        }
    }

    /// Sends a request and returns the answer, whatever its status; it may arrive before the body is sent.
    ///
    /// A body without announced length is collected up to 64 KiB and then sent with its length, since it is not documented
    /// that Entra takes chunked bodies.
    ///
    /// # Errors
    /// The error tells whether anything can have been sent: DNS, refused and timed-out connections, TLS, prohibited
    /// addresses and denied requests never left this machine; all others may have.
    pub async fn send(
        &self,
        request: Request<WasiBody>,
        options: RequestOptions,
        journal: &Arc<Journal>,
    ) -> Result<Response<WasiBody>, Error> {
        let started = Instant::now();
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let answer = self.exchange(request, options, journal).await;
        let role = uri.host().and_then(|host| self.policy.role(host));
        trace::exchange(role, &method, &uri, &answer, started.elapsed());
        answer
    }

    async fn exchange(
        &self,
        request: Request<WasiBody>,
        options: RequestOptions,
        journal: &Arc<Journal>,
    ) -> Result<Response<WasiBody>, Error> {
        let role = self
            .policy
            .check_request(request.method(), request.uri())
            .map_err(|_| Error::HttpRequestDenied)?;
        let effect = Effect::of(role, request.method(), request.uri());
        let (mut parts, body) = request.into_parts();
        self.follow_route(&mut parts.uri)?;

        let answer_timeout = options.first_byte_timeout.unwrap_or(ANSWER_TIMEOUT);
        let body = tokio::time::timeout(answer_timeout, body::collected(&parts.headers, body))
            .await
            // Nothing has left yet, but no code that says so fits a guest that does not finish its body.
            .map_err(|_| Error::ConnectionWriteTimeout)??;
        // hyper leaves the length of an empty body unsaid, and servers answer 411 to a POST without one.
        if body.is_end_stream() && parts.method != Method::GET && parts.method != Method::DELETE {
            parts
                .headers
                .entry(CONTENT_LENGTH)
                .or_insert(HeaderValue::from_static("0"));
        }
        let leg = journal.begin(effect);
        let mut request = Request::from_parts(parts, body::counted(body, leg.clone()));
        let mut connection = capture_connection(&mut request);
        leg.leaves_through(connection.clone());

        let mut answer = std::pin::pin!(self.client.request(request));
        let connect_timeout = options.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        let early = tokio::select! {
            biased;
            answer = &mut answer => Some(answer),
            _ = connection.wait_for_connection_metadata() => None,
            () = tokio::time::sleep(connect_timeout) => return Err(leg.not_sent(Error::ConnectionTimeout)),
        };
        let answer = match early {
            Some(answer) => answer,
            None => tokio::time::timeout(answer_timeout, answer)
                .await
                .map_err(|_| leg.broken(Error::HttpResponseTimeout))?,
        };
        match answer {
            Ok(response) => {
                leg.answered(response.status());
                let pause = options.between_bytes_timeout.unwrap_or(PAUSE_TIMEOUT);
                Ok(response.map(|incoming| body::answer(incoming, pause)))
            }
            Err(error) if error.is_connect() => Err(leg.not_sent(fault::before_sending(&error))),
            Err(error) => Err(leg.broken(fault::while_sending(&error))),
        }
    }

    /// Plain http, where a route says so. The port follows the scheme only in name: the connector knows the address.
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
