//! The ids that Microsoft's support asks for.

use super::case::Case;
use crate::{
    contract::{RequestRecord, ServiceResponse},
    guid, lenient_json,
};

/// Returns the ids, if body or headers hold them.
pub fn of(given: &ServiceResponse, case: &Case) -> Vec<RequestRecord> {
    let id = |names: &[&str]| {
        for name in names {
            if let Some(id) = case.response.header(name).filter(|id| guid::is_guid(id)) {
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
        step: given
            .step
            .clone()
            .or_else(|| case.step.map(|step| step.as_str().to_owned()))
            .unwrap_or_default(),
        http_status: (case.response.status != 0).then_some(case.response.status),
        client_request_id: client_request_id.unwrap_or_default(),
        request_id,
        duration_ms: 0,
        ..RequestRecord::default()
    }]
}
