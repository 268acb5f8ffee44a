//! `describe`.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::CONTENT_TYPE;

use crate::{app::App, problem::Problem};

/// Returns the connector's descriptor: its operations, forms with the rules of their fields, limits, hosts and causes.
#[utoipa::path(
    get,
    path = "/v1/describe",
    tag = "operations",
    responses(
        (status = 200, body = Object, description = "The descriptor"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn describe(State(app): State<App>) -> Result<Response, Problem> {
    let descriptor = app.descriptor().await?;
    Ok(([(CONTENT_TYPE, "application/json")], descriptor).into_response())
}
