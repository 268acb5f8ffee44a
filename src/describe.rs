//! `describe`: the connector as one JSON document, generated from the same tables that check input and decide on answers.

use serde::Serialize;

use crate::{
    cloud::Cloud,
    graph::retry_rules::{RETRY_RULES, RetryRule},
    limits,
    operations::TEST_STEPS,
    rules::{self, Field},
};

/// Version of the document's layout: a new minor for additions, a new major for changes.
const DESCRIBE_VERSION: &str = "0.1";

#[derive(Serialize)]
struct Description {
    describe_version: &'static str,
    connector: Connector,
    clouds: Vec<CloudEntry>,
    connection: ConnectionEntry,
    operations: Vec<Operation>,
    limits: Limits,
    service_limits: [ServiceLimit; 7],
    retry_rules: &'static [RetryRule],
}

#[derive(Serialize)]
struct Connector {
    id: &'static str,
    title: &'static str,
    summary: &'static str,
    category: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct CloudEntry {
    id: &'static str,
    title: &'static str,
    allowed_hosts: Vec<&'static str>,
    scope: String,
}

#[derive(Serialize)]
struct ConnectionEntry {
    fields: Vec<FieldEntry>,
    test: Vec<StepEntry>,
}

#[derive(Serialize)]
struct StepEntry {
    id: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct Operation {
    id: &'static str,
    title: &'static str,
    effect: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldEntry>,
}

#[derive(Serialize)]
struct FieldEntry {
    path: &'static str,
    title: &'static str,
    help: &'static str,
    required: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    names_a_secret: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_chars: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_items: Option<usize>,
    supported: bool,
}

#[derive(Serialize)]
struct Limits {
    recipients: usize,
    headers: usize,
    header_bytes: usize,
    subject_chars: usize,
    request_bytes: u64,
    attachments_bytes: u64,
    upload_session_from_bytes: u64,
    mime_bytes: u64,
    idempotency_key_chars: usize,
    tries_of_a_request: u32,
    time_budget_ms: Range,
    token_renewed_before_expiry_s: u64,
}

/// A limit that Microsoft enforces, and the connector cannot count: other programs use the mailbox too.
#[derive(Serialize)]
struct ServiceLimit {
    id: &'static str,
    value: u64,
    title: &'static str,
}

/// Sources: Graph "Throttling limits", Outlook service; Exchange Online limits, sending; `Set-Mailbox -MaxSendSize`.
const SERVICE_LIMITS: [ServiceLimit; 7] = [
    limit("concurrent_requests", 4, "Requests at once, of one app to one mailbox"),
    limit(
        "requests_per_10_minutes",
        10_000,
        "Requests in 10 minutes, of one app to one mailbox",
    ),
    limit(
        "upload_bytes_per_5_minutes",
        150_000_000,
        "Bytes uploaded in 5 minutes, by one app to one mailbox",
    ),
    limit(
        "messages_per_minute",
        30,
        "Messages a mailbox sends in a minute; more are delayed, not refused",
    ),
    limit(
        "recipients_per_day",
        10_000,
        "Recipients a mailbox sends to in 24 hours",
    ),
    limit(
        "message_bytes",
        36_700_160,
        "Size of a message with attachments in base64, unless the mailbox was raised",
    ),
    limit(
        "message_bytes_raised",
        157_286_400,
        "Largest size that a mailbox can be raised to",
    ),
];

const fn limit(id: &'static str, value: u64, title: &'static str) -> ServiceLimit {
    ServiceLimit { id, value, title }
}

#[derive(Serialize)]
struct Range {
    min: u32,
    default: u32,
    max: u32,
}

fn fields(table: &[Field]) -> Vec<FieldEntry> {
    let entry = |field: &Field| FieldEntry {
        path: field.path,
        title: field.title,
        help: field.help,
        required: field.required,
        names_a_secret: field.secret,
        max_chars: field.max_chars,
        max_items: field.max_items,
        supported: !field.refused,
    };
    table.iter().map(entry).collect()
}

/// Describes the connector as a JSON document.
#[must_use]
pub fn describe() -> String {
    let operation = |id, title, effect, fields| Operation {
        id,
        title,
        effect,
        fields,
    };
    let mut send_fields = fields(rules::message::FIELDS);
    send_fields.extend(fields(rules::options::FIELDS));
    let description = Description {
        describe_version: DESCRIBE_VERSION,
        connector: Connector {
            id: "outlook-m365-app-only",
            title: "Outlook (Microsoft 365)",
            summary: "Send mail from an approved mailbox without a signed-in user.",
            category: "email",
            version: env!("CARGO_PKG_VERSION"),
        },
        clouds: Cloud::ALL
            .into_iter()
            .map(|cloud| CloudEntry {
                id: cloud.id(),
                title: cloud.title(),
                allowed_hosts: [cloud.login_host(), cloud.graph_host()]
                    .into_iter()
                    .chain(cloud.upload_hosts().iter().copied())
                    .collect(),
                scope: cloud.scope(),
            })
            .collect(),
        connection: ConnectionEntry {
            fields: fields(rules::connection::FIELDS),
            test: TEST_STEPS
                .into_iter()
                .map(|(id, title)| StepEntry { id, title })
                .collect(),
        },
        operations: vec![
            operation("connect", "Connect", "read", Vec::new()),
            operation("test-connection", "Test the connection", "read", Vec::new()),
            operation("send-mail", "Send mail", "write", send_fields),
            operation("check-outcome", "Check what became of a mail", "read", Vec::new()),
        ],
        limits: Limits {
            recipients: limits::RECIPIENTS,
            headers: limits::HEADERS,
            header_bytes: limits::HEADER_BYTES,
            subject_chars: limits::SUBJECT_CHARS,
            request_bytes: limits::REQUEST_BYTES,
            attachments_bytes: limits::ATTACHMENTS_BYTES,
            upload_session_from_bytes: limits::ATTACHMENT_BYTES,
            mime_bytes: limits::MIME_BYTES,
            idempotency_key_chars: limits::KEY_CHARS,
            tries_of_a_request: limits::REQUEST_TRIES,
            time_budget_ms: Range {
                min: limits::TIME_BUDGET_MIN_MS,
                default: limits::TIME_BUDGET_MS,
                max: limits::TIME_BUDGET_MAX_MS,
            },
            token_renewed_before_expiry_s: limits::TOKEN_EXPIRY_BUFFER_S,
        },
        service_limits: SERVICE_LIMITS,
        retry_rules: &RETRY_RULES,
    };
    // Strings and numbers only: this cannot fail, and were it ever to, an empty description is no panic.
    serde_json::to_string(&description).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_tells_hosts_fields_and_limits() {
        let document: serde_json::Value = serde_json::from_str(&describe()).unwrap();
        assert_eq!(document["connector"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(document["clouds"][0]["allowed_hosts"][1], "graph.microsoft.com");
        assert_eq!(document["limits"]["recipients"], 500);
        let send = document["operations"]
            .as_array()
            .unwrap()
            .iter()
            .find(|o| o["id"] == "send-mail")
            .unwrap();
        assert!(
            send["fields"]
                .as_array()
                .unwrap()
                .iter()
                .any(|f| f["path"] == "message.subject" && f["max_chars"] == 255)
        );
        assert!(document["retry_rules"].as_array().unwrap().len() > 5);
        assert_eq!(document["service_limits"][0]["value"], 4);
    }
}
