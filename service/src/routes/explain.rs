//! `explain`.

use axum::{Json as Document, extract::State};
use outlook_contract_json::{requests::ServiceResponse, responses::Explanation};
use outlook_host::{stores::FileAttachments, types};

use crate::{app::App, body::Json, call::CallRecord, caller::Caller, events::Events, problem::Problem};

/// Explains an error response of Microsoft. Makes no request.
#[utoipa::path(
    post,
    path = "/v1/explain",
    tag = "operations",
    request_body = ServiceResponse,
    responses(
        (status = 200, body = Explanation, description = "The likely causes"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn explain(
    State(app): State<App>,
    Caller(tenant): Caller,
    Json(response): Json<ServiceResponse>,
) -> Result<Document<Explanation>, Problem> {
    let response = types::ServiceResponse::from(response);
    let connector = app.connector(&tenant, FileAttachments::new());
    let record = CallRecord::begin(&app, &tenant, "explain");
    let explained = record.watch(connector.explain(&response), &Events::none()).await;
    record.end(&explained);
    Ok(Document(explained?.into()))
}
