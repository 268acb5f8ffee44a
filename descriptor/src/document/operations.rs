//! The operations: their purpose, whether they need a connection, and the form of their input.

use serde_json::{Map, Value, json};

use super::{describe, object::object, results};
use crate::forms::{Form, explain, message, options, setup};

/// All operations, in the order in which people meet them.
pub fn all() -> Vec<Map<String, Value>> {
    let mut all = vec![
        connect(),
        test_connection(),
        send_mail(),
        check_outcome(),
        explain(),
        setup_guide(),
    ];
    for operation in &mut all {
        let id = operation.get("id").and_then(Value::as_str).unwrap_or_default();
        let (result, fails) = (results::of_operation(id), CAN_FAIL.contains(&id));
        operation.insert("result".to_owned(), result.into());
        operation.insert("failure".to_owned(), fails.then_some(results::FAILURE).into());
    }
    all
}

/// Operations that return an error. A failure of the others is part of their result.
const CAN_FAIL: [&str; 3] = ["connect", "send-mail", "setup-guide"];

fn input(form: &Form) -> Map<String, Value> {
    describe(form, json!({}), false)
}

/// An operation that changes nothing. `connection` is `required`, `optional` or `none`.
fn read(id: &str, summary: &str, connection: &str, form: &Form) -> Map<String, Value> {
    object(json!({
        "id": id,
        "title": form.title,
        "summary": summary,
        "connection": connection,
        "effects": {"kind": "read"},
        "input": input(form),
    }))
}

fn connect() -> Map<String, Value> {
    let form = Form::new("Connect", &[], Vec::new(), Vec::new());
    let summary = "Checks every field of a connection, and signs in. Sends nothing.";
    read("connect", summary, "required", &form)
}

fn test_connection() -> Map<String, Value> {
    let form = options::test_form();
    object(json!({
        "id": "test-connection",
        "title": form.title,
        "summary": "Tests a connection step by step, and says what each step does not prove.",
        "connection": "required",
        "effects": {
            "kind": "read",
            "unless": "With send_test_mail it sends one mail from the mailbox to itself.",
        },
        "input": input(&form),
    }))
}

fn send_mail() -> Map<String, Value> {
    let composed = message::form();
    let complete = message::mime::form();
    object(json!({
        "id": "send-mail",
        "title": composed.title,
        "summary": "Sends one mail from the connection's mailbox.",
        "connection": "required",
        "effects": {
            "kind": "write",
            "idempotent_without_key": false,
            "accepts_idempotency_key": true,
        },
        "input": describe(&composed, json!({"case": "message"}), false),
        "other_inputs": [describe(&complete, json!({"case": "mime"}), false)],
        "only_in_the_contract": [
            "display names of recipients, such as message.to[].name",
            "content as bytes",
        ],
    }))
}

fn check_outcome() -> Map<String, Value> {
    let summary =
        "Looks for an earlier send in the mailbox. Changes nothing. Needs Mail.ReadWrite, or a permission to read.";
    read("check-outcome", summary, "required", &options::reference_form())
}

fn explain() -> Map<String, Value> {
    let summary =
        "Lists likely causes of an error response from Microsoft, each with a check and a fix. Works offline.";
    read("explain", summary, "optional", &explain::form())
}

fn setup_guide() -> Map<String, Value> {
    let summary = "Lists the steps that set up an app and its mailboxes, with a PowerShell script that does and undoes them. Values that are not known yet may be left out. Works offline.";
    read("setup-guide", summary, "none", &setup::form())
}
