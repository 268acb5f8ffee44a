//! Health, for load balancers and supervisors. Needs no token.

use axum::extract::State;
use http::StatusCode;

use crate::app::App;

/// The process works.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "health",
    operation_id = "healthz",
    security(()),
    responses((status = 200, body = String, content_type = "text/plain", description = "The process works"))
)]
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// The service takes calls: the component runs, and the service does not drain.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    operation_id = "readyz",
    security(()),
    responses(
        (status = 200, body = String, content_type = "text/plain", description = "The service takes calls"),
        (status = 503, body = String, content_type = "text/plain", description = "The service ends, or the component does not run")
    )
)]
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if !app.lifecycle().is_ready() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n");
    }
    match app.descriptor().await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the component does not run\n"),
    }
}
