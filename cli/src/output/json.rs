//! What this tool adds to the JSON of the contract's records: the kind of a failure, and the next steps.

use outlook_contract_json::{requests, responses};
use outlook_host::types::{
    ConnectResult, Connection, ConnectionReport, Explanation, Receipt, SendOutcome, SetupInstructions,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{failure::Failure, next_step::NextStep};

pub fn failure(failure: &Failure) -> Value {
    let mut error = match failure.detail() {
        Some(detail) => document(responses::ErrorDetail::from(detail.clone())),
        None => json!({ "code": failure.code(), "message": failure.message() }),
    };
    error["kind"] = failure.kind().into();
    with_next(error, failure.next())
}

pub fn connection(connection: &Connection) -> Value {
    document(requests::Connection::from(connection.clone()))
}

pub fn connected(connected: ConnectResult) -> Value {
    document(responses::ConnectResult::from(connected))
}

pub fn report(report: ConnectionReport, next: &[NextStep]) -> Value {
    with_next(document(responses::ConnectionReport::from(report)), next)
}

pub fn receipt(receipt: Receipt) -> Value {
    document(responses::Receipt::from(receipt))
}

pub fn outcome(outcome: SendOutcome) -> Value {
    document(responses::SendOutcome::from(outcome))
}

pub fn explanation(explanation: Explanation, next: &[NextStep]) -> Value {
    with_next(document(responses::Explanation::from(explanation)), next)
}

pub fn instructions(instructions: SetupInstructions) -> Value {
    document(responses::SetupInstructions::from(instructions))
}

/// Records have texts, numbers and lists only: they can always be written.
fn document(record: impl Serialize) -> Value {
    serde_json::to_value(record).unwrap_or_default()
}

fn with_next(mut document: Value, next: &[NextStep]) -> Value {
    let step = |step: &NextStep| json!({ "why": step.why, "command": step.command });
    document["next"] = next.iter().map(step).collect();
    document
}
