//! The records that operations return, as JSON Schema 2020-12, for interfaces that map the fields of a result.
//!
//! They come from `service/openapi.json`, which is made of the types that write the JSON (`contract-json/`), so that they cannot differ from
//! it. This module adds titles.

use serde_json::{Map, Value, json};

/// The document of the service. A test there compares it with the types, and the types' results with these schemas.
const OPENAPI: &str = include_str!("../../../service/openapi.json");

/// The record of failures.
pub const FAILURE: &str = "ErrorDetail";

/// Operations, and the records that they return.
const RESULTS: [(&str, &str); 6] = [
    ("connect", "ConnectResult"),
    ("test-connection", "ConnectionReport"),
    ("send-mail", "Receipt"),
    ("check-outcome", "SendOutcome"),
    ("explain", "Explanation"),
    ("setup-guide", "SetupInstructions"),
];

/// Titles of fields whose names do not make one.
const TITLES: [(&str, &str); 23] = [
    ("accepted_at", "Accepted by Microsoft at"),
    ("already_sent", "Was sent before"),
    ("client_id", "Application (client) ID"),
    ("client_request_id", "client-request-id"),
    ("code", "Code"),
    ("diagnostic", "x-ms-ags-diagnostic"),
    ("duration_ms", "Duration (milliseconds)"),
    ("enterprise_object_id", "Object ID (enterprise application)"),
    ("guide_step", "Step of the set-up guide"),
    ("http_status", "HTTP status"),
    ("id", "ID"),
    ("internet_message_id", "Internet Message-ID"),
    ("message_id", "ID of the message in Graph"),
    ("out_of_scope_mailbox", "Mailbox the app must not access"),
    ("params", "Values in the texts"),
    ("request_id", "request-id"),
    ("retry", "When to repeat"),
    ("retry_after_ms", "Wait before a repeat (milliseconds)"),
    ("service_code", "Microsoft's code"),
    ("service_message", "Microsoft's message"),
    ("tenant_id", "Directory (tenant) ID"),
    ("token_expires_at", "Access token expires at"),
    ("uri", "Address"),
];

/// Returns the name of the record that an operation returns.
pub fn of_operation(id: &str) -> Option<&'static str> {
    RESULTS
        .iter()
        .find_map(|(operation, record)| (*operation == id).then_some(*record))
}

/// Returns all records, each with those that it contains.
///
/// # Panics
/// When the document of the service has no such record.
pub fn all() -> Value {
    let document: Value = serde_json::from_str(OPENAPI).expect("the service's document is JSON");
    let mut records = Map::new();
    let mut left: Vec<String> = RESULTS.iter().map(|(_, record)| (*record).to_owned()).collect();
    left.push(FAILURE.to_owned());
    while let Some(name) = left.pop() {
        if records.contains_key(&name) {
            continue;
        }
        let mut record = document["components"]["schemas"][&name].clone();
        assert!(record.is_object(), "service/openapi.json has no {name}");
        adapt(&mut record, &mut left);
        records.insert(name, record);
    }
    records.sort_keys();
    json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": records})
}

/// Makes references lead into `$defs`, notes the records that they name, and gives each field a title.
fn adapt(schema: &mut Value, named: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get_mut("$ref") {
                let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
                *reference = format!("#/$defs/{name}");
                named.push(name);
            }
            if let Some(Value::Object(fields)) = object.get_mut("properties") {
                for (name, field) in fields {
                    let described = std::mem::take(field);
                    *field = json!({ "title": title(name) });
                    if let (Value::Object(field), Value::Object(described)) = (field, described) {
                        field.extend(described);
                    }
                }
            }
            object.values_mut().for_each(|value| adapt(value, named));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| adapt(value, named)),
        _ => {}
    }
}

/// The title of a field.
fn title(name: &str) -> String {
    if let Some((_, title)) = TITLES.iter().find(|(known, _)| *known == name) {
        return (*title).to_owned();
    }
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
