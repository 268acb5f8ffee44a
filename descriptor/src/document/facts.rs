//! Facts about the connector: its clouds, limits and retry rules, and how to read the document.

use std::collections::BTreeMap;

use outlook_connector::{
    limits,
    tables::{Action, Cloud, GRAPH_RULES, NO_RESPONSE_RULES, TOKEN_RULES, portals_of},
};
use serde_json::{Value, json};

/// How to read the document: what its own words mean.
pub fn reading() -> Value {
    json!({
        "blanks": "The connector trims blanks around a value, and treats an optional text that is empty as left out, before it checks the value.",
        "choices": "A form passes the value of a choice as it is here. The connector accepts a cloud in upper case as well, for people who type it.",
        "pointers": "JSON Pointers into the data of the form. Pointers under items start at an entry of the list.",
        "secret_fields": "The schema marks these fields with format and writeOnly as well. Store the value, never show it again, and keep it out of logs.",
        "refused_as": "Values of code in a field-problem of the contract. An empty list means that the contract has no way to pass such a value.",
        "rules": "Rules that flat JSON Schema cannot say. The connector checks them as well, and names the field at fault.",
        "links": "IDs of pages in catalogue.links. Fill the names in an address by RFC 6570: hosts from the portals of the cloud, client_id and object_id from the connection. If a host is null, leave the link out. If another value is not known, use the page's general page.",
        "texts": "A text with names in braces is a template. The params of a record have the values. A program that shows texts in another language translates the template and fills it with the same params.",
        "contract": {
            "path": "The place of the value in the contract, and the value of field in a field-problem. The first entry of a list is path[0].",
            "secret-name": "Store the value in secret-store under a name of your choice, and pass the name.",
            "addresses": "Each text becomes the address of a recipient.",
            "file": "A data URL in base64 (RFC 2397), as file inputs of browsers make it, becomes the case base64: the text behind the comma. In an attachment its media type and its parameter name fill content-type and name where the form left them empty. Any other text is the name of stored bytes, and becomes the case stored.",
            "seconds": "The contract counts milliseconds: pass the number times 1,000.",
        },
    })
}

/// The clouds, and the hosts that the connector calls in each.
pub fn clouds() -> Value {
    Cloud::ALL
        .into_iter()
        .map(|cloud| {
            let mut hosts = vec![cloud.login_host(), cloud.graph_host()];
            hosts.extend(cloud.upload_hosts());
            json!({
                "id": cloud.id(),
                "title": cloud.title(),
                "allowed_hosts": hosts,
                "scope": cloud.scope(),
                "portals": portals_of(cloud).hosts().into_iter().collect::<BTreeMap<_, _>>(),
            })
        })
        .collect()
}

/// The connector's own limits.
pub fn limits() -> Value {
    json!({
        "recipients": limits::RECIPIENTS,
        "headers": limits::HEADERS,
        "header_bytes": limits::HEADER_BYTES,
        "subject_chars": limits::SUBJECT_CHARS,
        "request_bytes": limits::REQUEST_BYTES,
        "attachments_bytes": limits::ATTACHMENTS_BYTES,
        "upload_session_from_bytes": limits::SESSION_BYTES,
        "mime_bytes": limits::MIME_BYTES,
        "idempotency_key_chars": limits::KEY_CHARS,
        "tries_of_a_request": limits::REQUEST_TRIES,
        "time_budget_ms": {
            "min": limits::TIME_BUDGET_MIN_MS,
            "default": limits::TIME_BUDGET_MS,
            "max": limits::TIME_BUDGET_MAX_MS,
        },
        "token_renewed_before_expiry_s": limits::TOKEN_EXPIRY_BUFFER_S,
    })
}

/// Limits that Microsoft enforces. The connector cannot count towards them: other programs use the mailbox too.
///
/// Sources: Graph "Throttling limits", Outlook service; Exchange Online limits, sending and message limits; `Set-Mailbox -MaxSendSize`
/// and `-RecipientLimits`.
const SERVICE_LIMITS: [(&str, u64, &str); 9] = [
    (
        "concurrent_requests",
        4,
        "Concurrent requests from one app to one mailbox",
    ),
    (
        "requests_per_10_minutes",
        10_000,
        "Requests in 10 minutes from one app to one mailbox",
    ),
    (
        "upload_bytes_per_5_minutes",
        157_286_400,
        "Bytes that one app uploads to one mailbox in 5 minutes",
    ),
    (
        "messages_per_minute",
        30,
        "Messages that a mailbox sends in a minute; further ones are delayed and not refused",
    ),
    (
        "recipients_per_day",
        10_000,
        "Recipients that a mailbox sends to in 24 hours",
    ),
    (
        "recipients_per_message",
        500,
        "Recipients of a message, unless an administrator changed the limit of the mailbox",
    ),
    ("attachments_per_message", 250, "Attachments of a message"),
    (
        "message_bytes",
        36_700_160,
        "Size of a message with its attachments in base64, unless an administrator raised the limit of the mailbox",
    ),
    (
        "message_bytes_raised",
        157_286_400,
        "The highest limit that an administrator can set for a mailbox",
    ),
];

/// Microsoft's limits.
pub fn service_limits() -> Value {
    SERVICE_LIMITS
        .iter()
        .map(|(id, value, title)| json!({"id": id, "value": value, "title": title}))
        .collect()
}

/// Returns what the connector does after each failed request to Graph, by the kind of request. The first rule that fits holds.
pub fn retry_rules() -> Value {
    let without_response = NO_RESPONSE_RULES.iter().map(|rule| json!(rule));
    without_response
        .chain(GRAPH_RULES.iter().map(|rule| json!(rule)))
        .collect()
}

/// Returns what the connector does after each refused token request. The first rule that fits holds.
pub fn token_rules() -> Value {
    json!(TOKEN_RULES)
}

/// Returns the meaning of the words in both lists of rules.
pub fn retry_actions() -> Value {
    Action::ALL
        .iter()
        .map(|action| json!({"id": action, "meaning": action.meaning()}))
        .collect()
}
