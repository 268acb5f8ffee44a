//! Writes the contract's records as JSON: field names in snake case, names of cases in kebab case. Fields may be added and are
//! never changed.

use outlook_host::types::{
    Cause, ConnectResult, Connection, ConnectionReport, Credential, ErrorDetail, FieldProblem, Notice, Receipt,
    RequestRecord, SendOutcome, StepStatus, TestStep,
};
use serde_json::{Value, json};

pub use super::json_guidance::{explanation, instructions};
use crate::{failure::Failure, next_step::NextStep};

pub fn failure(failure: &Failure) -> Value {
    let mut error = match failure.detail() {
        Some(detail) => error_detail(detail),
        None => json!({ "code": failure.code(), "message": failure.message() }),
    };
    error["kind"] = failure.kind().into();
    error["next"] = next_steps(failure.next());
    error
}

pub fn connected(connected: &ConnectResult) -> Value {
    json!({
        "connection": connection(&connected.connection),
        "permissions": connected.permissions,
        "enterprise_object_id": connected.enterprise_object_id,
        "token_expires_at": connected.token_expires_at,
        "notices": list(&connected.notices, notice),
        "requests": list(&connected.requests, request),
    })
}

pub fn report(report: &ConnectionReport, next: &[NextStep]) -> Value {
    json!({
        "status": status(report.status),
        "summary": report.summary,
        "markdown": report.markdown,
        "steps": list(&report.steps, step),
        "requests": list(&report.requests, request),
        "next": next_steps(next),
    })
}

pub fn receipt(receipt: &Receipt) -> Value {
    json!({
        "method": receipt.method,
        "mailbox": receipt.mailbox,
        "recipient_count": receipt.recipient_count,
        "reference": receipt.reference,
        "message_id": receipt.message_id,
        "internet_message_id": receipt.internet_message_id,
        "already_sent": receipt.already_sent,
        "accepted_at": receipt.accepted_at,
        "notices": list(&receipt.notices, notice),
        "requests": list(&receipt.requests, request),
    })
}

pub fn outcome(outcome: &SendOutcome) -> Value {
    json!({
        "state": outcome.state,
        "summary": outcome.summary,
        "message_id": outcome.message_id,
        "internet_message_id": outcome.internet_message_id,
        "sent_at": outcome.sent_at,
        "detail": outcome.detail.as_ref().map(error_detail),
        "requests": list(&outcome.requests, request),
    })
}

pub(super) fn next_steps(steps: &[NextStep]) -> Value {
    list(steps, |step| json!({ "why": step.why, "command": step.command }))
}

pub(super) fn list<T>(items: &[T], one: fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(one).collect())
}

fn connection(connection: &Connection) -> Value {
    // Names of secrets and keys, never values.
    let (kind, name) = match &connection.credential {
        Credential::ClientSecret(name) => ("client-secret", name),
        Credential::Certificate(name) => ("certificate", name),
        Credential::FederatedAssertion(name) => ("federated-assertion", name),
    };
    json!({
        "cloud": connection.cloud,
        "tenant_id": connection.tenant_id,
        "client_id": connection.client_id,
        "credential": { "kind": kind, "name": name },
        "mailbox": connection.mailbox,
        "credential_expires": connection.credential_expires,
        "out_of_scope_mailbox": connection.out_of_scope_mailbox,
        "granted_at": connection.granted_at,
    })
}

fn step(step: &TestStep) -> Value {
    json!({
        "id": step.id,
        "title": step.title,
        "status": status(step.status),
        "message": step.message,
        "does_not_prove": step.does_not_prove,
        "detail": step.detail.as_ref().map(error_detail),
        "notices": list(&step.notices, notice),
    })
}

fn status(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Ok => "ok",
        StepStatus::Warn => "warn",
        StepStatus::Fail => "fail",
        StepStatus::Skip => "skip",
    }
}

pub(super) fn error_detail(detail: &ErrorDetail) -> Value {
    json!({
        "code": detail.code,
        "message": detail.message,
        "fields": list(&detail.fields, field),
        "causes": list(&detail.causes, cause),
        "http_status": detail.http_status,
        "service_code": detail.service_code,
        "service_message": detail.service_message,
        "retry_after_ms": detail.retry_after_ms,
        "reference": detail.reference,
        "leftovers": detail.leftovers,
        "requests": list(&detail.requests, request),
    })
}

fn field(field: &FieldProblem) -> Value {
    json!({ "field": field.field, "code": field.code, "message": field.message, "fix": field.fix })
}

fn cause(cause: &Cause) -> Value {
    json!({
        "id": cause.id,
        "title": cause.title,
        "confidence": cause.confidence,
        "owner": cause.owner,
        "evidence": cause.evidence,
        "counter_evidence": cause.counter_evidence,
        "check": cause.check,
        "fix": cause.fix,
        "retry": cause.retry,
        "guide_step": cause.guide_step,
    })
}

fn notice(notice: &Notice) -> Value {
    json!({ "code": notice.code, "message": notice.message, "fix": notice.fix })
}

fn request(request: &RequestRecord) -> Value {
    json!({
        "step": request.step,
        "host": request.host,
        "http_status": request.http_status,
        "client_request_id": request.client_request_id,
        "request_id": request.request_id,
        "date": request.date,
        "diagnostic": request.diagnostic,
        "duration_ms": request.duration_ms,
    })
}
