//! Who calls: the access token of a request.

use http::{HeaderMap, header};
use time::OffsetDateTime;

use super::error::GraphError;
use crate::state::State;
use crate::token::{Claims, TokenFault};
use crate::world::cloud::Cloud;

/// Checks the bearer token against signature, lifetime, revocation and this cloud's audience.
pub(super) fn authenticate(state: &State, cloud: Cloud, headers: &HeaderMap) -> Result<Claims, GraphError> {
    let refuse = |message: &str| Err(GraphError::unauthenticated(cloud, message));
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return refuse("Access token is empty.");
    }
    let claims = match state.signer.verify(token) {
        Ok(claims) => claims,
        Err(TokenFault::NotAJwt) => return refuse("IDX14100: JWT is not well formed, there are no dots (.)."),
        Err(TokenFault::BadSignature) => return refuse("CompactToken validation failed with reason code: 80049217."),
    };
    if claims.aud != format!("https://{}", cloud.graph_host()) {
        return refuse("Access token validation failure. Invalid audience.");
    }
    let now = state.clock.now().unix_timestamp();
    if now >= claims.exp {
        return refuse("Lifetime validation failed, the token is expired.");
    }
    if now < claims.nbf {
        return refuse("Access token has expired or is not yet valid.");
    }
    let revoked_at = revocation(state, &claims);
    if let Some(at) = revoked_at.filter(|at| claims.issued_at() < *at) {
        return Err(GraphError::claims_challenge(cloud, at));
    }
    Ok(claims)
}

/// When the app's tokens were revoked, in seconds since 1970.
fn revocation(state: &State, claims: &Claims) -> Option<i64> {
    let world = state.world();
    let tenant = world.tenants.iter().find(|tenant| tenant.id == claims.tid)?;
    let app = tenant.applications.iter().find(|app| app.client_id == claims.appid)?;
    app.tokens_revoked_at.map(OffsetDateTime::unix_timestamp)
}
