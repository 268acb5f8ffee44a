//! Serves the API, and drains at the end.

use std::{
    future::{Future, IntoFuture},
    io,
    time::Duration,
};

use axum::Router;
use outlook_host::Connector;
use tokio::{net::TcpListener, time::sleep};

use crate::{
    app::App,
    page::Page,
    routes,
    telemetry::Traces,
    tenants::{Tenant, Tenants},
    tls::{Peer, Tls, TlsListener},
};

/// Time for the responses of calls that were stopped.
const GRACE: Duration = Duration::from_secs(5);

/// Options of a service.
#[derive(Clone)]
#[must_use]
pub struct ServiceOptions {
    metrics: bool,
    drain: Duration,
    drain_notice: Duration,
    page: Option<Page>,
    traces: Option<Traces>,
}

impl Default for ServiceOptions {
    fn default() -> Self {
        Self {
            metrics: false,
            // The component's own time budget is 100 s.
            drain: Duration::from_secs(120),
            drain_notice: Duration::ZERO,
            page: None,
            traces: None,
        }
    }
}

impl ServiceOptions {
    /// The options of a service on this machine.
    pub fn new() -> Self {
        Self::default()
    }

    /// Serves `/metrics`, without a token. Off by default.
    pub fn metrics(mut self, serve: bool) -> Self {
        self.metrics = serve;
        self
    }

    /// Exports traces. None by default.
    #[cfg(feature = "otel")]
    pub fn traces(mut self, traces: Traces) -> Self {
        self.traces = Some(traces);
        self
    }

    /// Serves the page for the first tenant. The service then refuses requests whose `Host` does not name this machine, so that it must
    /// listen on loopback. There is no page by default.
    pub fn page(mut self, page: Page) -> Self {
        self.page = Some(page);
        self
    }

    /// Sets how long the end of the service waits for calls: 120 s by default. Then it stops them, and each tells whether its mail may
    /// have been sent.
    pub fn drain(mut self, limit: Duration) -> Self {
        self.drain = limit;
        self
    }

    /// Sets how long `/readyz` says that the service ends before it takes no more connections, so that a load balancer can notice.
    /// Not at all by default.
    pub fn drain_notice(mut self, time: Duration) -> Self {
        self.drain_notice = time;
        self
    }
}

/// The service.
#[derive(Clone)]
pub struct Service {
    app: App,
    options: ServiceOptions,
}

impl Service {
    /// A service for these tenants.
    #[must_use]
    pub fn new(connector: Connector, tenants: Vec<Tenant>, options: ServiceOptions) -> Self {
        Self {
            app: App::new(connector, Tenants::new(tenants), options.traces.clone()),
            options,
        }
    }

    /// Returns the routes, for a program that serves them itself. Such a program drains by itself as well.
    pub fn router(&self) -> Router {
        routes::router(self.app.clone(), self.options.metrics, self.options.page.as_ref())
    }

    /// Stops all calls. Each tells its client whether its mail may have been sent.
    pub fn stop(&self) {
        self.app.lifecycle().stop_token().cancel();
    }

    /// Replaces connector and tenants for the calls that begin from now on: a new component, new tenants, new limits. Calls that are
    /// under way end with what they began with. Until then they keep their places in the queues of the earlier connector: give both the same
    /// [gate](outlook_host::ConnectorBuilder::mailbox_gate), so that the calls of a mailbox are counted together.
    ///
    /// # Errors
    /// When the component does not run. The earlier one then stays in use.
    pub async fn replace(&self, connector: Connector, tenants: Vec<Tenant>) -> Result<(), outlook_host::Error> {
        self.app.replace(connector, Tenants::new(tenants)).await
    }

    /// Serves plain HTTP until `end` is there. Then takes no new connections and waits for the calls that are under way, sends without
    /// a client included.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(&self, listener: TcpListener, end: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let serve = axum::serve(listener, self.router()).with_graceful_shutdown(self.drain_at(end));
        self.drained(serve.into_future()).await
    }

    /// The same over TLS.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve_tls(
        &self,
        listener: TcpListener,
        tls: Tls,
        end: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let router = self.router().into_make_service_with_connect_info::<Peer>();
        let listener = TlsListener::new(listener, tls);
        let serve = axum::serve(listener, router).with_graceful_shutdown(self.drain_at(end));
        self.drained(serve.into_future()).await
    }

    /// Waits for the end, tells load balancers, and then ends the service.
    fn drain_at(&self, end: impl Future<Output = ()> + Send + 'static) -> impl Future<Output = ()> + Send + 'static {
        let (lifecycle, notice) = (self.app.lifecycle().clone(), self.options.drain_notice);
        async move {
            end.await;
            lifecycle.begin_drain();
            tracing::info!(target: "outlook_service", "draining");
            sleep(notice).await;
            lifecycle.end();
        }
    }

    /// Serves until every connection has ended, and every send without a client. What takes too long is stopped.
    async fn drained(&self, serve: impl Future<Output = io::Result<()>>) -> io::Result<()> {
        let lifecycle = self.app.lifecycle();
        let (ended, stop) = (lifecycle.ended(), lifecycle.stop_token());
        let all = async {
            let sends = async {
                ended.cancelled().await;
                lifecycle.sends().close();
                lifecycle.sends().wait().await;
            };
            let (served, ()) = tokio::join!(serve, sends);
            served
        };
        let late = async {
            ended.cancelled().await;
            tokio::select! {
                () = sleep(self.options.drain) => {
                    tracing::warn!(target: "outlook_service", "calls are stopped at the end of the drain");
                }
                () = stop.cancelled() => {}
            }
            stop.cancel();
            sleep(GRACE).await;
        };
        let served = tokio::select! {
            served = all => {
                tracing::info!(target: "outlook_service", "drained");
                served
            }
            // A body that does not arrive is no call, and nothing stops it.
            () = late => Ok(()),
        };
        if let Some(traces) = self.app.traces() {
            traces.flush().await;
        }
        served
    }
}
