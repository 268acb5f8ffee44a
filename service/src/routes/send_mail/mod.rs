//! `send-mail`.

mod reference;
mod request;

use std::sync::Arc;

use axum::{
    Json as Document,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue};
use outlook_contract_json::{idempotency_key, responses::Receipt};
use outlook_host::{Error, types};
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::{
    app::App,
    call::CallRecord,
    caller::{Caller, UnderWay},
    events::Events,
    problem::Problem,
    spool::{self, Files, Received},
    telemetry::traces,
    tenants::{HistoryOutcome, Tenant},
};
use request::{SendMailParts, SendMailRequest};

/// The reference of the send, for `check-outcome`.
const REFERENCE: HeaderName = HeaderName::from_static("outlook-reference");

/// The header that draft-ietf-httpapi-idempotency-key-header names.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Sends one mail. The body is JSON, or multipart/form-data with that JSON as its first part `request` and a part for each file.
///
/// A send goes on if the client goes away: a mail half sent would be worse.
#[utoipa::path(
    post,
    path = "/v1/send-mail",
    tag = "operations",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same as `options.idempotency_key`")),
    request_body(content((SendMailRequest = "application/json"), (SendMailParts = "multipart/form-data"))),
    responses(
        (
            status = 200,
            body = Receipt,
            description = "Microsoft accepted the mail",
            headers(("Outlook-Reference" = String, description = "The reference of the send, for check-outcome"))
        ),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure")
    )
)]
pub(super) async fn send_mail(
    State(app): State<App>,
    Caller(tenant): Caller,
    request: Request,
) -> Result<Response, Problem> {
    let Started { task, reference, lost } = start(app, tenant, request, Events::none()).await?;
    let response = match task.await {
        Ok(Ok(receipt)) => Document(receipt).into_response(),
        Ok(Err(problem)) => problem.into_response(),
        Err(_) => lost.into_response(),
    };
    Ok(with_reference(response, reference.as_deref()))
}

/// Sends one mail as `/v1/send-mail` does, and reports while it runs: the reference first, then each request and the progress. The last
/// event is the receipt or a problem.
#[utoipa::path(
    post,
    path = "/v1/send-mail/events",
    tag = "operations",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same as `options.idempotency_key`")),
    request_body(content((SendMailRequest = "application/json"), (SendMailParts = "multipart/form-data"))),
    responses(
        (
            status = 200,
            body = String,
            content_type = "text/event-stream",
            description = "Server-sent events",
            headers(("Outlook-Reference" = String, description = "The reference of the send, for check-outcome"))
        ),
        (status = "default", body = Problem, content_type = "application/problem+json", description = "A failure before the send")
    )
)]
pub(super) async fn send_mail_events(
    State(app): State<App>,
    Caller(tenant): Caller,
    request: Request,
) -> Result<Response, Problem> {
    let (events, stream) = Events::new();
    let Started { reference, lost, .. } = start(app, tenant, request, events).await?;
    Ok(with_reference(stream.into_response((), lost), reference.as_deref()))
}

/// A send that runs.
struct Started {
    /// Runs on if it is dropped.
    task: JoinHandle<Result<Receipt, Problem>>,
    /// What `check-outcome` finds the mail by.
    reference: Option<String>,
    /// The problem of a send that never ends.
    lost: Problem,
}

/// Reads the request and starts the send.
async fn start(app: App, tenant: Arc<Tenant>, request: Request, events: Events) -> Result<Started, Problem> {
    let under_way = UnderWay::of(request.extensions());
    let key = request.headers().get(IDEMPOTENCY_KEY);
    let key = key.map(|key| idempotency_key::of_header(key.as_bytes())).transpose()?;
    let Received { document, files } = spool::receive::<SendMailRequest>(&tenant, request).await?;
    let send = document.prepare(&tenant, key, files).await?;
    app.metrics().files(send.files.bytes());
    let reference = send.reference.clone();
    // From here on the mail may be sent: the task ends by itself, and the end of the service waits for it.
    events.reference(reference.as_deref());
    let tracker = app.lifecycle().sends().clone();
    let run = async move {
        // The call counts as the tenant's until it ends, with or without its client.
        let _under_way = under_way;
        send.run(app, tenant, events).await
    };
    let task = tracker.spawn(traces::kept(run.in_current_span()));
    let lost = Problem::lost_send().with_reference(reference.as_deref());
    Ok(Started { task, reference, lost })
}

/// A send that is ready.
struct Send {
    connection: types::Connection,
    mail: types::Mail,
    options: types::SendOptions,
    /// What `check-outcome` finds the mail by. `None` if nothing is kept to find.
    reference: Option<String>,
    files: Files,
    /// Bytes that the files have on their way, near enough for progress.
    bytes: u64,
}

impl Send {
    async fn run(self, app: App, tenant: Arc<Tenant>, events: Events) -> Result<Receipt, Problem> {
        let record = CallRecord::begin(&app, &tenant, "send-mail").with_reference(self.reference.as_deref());
        let connector = app.connector(&tenant, self.files.attachments.clone());
        let send = |options: types::SendOptions| {
            let call = connector.send_mail(&self.connection, &self.mail).options(options);
            record.watch(call, &events).on_progress(events.progress(self.bytes))
        };
        let mut sent = send(self.options.clone()).await;
        if sent.as_ref().is_err_and(is_beside_message_id) {
            // The connector has read the header in another way than `reference` has. Nothing was sent.
            let options = types::SendOptions {
                reference: None,
                ..self.options.clone()
            };
            sent = send(options).await;
        }
        record.end(&sent);
        self.note(&tenant, &sent).await;
        let problem = |error| Problem::from(error).with_reference(self.reference.as_deref());
        let result = sent.map(Receipt::from).map_err(problem);
        events.end(&result);
        result
    }

    /// Notes the send in the tenant's history, if it has one. A history that cannot be written changes nothing of the send.
    async fn note(&self, tenant: &Tenant, sent: &Result<types::Receipt, Error>) {
        let Some(history) = tenant.history().cloned() else {
            return;
        };
        let outcome = match sent {
            Ok(_) => HistoryOutcome::Sent,
            Err(error) if error.may_have_been_sent() => HistoryOutcome::Unknown,
            Err(_) => HistoryOutcome::Failed,
        };
        let (mailbox, reference) = (self.connection.mailbox.clone(), self.reference.clone());
        let added = super::blocking(move || history.add(&mailbox, reference.as_deref(), outcome)).await;
        if let Ok(Err(error)) = added {
            tracing::warn!(target: "outlook_service", %error, "the history cannot be written");
        }
    }
}

/// Whether a message has a Message-ID beside the reference of this service.
fn is_beside_message_id(error: &Error) -> bool {
    let fields = error
        .detail()
        .map(|detail| detail.fields.as_slice())
        .unwrap_or_default();
    fields.iter().any(|field| field.code == "reference-beside-message-id")
}

fn with_reference(mut response: Response, reference: Option<&str>) -> Response {
    if let Some(value) = reference.and_then(|reference| HeaderValue::from_str(reference).ok()) {
        response.headers_mut().insert(REFERENCE, value);
    }
    response
}
