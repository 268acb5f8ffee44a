//! Metrics for Prometheus.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::CONTENT_TYPE;

use crate::{app::App, problem::Problem, telemetry::Now};

/// Media type of OpenMetrics 1.0.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let now = Now {
        sandboxes: app.sandboxes(),
        sends_under_way: app.lifecycle().sends().len(),
    };
    let text = app.metrics().encode(&now);
    let text = text.map_err(|_| Problem::service("metrics", "the metrics cannot be written"))?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
