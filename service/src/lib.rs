//! The Outlook connector as an HTTP service: a JSON API over the contract, one route for each operation, for platforms that load no
//! components.
//!
//! [`Service`] serves tenants over an [`outlook_host::Connector`]. Each [`Tenant`] has a bearer token or a client certificate, and connections, secrets and
//! queues of its own. A failure is a problem document (RFC 9457) that says whether the mail may have been sent.

mod app;
mod body;
mod call;
mod caller;
mod config;
mod events;
mod lifecycle;
mod page;
mod problem;
mod routes;
mod service;
mod spool;
mod telemetry;
mod tenants;
mod tls;

pub use config::{Config, ConfigError, GateConfig, Limits, TenantConfig};
pub use page::{OpenDemo, Page, PageOptions};
pub use problem::Problem;
pub use service::{Service, ServiceOptions};
#[cfg(feature = "otel")]
pub use telemetry::traces::{Traces, TracesError};
pub use tenants::{DigestError, NoToken, Sha256Digest, Tenant, Token};
pub use tls::{Tls, TlsError, TlsFiles};

/// Returns the service's OpenAPI 3.1 document as JSON, as `GET /v1/openapi.json` serves it.
#[must_use]
pub fn openapi() -> String {
    routes::document()
}
