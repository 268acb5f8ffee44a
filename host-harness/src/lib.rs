#![doc = include_str!("../README.md")]

mod bindings;
mod connector;
mod engine;
mod error;
mod gate;
mod limits;
mod policy;
mod private_files;
mod queues;
pub mod sandbox;
pub mod stores;
mod time;
mod transport;
pub mod types;

pub use connector::{Call, Connector, ConnectorBuilder, Tenant, operation};
pub use engine::{ComponentDigest, ComponentSource, ContractMismatch, DigestError, EngineError, EngineOptions};
pub use error::{Error, ErrorKind};
pub use gate::{GateError, InProcessGate, MailboxGate, MailboxKey, Pass};
pub use policy::{Policy, Route, RouteError, Target, UnknownCloud};
pub use sandbox::{OutlookCtx, OutlookCtxView, OutlookView, add_to_linker};
pub use stores::{AttachmentStore, ContentDigest, SecretStore, SigningKeys, StoredSecret, Stores};
pub use tokio_util::sync::CancellationToken;
pub use transport::{CaError, EndedRequest, Progress, ProxyError, Roots, Transport, TransportOptions};

/// The transport as the benches of this repository drive it, to measure what the sandbox costs. Not part of the API: it may
/// change in any release.
#[doc(hidden)]
pub mod internals {
    pub use http::{Request, Response};
    use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

    use crate::transport::{Journal, Transport};

    /// Sends a request under the policy, as the sandbox's requests are sent.
    ///
    /// # Errors
    /// The transport's error.
    pub async fn send(transport: &Transport, request: Request<WasiBody>) -> Result<Response<WasiBody>, Error> {
        transport
            .send(request, RequestOptions::default(), &Journal::new(None))
            .await
    }
}

/// Compiles the examples of the book's page on credentials.
#[cfg(all(doctest, feature = "assertions", feature = "software-keys"))]
#[doc = include_str!("../../docs/src/embed/secrets.md")]
struct CredentialsPage;
