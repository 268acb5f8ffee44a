//! `explain`: explains any error response of Microsoft, from a log, a ticket or another program.
//!
//! It makes no request and stores nothing. Every text gets an explanation. A guess says that it is a guess.

use crate::{
    auth::{claims, entra_error},
    contract::{ErrorDetail, Explanation, RequestRecord, ServiceResponse},
    failure::{Failure, FailureKind},
    graph::error as graph_error,
    guid,
    guidance::{
        self, Context, findings,
        signals::{Signal, Signals},
    },
    http::{Effect, Response},
    lenient_json,
    limits::ENTRA_RETRY_AFTER_S,
    redact::{self, Quotations},
    step::Step,
    validate, verdict,
};

/// Explains an error response of Microsoft. `now` is in seconds since 1970-01-01T00:00:00Z; a recent grant may not work yet.
#[must_use]
pub fn explain(given: &ServiceResponse, now: u64) -> Explanation {
    let response = Response {
        status: given.http_status.unwrap_or_default(),
        headers: given
            .headers
            .iter()
            .map(|h| (h.name.to_ascii_lowercase(), h.value.clone()))
            .collect(),
        body: given.body.as_bytes().to_vec(),
        complete: true,
    };
    let context = context(given, &response, now);
    let (service, failure) = match service(given, &response) {
        Service::Token => ("token", of_token(&response, &context, now)),
        Service::Graph => ("graph", of_graph(given, &response, &context, now)),
        Service::Other => ("other", of_graph(given, &response, &context, now)),
    };
    let kind = failure.kind();
    let mut detail = failure.into_detail();
    detail.http_status = given.http_status;
    detail.requests = ids_of(given, &response);
    Explanation {
        service: service.to_owned(),
        verdict: error_case(&response, kind, &detail).to_owned(),
        detail,
    }
}

enum Service {
    Token,
    Graph,
    /// Unknown. A server between the host and Microsoft may have answered.
    Other,
}

/// Returns the service that answered: the one that the caller names, or the one that body, request and headers show.
fn service(given: &ServiceResponse, response: &Response) -> Service {
    match given.service.as_deref().map(str::trim) {
        Some("token") => return Service::Token,
        Some("graph") => return Service::Graph,
        _ => {}
    }
    let entra = entra_error::read(&response.body);
    if entra.is_known() {
        return Service::Token;
    }
    if !graph_error::read(&response.body).codes.is_empty() {
        return Service::Graph;
    }
    match given.step.as_deref() {
        Some(name) if name.trim() == Step::Token.as_str() => return Service::Token,
        Some(name) if !name.trim().is_empty() => return Service::Graph,
        _ => {}
    }
    // Graph's own headers, and Entra's (its front end is called ESTS).
    let has = |name: &str| response.header(name).is_some();
    if has("x-ms-ests-server") {
        Service::Token
    } else if has("x-ms-ags-diagnostic") || has("request-id") {
        Service::Graph
    } else if guidance::entra::knows(&entra.match_text) {
        Service::Token
    } else {
        Service::Other
    }
}

/// Returns what the response is explained with. A connection that is not well formed adds nothing: its values may be anything.
fn context(given: &ServiceResponse, response: &Response, now: u64) -> Context {
    let connection = given
        .connection
        .as_ref()
        .and_then(|connection| validate::connection::check(connection).ok());
    let context = match &connection {
        Some(connection) => Context::of(connection, now),
        None => Context::default(),
    };
    let roles = match &given.roles {
        Some(roles) => claims::role_signals(roles),
        None => Signal::RolesUnknown.into(),
    };
    let request = step(given).map_or(Signals::NONE, guidance::step_signals);
    let mut context = context.with(roles | request | graph_error::response_signals(response));
    let found = match &given.findings {
        Some(text) => findings::read(text, &context),
        None => Signals::NONE,
    };
    context.add_signals(found);
    context
}

/// Returns the request, if it has a name that this connector gives to its requests.
fn step(given: &ServiceResponse) -> Option<Step> {
    Step::from_name(given.step.as_deref()?.trim())
}

fn of_token(response: &Response, context: &Context, now: u64) -> Failure {
    let error = entra_error::read(&response.body);
    // Without a status, OAuth's error decides alone.
    let action = verdict::of_token_response(response.status, &error.error);
    let diagnosis = guidance::entra::diagnose(&error.observed(response.status), context);
    let message = redact::service_message(&error.description, Quotations::Keep, &[]);
    Failure::of_action(action, diagnosis)
        .with_response(response.status, Some(error.service_code()), Some(message))
        .with_retry_after_ms(verdict::retry_after_ms(response, action, ENTRA_RETRY_AFTER_S, now))
}

fn of_graph(given: &ServiceResponse, response: &Response, context: &Context, now: u64) -> Failure {
    let effect = step(given).map_or(Effect::Idempotent, Step::effect);
    graph_error::failure(response, effect, context, &[], now)
}

/// Returns the case of the contract's error that an engine would get. Without a status, the first cause decides.
fn error_case(response: &Response, kind: FailureKind, detail: &ErrorDetail) -> &'static str {
    let first = detail.causes.first();
    match response.status {
        200..=299 if response.body.is_empty() => "none",
        0 => match first.map(|cause| (cause.retry.as_str(), cause.owner.as_str())) {
            Some(("later", "microsoft")) => FailureKind::Transient.name(),
            Some(("later", _)) => FailureKind::Throttled.name(),
            Some((_, "tenant-admin" | "exchange-admin")) => FailureKind::Unauthorized.name(),
            _ => kind.name(),
        },
        _ => kind.name(),
    }
}

/// Returns the ids that Microsoft's support asks for, if body or headers hold them.
fn ids_of(given: &ServiceResponse, response: &Response) -> Vec<RequestRecord> {
    let id = |names: &[&str]| {
        for name in names {
            if let Some(id) = response.header(name).filter(|id| guid::is_guid(id)) {
                return Some(id.to_owned());
            }
            for text in lenient_json::scan_field(&given.body, name) {
                if let Some(id) = guid::find_guid(text) {
                    return Some(id.to_owned());
                }
            }
        }
        None
    };
    let request_id = id(&["request-id", "requestId", "trace_id", "Trace ID", "x-ms-request-id"]);
    let client_request_id = id(&["client-request-id", "correlation_id", "Correlation ID"]);
    if request_id.is_none() && client_request_id.is_none() {
        return Vec::new();
    }
    vec![RequestRecord {
        step: given.step.clone().unwrap_or_default(),
        http_status: given.http_status,
        client_request_id: client_request_id.unwrap_or_default(),
        request_id,
        duration_ms: 0,
        ..RequestRecord::default()
    }]
}
