//! `describe`: the connector as one JSON document, generated from the same tables that check input and decide on answers.

use serde::Serialize;

use crate::{
    cloud::Cloud,
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
    allowed_hosts: [&'static str; 2],
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
    attachment_bytes: u64,
    time_budget_ms: Range,
    token_renewed_before_expiry_s: u64,
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
                allowed_hosts: [cloud.login_host(), cloud.graph_host()],
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
        ],
        limits: Limits {
            recipients: limits::RECIPIENTS,
            headers: limits::HEADERS,
            header_bytes: limits::HEADER_BYTES,
            subject_chars: limits::SUBJECT_CHARS,
            request_bytes: limits::REQUEST_BYTES,
            attachment_bytes: limits::ATTACHMENT_BYTES,
            time_budget_ms: Range {
                min: limits::TIME_BUDGET_MIN_MS,
                default: limits::TIME_BUDGET_MS,
                max: limits::TIME_BUDGET_MAX_MS,
            },
            token_renewed_before_expiry_s: limits::TOKEN_EXPIRY_BUFFER_S,
        },
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
        assert!(
            send["fields"]
                .as_array()
                .unwrap()
                .iter()
                .any(|f| f["path"] == "mime" && f["supported"] == false)
        );
    }
}
