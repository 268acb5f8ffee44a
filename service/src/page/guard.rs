//! Refuses what another site makes a browser send, and says in each response what the page may load.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
};

use super::Page;
use crate::problem::Problem;

/// Nothing inline, nothing from elsewhere, in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Lets a request through if it names this machine and comes from this page, or from a program that is no browser.
pub(super) async fn only_this_page(State(page): State<Page>, request: Request, next: Next) -> Response {
    let response = match check(&page, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    with_headers(response)
}

fn check(page: &Page, headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text(HOST).unwrap_or_default();
    if !page.is_own_host(host) {
        return Err(Problem::foreign(
            "host",
            "the Host header does not name this service on this machine",
        ));
    }
    let is_own_origin = |origin: &str| {
        origin
            .strip_prefix("http://")
            .is_some_and(|authority| authority == host)
    };
    if text(ORIGIN).is_some_and(|origin| !is_own_origin(origin)) {
        return Err(Problem::foreign("origin", "another site sent this request"));
    }
    // `none` is the address bar or a bookmark.
    let site = text(HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        // A link on another site may open the page, and learns nothing of it.
        let is_navigation = text(HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
        if !is_navigation {
            return Err(Problem::foreign("origin", "another site sent this request"));
        }
    }
    Ok(())
}

fn with_headers(mut response: Response) -> Response {
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
