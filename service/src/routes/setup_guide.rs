//! `setup-guide`.

use axum::{Json as Document, extract::State};
use outlook_contract_json::{requests::Setup, responses::SetupInstructions};
use outlook_host::{stores::FileAttachments, types};

use crate::{app::App, body::Json, call::CallRecord, caller::Caller, events::Events, problem::Problem};

/// Returns the steps that set up an app and its mailboxes, with a script. Makes no request.
#[utoipa::path(
    post,
    path = "/v1/setup-guide",
    tag = "operations",
    request_body = Setup,
    responses(
        (status = 200, body = SetupInstructions, description = "The steps and the script"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn setup_guide(
    State(app): State<App>,
    Caller(tenant): Caller,
    Json(setup): Json<Setup>,
) -> Result<Document<SetupInstructions>, Problem> {
    let setup = types::Setup::from(setup);
    let connector = app.connector(&tenant, FileAttachments::new());
    let record = CallRecord::begin(&app, &tenant, "setup-guide");
    let instructions = record.watch(connector.setup_guide(&setup), &Events::none()).await;
    record.end(&instructions);
    Ok(Document(instructions?.into()))
}
