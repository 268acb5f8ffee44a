//! What these tests share: the forms of the document, a validator of JSON Schema, and the connector to hold both against.

pub mod contract;
pub mod form;
pub mod host;
pub mod samples;
pub mod validate;

use form::Form;
use serde_json::{Value, json};
use validate::{Verdict, connection, validate};

/// The form of that id.
pub fn form(id: &str) -> Form {
    let found = form::all().into_iter().find(|form| form.id == id);
    found.unwrap_or_else(|| panic!("no form {id}"))
}

/// The entries of a list; none where there is no list.
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A text of the document.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// What the connector refuses: pointers and codes. The code is empty where the contract has no way to pass the data.
pub fn problems(form: &Form, data: &Value) -> Vec<(String, String)> {
    match validate(form, data, &connection()) {
        Verdict::Holds => Vec::new(),
        Verdict::Refused(problems) => problems,
        Verdict::NotRepresentable(_) => vec![(String::new(), String::new())],
    }
}

/// Form data that is all right.
pub fn good(id: &str) -> Value {
    match id {
        "client-secret" => json!({
            "tenant_id": "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10",
            "client_id": "b1c5a2de-0000-4000-8000-00000000c11e",
            "client_secret": "s3cret~Value",
            "mailbox": "references@contoso.com"
        }),
        "certificate" => json!({
            "tenant_id": "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10",
            "client_id": "b1c5a2de-0000-4000-8000-00000000c11e",
            "certificate": "outlook-2026",
            "mailbox": "references@contoso.com"
        }),
        "federated-assertion" => json!({
            "tenant_id": "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10",
            "client_id": "b1c5a2de-0000-4000-8000-00000000c11e",
            "federated_assertion": "workload",
            "mailbox": "references@contoso.com"
        }),
        "connect" | "test-connection" | "explain" => json!({}),
        "send-mail" => json!({ "to": ["megan@contoso.com"], "subject": "Hello", "text": "Text" }),
        "send-mail/mime" => json!({ "file": "data:message/rfc822;base64,VG86IGFAYi5jb20NCg0KSGVsbG8=" }),
        "check-outcome" => json!({ "reference": "run-42" }),
        "setup-guide" => json!({
            "tenant_id": "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10",
            "client_id": "b1c5a2de-0000-4000-8000-00000000c11e",
            "enterprise_object_id": "c1c5a2de-0000-4000-8000-00000000c11e",
            "group_name": "Email senders",
            "mailboxes": ["references@contoso.com"]
        }),
        _ => panic!("no form {id}"),
    }
}
