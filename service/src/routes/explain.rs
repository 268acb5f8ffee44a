//! `explain`.

use axum::{Json as Document, extract::State};
use outlook_contract_json::{
    requests::{Header, ServiceResponse},
    responses::Explanation,
};
use outlook_host::{stores::FileAttachments, types};
use serde::Deserialize;
use utoipa::ToSchema;

use super::connection::ConnectionField;
use crate::{
    app::App, body::Json, call::CallRecord, caller::Caller, events::Events, problem::Problem, tenants::Tenant,
};

/// A response of Microsoft to explain. Every field may be left out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExplainRequest {
    /// Service that sent it: `token` for Entra's token endpoint, `graph` for Microsoft Graph. Absent means that the connector finds out
    /// from the response.
    service: Option<String>,
    /// HTTP status.
    http_status: Option<u16>,
    /// Headers that are known.
    #[serde(default)]
    headers: Vec<Header>,
    /// The response as it is at hand: a body, a whole response, a line of a log, the text of an exception.
    #[serde(default)]
    body: String,
    /// Name of the step that made the request, such as `send-mail`.
    step: Option<String>,
    /// `roles` of the access token. An empty list means that the token has none.
    roles: Option<Vec<String>>,
    /// The connection that made the request. Its values are filled into the checks and fixes.
    connection: Option<ConnectionField>,
    /// Output of the checks of earlier causes.
    findings: Option<String>,
}

impl ExplainRequest {
    async fn resolve(self, tenant: &Tenant) -> Result<types::ServiceResponse, Problem> {
        let connection = match self.connection {
            Some(connection) => Some(connection.resolve(tenant).await?),
            None => None,
        };
        let response = ServiceResponse {
            service: self.service,
            http_status: self.http_status,
            headers: self.headers,
            body: self.body,
            step: self.step,
            roles: self.roles,
            connection: None,
            findings: self.findings,
        };
        Ok(types::ServiceResponse {
            connection,
            ..response.into()
        })
    }
}

/// Explains an error response of Microsoft. Makes no request.
#[utoipa::path(
    post,
    path = "/v1/explain",
    tag = "operations",
    request_body = ExplainRequest,
    responses(
        (status = 200, body = Explanation, description = "The likely causes"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn explain(
    State(app): State<App>,
    Caller(tenant): Caller,
    Json(request): Json<ExplainRequest>,
) -> Result<Document<Explanation>, Problem> {
    let response = request.resolve(&tenant).await?;
    let connector = app.connector(&tenant, FileAttachments::new());
    let record = CallRecord::begin(&app, &tenant, "explain");
    let explained = record.watch(connector.explain(&response), &Events::none()).await;
    record.end(&explained);
    Ok(Document(explained?.into()))
}
