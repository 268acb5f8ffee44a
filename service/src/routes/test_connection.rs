//! `test-connection`.

use std::sync::Arc;

use axum::{
    Json as Document,
    extract::State,
    response::{IntoResponse, Response},
};
use outlook_contract_json::{requests::TestOptions, responses::ConnectionReport};
use outlook_host::{stores::FileAttachments, types};
use serde::Deserialize;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;
use utoipa::ToSchema;

use super::connection::ConnectionField;
use crate::{
    app::App,
    body::Json,
    call::CallRecord,
    caller::{Caller, UnderWay},
    events::Events,
    problem::Problem,
    telemetry::traces,
    tenants::Tenant,
};

/// A request to test a connection.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TestConnectionRequest {
    /// The connection.
    connection: ConnectionField,
    /// Options.
    #[serde(default)]
    options: TestOptions,
}

/// Tests a connection step by step. A step that fails is part of the report.
#[utoipa::path(
    post,
    path = "/v1/test-connection",
    tag = "operations",
    request_body = TestConnectionRequest,
    responses(
        (status = 200, body = ConnectionReport, description = "The report"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn test_connection(
    State(app): State<App>,
    Caller(tenant): Caller,
    under_way: UnderWay,
    Json(request): Json<TestConnectionRequest>,
) -> Result<Response, Problem> {
    let (task, lost) = start(app, tenant, under_way, request, Events::none()).await?;
    match task.await {
        Ok(report) => Ok(Document(report?).into_response()),
        Err(_) => Err(lost),
    }
}

/// Tests a connection as `/v1/test-connection` does, and reports each request while it runs. The last event is the report or a problem.
#[utoipa::path(
    post,
    path = "/v1/test-connection/events",
    tag = "operations",
    request_body = TestConnectionRequest,
    responses(
        (status = 200, body = String, content_type = "text/event-stream", description = "Server-sent events"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure before the test")
    )
)]
pub(super) async fn test_connection_events(
    State(app): State<App>,
    Caller(tenant): Caller,
    under_way: UnderWay,
    Json(request): Json<TestConnectionRequest>,
) -> Result<Response, Problem> {
    let (events, stream) = Events::new();
    let (task, lost) = start(app, tenant, under_way, request, events).await?;
    Ok(stream.into_response(task, lost))
}

/// Starts the test, which ends with its client. Returns with it the problem of a test that never ends.
async fn start(
    app: App,
    tenant: Arc<Tenant>,
    under_way: UnderWay,
    request: TestConnectionRequest,
    events: Events,
) -> Result<(AbortOnDropHandle<Result<ConnectionReport, Problem>>, Problem), Problem> {
    let connection = request.connection.resolve(&tenant).await?;
    let options = types::TestOptions::from(request.options);
    let lost = if options.send_test_mail {
        Problem::lost_send()
    } else {
        Problem::lost_call()
    };
    let test = async move {
        let _under_way = under_way;
        let result = test(app, tenant, connection, options, events.clone()).await;
        events.end(&result);
        result
    };
    let task = AbortOnDropHandle::new(tokio::spawn(traces::kept(test.in_current_span())));
    Ok((task, lost))
}

async fn test(
    app: App,
    tenant: Arc<Tenant>,
    connection: types::Connection,
    options: types::TestOptions,
    events: Events,
) -> Result<ConnectionReport, Problem> {
    let connector = app.connector(&tenant, FileAttachments::new());
    let record = CallRecord::begin(&app, &tenant, "test-connection");
    let call = connector.test_connection(&connection).options(options);
    let report = record.watch(call, &events).await;
    record.end(&report);
    Ok(report?.into())
}
