//! `connect`.

use axum::{Json as Document, extract::State};
use outlook_contract_json::responses::ConnectResult;
use outlook_host::stores::FileAttachments;
use serde::Deserialize;
use utoipa::ToSchema;

use super::connection::ConnectionField;
use crate::{app::App, body::Json, call::CallRecord, caller::Caller, events::Events, problem::Problem};

/// A request to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectRequest {
    /// The connection.
    connection: ConnectionField,
}

/// Checks every field of a connection and signs in. Sends no mail.
#[utoipa::path(
    post,
    path = "/v1/connect",
    tag = "operations",
    request_body = ConnectRequest,
    responses(
        (status = 200, body = ConnectResult, description = "The app can sign in"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn connect(
    State(app): State<App>,
    Caller(tenant): Caller,
    Json(request): Json<ConnectRequest>,
) -> Result<Document<ConnectResult>, Problem> {
    let connection = request.connection.resolve(&tenant).await?;
    let connector = app.connector(&tenant, FileAttachments::new());
    let record = CallRecord::begin(&app, &tenant, "connect");
    let connected = record.watch(connector.connect(&connection), &Events::none()).await;
    record.end(&connected);
    Ok(Document(connected?.into()))
}
