//! Who calls: the tenant of the bearer token, or of the client certificate.

use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Extensions, HeaderMap, header::AUTHORIZATION, request::Parts};
use tracing::Instrument;

use crate::{
    app::App,
    problem::Problem,
    telemetry::{trace_context, traces},
    tenants::{CallUnderWay, Sha256Digest, Tenant},
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

/// A call of the tenant, counted until the last clone is dropped. What goes on after the response has begun keeps one.
#[derive(Clone)]
pub(crate) struct UnderWay(#[expect(dead_code, reason = "held for its drop")] Arc<CallUnderWay>);

impl UnderWay {
    /// The call of a request.
    pub(crate) fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get().cloned()
    }
}

impl<S: Sync> FromRequestParts<S> for UnderWay {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::of(&parts.extensions).ok_or_else(Problem::unauthenticated)
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
        request.extensions_mut().insert(Caller(tenant));
    }
    // Before anything of the body is read.
    let under_way = match request.extensions().get::<Caller>() {
        Some(Caller(tenant)) => match tenant.calls().enter() {
            Some(under_way) => UnderWay(Arc::new(under_way)),
            None => return Problem::too_many_calls(tenant.calls().most()).into_response(),
        },
        None => return Problem::unauthenticated().into_response(),
    };
    request.extensions_mut().insert(under_way.clone());
    let headers = request.headers().clone();
    let work = next.run(request).instrument(trace_context::span(&headers));
    let response = traces::within(&headers, work).await;
    drop(under_way);
    response
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
