//! Who calls: the tenant of the bearer token, or of the client certificate.

use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header::AUTHORIZATION, request::Parts};
use tracing::Instrument;

use crate::{
    app::App,
    problem::Problem,
    telemetry::trace_context,
    tenants::{Sha256Digest, Tenant},
    tls::Peer,
};

/// The tenant that calls. [`authenticate`] has found it.
#[derive(Clone)]
pub(crate) struct Caller(pub(crate) Arc<Tenant>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(Problem::unauthenticated)
    }
}

/// Lets a request through if its token or its certificate is a tenant's. A layer outside of this one may have found the tenant in another way.
pub(crate) async fn authenticate(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if request.extensions().get::<Caller>().is_none() {
        // A token counts more than a certificate: a proxy may have one certificate for all tenants.
        let tenant = match bearer(request.headers()) {
            Some(token) => app.tenant_of_token(token),
            None => certificate(&request).and_then(|digest| app.tenant_of_certificate(digest)),
        };
        let Some(tenant) = tenant else {
            return Problem::unauthenticated().into_response();
        };
        let caller = Caller(tenant);
        request.extensions_mut().insert(caller);
    }
    let span = trace_context::span(request.headers());
    next.run(request).instrument(span).await
}

/// The digest of the client's certificate.
fn certificate(request: &Request) -> Option<&Sha256Digest> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<Peer>>()?;
    peer.certificate.as_ref()
}

/// The token of the header `Authorization` (RFC 6750 §2.1).
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then_some(token.trim_ascii())
}
