//! `check-outcome`.

use axum::{Json as Document, extract::State};
use outlook_contract_json::responses::SendOutcome;
use outlook_host::stores::FileAttachments;
use serde::Deserialize;
use utoipa::ToSchema;

use super::connection::ConnectionField;
use crate::{app::App, body::Json, call::CallRecord, caller::Caller, events::Events, problem::Problem};

/// A request to look for an earlier send.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckOutcomeRequest {
    /// The connection.
    connection: ConnectionField,
    /// The reference of the send: its idempotency key, or the one in its receipt, its error or the header `Outlook-Reference`.
    reference: String,
}

/// Looks for an earlier send in the mailbox. Changes nothing.
#[utoipa::path(
    post,
    path = "/v1/check-outcome",
    tag = "operations",
    request_body = CheckOutcomeRequest,
    responses(
        (status = 200, body = SendOutcome, description = "What the mailbox contains of the send"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn check_outcome(
    State(app): State<App>,
    Caller(tenant): Caller,
    Json(request): Json<CheckOutcomeRequest>,
) -> Result<Document<SendOutcome>, Problem> {
    let connection = request.connection.resolve(&tenant).await?;
    let connector = app.connector(&tenant, FileAttachments::new());
    let record = CallRecord::begin(&app, &tenant, "check-outcome").with_reference(Some(&request.reference));
    let call = connector.check_outcome(&connection, &request.reference);
    let outcome = record.watch(call, &Events::none()).await;
    record.end(&outcome);
    Ok(Document(outcome?.into()))
}
