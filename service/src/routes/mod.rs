//! The routes: one file for each operation.

mod check_outcome;
mod connect;
mod connection;
mod connections;
mod describe;
mod explain;
mod health;
mod metrics;
mod openapi;
mod secrets;
mod send_mail;
mod setup_guide;
mod test_connection;

use axum::{
    Router,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    app::App,
    caller::authenticate,
    page::{self, Page},
    problem::Problem,
};
pub(crate) use openapi::document;

/// The API. Every route needs a token.
fn api(app: &App) -> Router<App> {
    Router::new()
        .route("/describe", get(describe::describe))
        .route("/connect", post(connect::connect))
        .route("/test-connection", post(test_connection::test_connection))
        .route("/test-connection/events", post(test_connection::test_connection_events))
        .route("/send-mail", post(send_mail::send_mail))
        .route("/send-mail/events", post(send_mail::send_mail_events))
        .route("/check-outcome", post(check_outcome::check_outcome))
        .route("/explain", post(explain::explain))
        .route("/setup-guide", post(setup_guide::setup_guide))
        .route("/connections", get(connections::list))
        .route(
            "/connections/{name}",
            get(connections::show)
                .put(connections::save)
                .delete(connections::remove),
        )
        .route("/secrets", get(secrets::list))
        .route("/secrets/{name}", put(secrets::set).delete(secrets::remove))
        .fallback(|| async { Problem::not_found("path", "there is no such path; GET /v1/openapi.json lists them") })
        .method_not_allowed_fallback(|| async { Problem::method() })
        .layer(from_fn_with_state(app.clone(), authenticate))
}

/// All routes. `with_metrics` adds those of the metrics, which need no token. `page` adds the page and its guards.
pub(crate) fn router(app: App, with_metrics: bool, page: Option<&Page>) -> Router {
    let mut router = Router::new()
        .nest("/v1", api(&app))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/v1/openapi.json", get(openapi::openapi));
    if with_metrics {
        router = router.route("/metrics", get(metrics::metrics));
    }
    router = router
        .fallback(|| async { Problem::not_found("path", "there is no such path; the API is below /v1") })
        .method_not_allowed_fallback(|| async { Problem::method() });
    if let Some(page) = page {
        router = page::add(router, &app, page);
    }
    router.layer(CatchPanicLayer::custom(panicked)).with_state(app)
}

/// A defect. What a panic says stays out of response and log: it may hold a value.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!(target: "outlook_service", "a request made the service panic");
    Problem::lost_call().into_response()
}

/// Runs work with files on a thread that may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::lost_call())
}
