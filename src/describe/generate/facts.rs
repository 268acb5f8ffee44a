//! What is told of the connector, its clouds, its limits and its conduct after failures.

use super::node::{Node, Object, list};
use crate::{cloud::Cloud, graph::retry_rules::RETRY_RULES, limits};

/// The connector itself.
pub fn connector() -> Object {
    Object::new()
        .set("id", "outlook-m365-app-only")
        .set("title", "Outlook (Microsoft 365)")
        .set(
            "summary",
            "Send mail from an approved mailbox without a signed-in user.",
        )
        .set("category", "email")
        .set("version", env!("CARGO_PKG_VERSION"))
}

/// How to read the document: what its own words mean.
pub fn reading() -> Object {
    Object::new()
        .set(
            "blanks",
            "Blanks around a value are cut off, and an optional text that is empty is left out, before a value is judged.",
        )
        .set(
            "choices",
            "A form passes a choice's value as it stands here. The connector takes a cloud in upper case too, for people who type it.",
        )
        .set(
            "pointers",
            "JSON Pointers into the form's data. Those under items are meant from an entry of the list on.",
        )
        .set(
            "secret_fields",
            "Also marked by format and writeOnly in the schema. Store the value, never show it again, and keep it out of logs.",
        )
        .set(
            "refused_as",
            "Codes that a field-problem of the contract has in rule. None: the contract has no way to pass such a value.",
        )
        .set(
            "rules",
            "What flat JSON Schema cannot say. The connector checks these too, and names the field at fault.",
        )
        .set(
            "contract",
            Object::new()
                .set("path", "Where the value goes in the contract, and what a field-problem has in field. A list's entry is path[0].")
                .set("secret-name", "Store the value in secret-store under a name of your choice, and pass the name.")
                .set("addresses", "Each text becomes the address of a recipient.")
                .set("case", "It names the case of the variant at this path.")
                .set("payload", "It is what the chosen case of the variant at this path holds."),
        )
}

/// The clouds, and the hosts that the connector calls in each.
pub fn clouds() -> Vec<Node> {
    let one = |cloud: Cloud| {
        let hosts = [cloud.login_host(), cloud.graph_host()];
        Object::new()
            .set("id", cloud.id())
            .set("title", cloud.title())
            .set(
                "allowed_hosts",
                list(hosts.into_iter().chain(cloud.upload_hosts().iter().copied())),
            )
            .set("scope", cloud.scope())
    };
    list(Cloud::ALL.into_iter().map(one))
}

/// The connector's own limits.
pub fn limits() -> Object {
    let budget = Object::new()
        .set("min", limits::TIME_BUDGET_MIN_MS)
        .set("default", limits::TIME_BUDGET_MS)
        .set("max", limits::TIME_BUDGET_MAX_MS);
    Object::new()
        .set("recipients", limits::RECIPIENTS)
        .set("headers", limits::HEADERS)
        .set("header_bytes", limits::HEADER_BYTES)
        .set("subject_chars", limits::SUBJECT_CHARS)
        .set("request_bytes", limits::REQUEST_BYTES)
        .set("attachments_bytes", limits::ATTACHMENTS_BYTES)
        .set("upload_session_from_bytes", limits::ATTACHMENT_BYTES)
        .set("mime_bytes", limits::MIME_BYTES)
        .set("idempotency_key_chars", limits::KEY_CHARS)
        .set("tries_of_a_request", limits::REQUEST_TRIES)
        .set("time_budget_ms", budget)
        .set("token_renewed_before_expiry_s", limits::TOKEN_EXPIRY_BUFFER_S)
}

/// Limits that Microsoft enforces, and the connector cannot count: other programs use the mailbox too.
///
/// Sources: Graph "Throttling limits", Outlook service; Exchange Online limits, sending; `Set-Mailbox -MaxSendSize`.
const SERVICE_LIMITS: [(&str, u64, &str); 7] = [
    ("concurrent_requests", 4, "Requests at once, of one app to one mailbox"),
    (
        "requests_per_10_minutes",
        10_000,
        "Requests in 10 minutes, of one app to one mailbox",
    ),
    (
        "upload_bytes_per_5_minutes",
        150_000_000,
        "Bytes uploaded in 5 minutes, by one app to one mailbox",
    ),
    (
        "messages_per_minute",
        30,
        "Messages a mailbox sends in a minute; more are delayed, not refused",
    ),
    (
        "recipients_per_day",
        10_000,
        "Recipients a mailbox sends to in 24 hours",
    ),
    (
        "message_bytes",
        36_700_160,
        "Size of a message with attachments in base64, unless the mailbox was raised",
    ),
    (
        "message_bytes_raised",
        157_286_400,
        "Largest size that a mailbox can be raised to",
    ),
];

/// Microsoft's limits.
pub fn service_limits() -> Vec<Node> {
    let one =
        |(id, value, title): (&str, u64, &str)| Object::new().set("id", id).set("value", value).set("title", title);
    list(SERVICE_LIMITS.into_iter().map(one))
}

/// What follows on an answer.
pub fn retry_rules() -> Node {
    Node::RetryRules(&RETRY_RULES)
}
