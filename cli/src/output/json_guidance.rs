//! Writes explanations and set-up instructions as JSON.

use outlook_host::types::{Explanation, SetupInstructions, SetupStep};
use serde_json::{Value, json};

use super::json::{error_detail, list, next_steps};
use crate::next_step::NextStep;

/// The detail's fields stand at the top, and the request IDs beside them.
pub fn explanation(explanation: &Explanation, next: &[NextStep]) -> Value {
    let mut document = error_detail(&explanation.detail);
    document["service"] = explanation.service.clone().into();
    document["verdict"] = explanation.verdict.clone().into();
    let ids = explanation.detail.requests.last();
    let client = ids
        .map(|request| &request.client_request_id)
        .filter(|id| !id.is_empty());
    document["request_id"] = json!(ids.and_then(|request| request.request_id.as_ref()));
    document["client_request_id"] = json!(client);
    document["understood"] = json!(explanation.detail.understood);
    document["not_understood"] = json!(explanation.detail.not_understood);
    document["next"] = next_steps(next);
    document
}

pub fn instructions(instructions: &SetupInstructions) -> Value {
    json!({
        "steps": list(&instructions.steps, step),
        "script": instructions.script,
        "handover": instructions.handover,
    })
}

fn step(step: &SetupStep) -> Value {
    json!({
        "number": step.number,
        "title": step.title,
        "owner": step.owner,
        "location": step.location,
        "text": step.text,
        "commands": step.commands,
    })
}
