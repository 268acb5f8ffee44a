//! The session of a window: a link's token becomes a cookie, and the cookie stands for the bearer token.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{AUTHORIZATION, COOKIE, SET_COOKIE},
};
use serde::Deserialize;

use super::Page;
use crate::{app::App, caller::Caller, problem::Problem};

/// The page sends this header with every request. A form of another site cannot, and a script of another site needs a permission
/// (CORS preflight) that this service never gives.
const OWN_HEADER: HeaderName = HeaderName::from_static("x-outlook-page");

/// Bytes of the body of an exchange: a token and its name.
const EXCHANGE_BYTES: usize = 1024;

#[derive(Deserialize)]
struct Exchange {
    token: String,
}

/// Exchanges the token of a link for a cookie.
pub(super) async fn exchange(State(page): State<Page>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    needs_own_header(&headers)?;
    let malformed = || Problem::malformed("json", "send {\"token\": \"…\"}");
    let bytes = to_bytes(body, EXCHANGE_BYTES).await.map_err(|_| malformed())?;
    let exchange: Exchange = serde_json::from_slice(&bytes).map_err(|_| malformed())?;
    let session = page
        .exchange(exchange.token.as_bytes())
        .ok_or_else(Problem::unauthenticated)?;
    let cookie = format!(
        "{}={}; HttpOnly; SameSite=Strict; Path=/",
        page.cookie(),
        session.expose()
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Problem::service("cookie", "no cookie can be made"))?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// Finds the tenant of a request with a session's cookie. A request with a token is left to the token.
pub(super) async fn recognize(State((page, app)): State<(Page, App)>, mut request: Request, next: Next) -> Response {
    if !request.headers().contains_key(AUTHORIZATION) && has_session(&page, request.headers()) {
        if !request.method().is_safe()
            && let Err(problem) = needs_own_header(request.headers())
        {
            return problem.into_response();
        }
        if let Some(tenant) = app.first_tenant() {
            request.extensions_mut().insert(Caller(tenant));
        }
    }
    next.run(request).await
}

fn needs_own_header(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.contains_key(OWN_HEADER) {
        return Ok(());
    }
    Err(Problem::foreign("page-header", "the header X-Outlook-Page is missing"))
}

fn has_session(page: &Page, headers: &HeaderMap) -> bool {
    let name = page.cookie();
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .any(|(cookie, value)| cookie == name && page.is_session(value.as_bytes()))
}
