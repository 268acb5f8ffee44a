//! `test-connection`.

use std::sync::Arc;

use axum::{
    Json as Document,
    extract::State,
    response::{IntoResponse, Response},
};
use http::HeaderMap;
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
    events::{self, Events},
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

/// Tests a connection step by step. A step that fails is part of the report. With `Accept: text/event-stream` the response has
/// an event for each request, and the report at the end.
#[utoipa::path(
    post,
    path = "/v1/test-connection",
    tag = "operations",
    request_body = TestConnectionRequest,
    responses(
        (status = 200, content((ConnectionReport = "application/json"), (String = "text/event-stream")), description = "The report"),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn test_connection(
    State(app): State<App>,
    Caller(tenant): Caller,
    under_way: UnderWay,
    headers: HeaderMap,
    Json(request): Json<TestConnectionRequest>,
) -> Result<Response, Problem> {
    let connection = request.connection.resolve(&tenant).await?;
    let options = types::TestOptions::from(request.options);
    let lost = if options.send_test_mail {
        Problem::lost_send()
    } else {
        Problem::lost_call()
    };
    let (events, stream) = match events::are_wanted(&headers) {
        true => {
            let (events, stream) = Events::new();
            (events, Some(stream))
        }
        false => (Events::none(), None),
    };
    let test = async move {
        let _under_way = under_way;
        let result = test(app, tenant, connection, options, events.clone()).await;
        events.end(&result);
        result
    };
    // The test ends with its client.
    let task = AbortOnDropHandle::new(tokio::spawn(traces::kept(test.in_current_span())));
    match stream {
        Some(stream) => Ok(stream.into_response(task, lost)),
        None => match task.await {
            Ok(report) => Ok(Document(report?).into_response()),
            Err(_) => Err(lost),
        },
    }
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
